package io.github.lanewise.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Jazzer calls: a reader, by the ending that it is given, on bytes of Jazzer's choice. CONTRIBUTING says how to start
 * it. What it finds goes to src/test/resources/fuzz, for {@link FuzzCorpusTest}.
 */
public final class FormatFuzz {
    private static Path file = Path.of("");

    private FormatFuzz() {}

    /**
     * Called once.
     *
     * @param arguments the ending of the files to read, for instance {@code .pt}
     */
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        file = Files.createTempFile("fuzzed", arguments[0]);
        file.toFile().deleteOnExit();
    }

    /**
     * Called for each input.
     *
     * @param bytes a file's contents
     */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        FuzzedReading.read(file);
    }
}
