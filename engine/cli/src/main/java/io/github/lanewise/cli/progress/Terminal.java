package io.github.lanewise.cli.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Whether a person sees what is written to standard error. */
final class Terminal {
    /** The part of a Unix file mode that says what a file is, and its value for terminals and other devices. */
    private static final int KIND = 0xf000;

    private static final int CHARACTER_DEVICE = 0x2000;

    private Terminal() {}

    /** False where the operating system does not tell, and of terminals that only print. */
    static boolean isStandardError() {
        if (Objects.equals(System.getenv("TERM"), "dumb")) {
            return false;
        }
        try {
            Path error = Path.of("/dev/stderr");
            int mode = (Integer) Files.getAttribute(error, "unix:mode");
            return (mode & KIND) == CHARACTER_DEVICE && !device(error).equals(device(Path.of("/dev/null")));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return false;
        }
    }

    private static Object device(Path path) throws IOException {
        return Files.getAttribute(path, "unix:rdev");
    }
}
