package io.github.lanewise.formats.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that the tests read. */
public final class Resources {
    /** The variable is Maven's; an IDE starts tests in the module's folder. */
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "src", "test", "resources");

    private Resources() {}

    /** All files of a folder of the resources, by name. */
    public static List<Path> in(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of a folder whose names have this ending. */
    public static List<Path> in(String folder, String ending) {
        return in(folder).stream()
                .filter(path -> path.toString().endsWith(ending))
                .toList();
    }

    /** All files whose names have one of these endings, in whichever folder. */
    public static List<Path> ending(String... endings) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(path -> Stream.of(endings).anyMatch(path.toString()::endsWith))
                    .sorted()
                    .toList();
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
