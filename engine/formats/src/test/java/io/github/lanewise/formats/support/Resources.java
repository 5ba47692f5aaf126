package io.github.lanewise.formats.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that the tests read. */
public final class Resources {
    private Resources() {}

    /** All files of a folder of the resources, by name. */
    public static List<Path> in(String folder) {
        // The variable is Maven's; an IDE starts tests in the module's folder.
        Path directory = Path.of(System.getProperty("basedir", ""), "src", "test", "resources", folder);
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path file(String folder, String name) {
        return in(folder).stream()
                .filter(path -> path.endsWith(name))
                .findFirst()
                .orElseThrow();
    }
}
