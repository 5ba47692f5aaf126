package io.github.lanewise.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How {@code trace} writes what it saw. */
enum TraceFormat {
    /** One page that needs nothing else. */
    HTML,
    /** A picture of one layer and direction that is sharp in every size. */
    SVG,
    /** The same picture in pixels. */
    PNG;

    /** That of a file's ending, or null. */
    static @Nullable TraceFormat of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        for (TraceFormat format : values()) {
            if (name.endsWith("." + format)) {
                return format;
            }
        }
        return null;
    }

    /** The name as one types it, and the ending of a file. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
