package io.github.lanewise.formats;

import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.ZipWithMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What Jazzer calls: a reader, by the ending that it is given, on bytes of Jazzer's choice. CONTRIBUTING says how to start
 * it. What it finds goes to src/test/resources/fuzz, for {@link FuzzCorpusTest}.
 */
public final class FormatFuzz {
    private static Path file = Path.of("");
    private static @Nullable ZipWithMember zip;

    private FormatFuzz() {}

    /**
     * Called once.
     *
     * @param arguments the ending of the files to read, for instance {@code .pt}; then perhaps an archive and the ending of
     *     that member of it which the bytes are to be
     */
    public static void fuzzerInitialize(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("fuzzed");
        directory.toFile().deleteOnExit();
        file = directory.resolve("fuzzed" + arguments[0]);
        file.toFile().deleteOnExit();
        if (arguments[0].equals(".onnx")) {
            putDataBeside(file);
        }
        zip = arguments.length < 3 ? null : new ZipWithMember(Path.of(arguments[1]), arguments[2]);
    }

    /** The files that ONNX models of the resources keep their weights in, where a model of other bytes finds them. */
    private static void putDataBeside(Path model) throws IOException {
        for (Path data : Resources.in("onnx")) {
            if (data.toString().endsWith(".data")) {
                Path copy = model.resolveSibling(data.getFileName());
                Files.copy(data, copy);
                copy.toFile().deleteOnExit();
            }
        }
    }

    /**
     * Called for each input.
     *
     * @param bytes a file's contents, or a member's
     */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(file, zip == null ? bytes : zip.with(bytes));
        FuzzedReading.read(file);
    }
}
