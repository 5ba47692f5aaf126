package io.github.lanewise.formats.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * The temporary files that are being written. Those that are still there when the JVM ends, because of SIGINT or SIGTERM for
 * instance, are deleted by one shutdown hook.
 */
final class TemporaryFiles {
    private static final Set<Path> UNFINISHED = new HashSet<>();

    private static boolean hooked;

    private TemporaryFiles() {}

    /** Makes a new file, registered before any other thread can end the JVM in between. */
    static synchronized FileChannel create(Path path) throws IOException {
        requireHook();
        UNFINISHED.add(path);
        try {
            return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            UNFINISHED.remove(path);
            throw e;
        }
    }

    /** Deletes a file, unless it has been moved to its place. */
    static synchronized void delete(Path path) throws IOException {
        UNFINISHED.remove(path);
        Files.deleteIfExists(path);
    }

    private static void requireHook() {
        if (hooked) {
            return;
        }
        Thread deletion = new Thread(TemporaryFiles::deleteAll, "lanewise-temporary-files");
        try {
            Runtime.getRuntime().addShutdownHook(deletion);
            hooked = true;
        } catch (IllegalStateException _) {
            // The JVM is ending already. A program's own hook may still write what it has to save.
        }
    }

    private static synchronized void deleteAll() {
        for (Path path : UNFINISHED) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException | RuntimeException _) {
                // Nobody is left to be told, and the other files are to go all the same.
            }
        }
        UNFINISHED.clear();
    }
}
