package io.github.lanewise.cli;

import java.util.Locale;

/** How {@code trace} writes what it saw. */
enum TraceFormat {
    /** One page that needs nothing else. */
    HTML,
    /** A picture of one layer and direction. */
    SVG;

    /** The name as one types it, and the ending of a file. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
