package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} refuses, each time in one line that names the file and the tensor, and without writing anything. */
class RunRefusalTest {
    @TempDir
    Path directory;

    private Path in = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void paths() {
        in = directory.resolve("in.safetensors");
        out = directory.resolve("out.safetensors");
    }

    private void refused(ModelSpec spec, SafetensorsWriter inputs, String... parts) throws IOException {
        inputs.write(in);
        refused(spec, in, out, parts);
    }

    private void refused(ModelSpec spec, Path input, Path output, String... parts) throws IOException {
        Path model = SmallModels.save(directory, spec);
        Files.deleteIfExists(out);
        Lanewise.fail(1, List.of("run", model, "--input", input, "--output", output), parts);
        assertFalse(Files.exists(out));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    0, files.filter(file -> file.toString().endsWith(".tmp")).count());
        }
    }

    private static SafetensorsWriter input(int... shape) {
        return new SafetensorsWriter().floats("input", SmallModels.numbers(shape));
    }

    @Test
    void shapes() throws IOException {
        ModelSpec lstm = SmallModels.lstm();
        refused(lstm, input(6, 2, 4), in.toString(), "input: expected shape (T, 3) or (T, N, 3), found (6, 2, 4)");
        refused(lstm, input(6), "input", "found (6)");
        refused(lstm, input(0, 2, 3), "at least one time step", "(0, 2, 3)");
        refused(lstm, input(0, 3), "at least one time step", "(0, 3)");
        refused(SmallModels.classifier(), input(2, 0, 3), "at least one time step", "(2, 0, 3)");
        refused(lstm, input(6, 2, 3).floats("h0", Tensor.zeros(2, 2, 4)), "h0", "(2, 2, 5)", "(2, 2, 4)");
        refused(lstm, input(6, 2, 3).floats("c0", Tensor.zeros(2, 5)), "c0", "(2, 2, 5)", "(2, 5)");
    }

    @Test
    void statesThatTheModelDoesNotHave() throws IOException {
        SafetensorsWriter withCell = input(6, 2, 3).floats("c0", Tensor.zeros(2, 2, 5));
        refused(SmallModels.stack(CellKind.GRU, false, false), withCell, "c0", "GRU", "no cell state");
        refused(SmallModels.classifier(), input(2, 6, 3).floats("h0", Tensor.zeros(1, 2, 5)), "h0", "not a single");
        refused(SmallModels.classifier(), input(2, 6, 3).floats("c0", Tensor.zeros(1, 2, 5)), "c0", "not a single");
    }

    @Test
    void lengths() throws IOException {
        ModelSpec lstm = SmallModels.lstm();
        refused(lstm, input(6, 2, 3).integers("lengths", new long[] {1, 0}, 2), "lengths", "1 to 6", "found 0", "1");
        refused(lstm, input(6, 2, 3).integers("lengths", new long[] {7, 1}, 2), "lengths", "1 to 6", "found 7", "0");
        refused(lstm, input(6, 2, 3).integers("lengths", new long[] {-1, 1}, 2), "lengths", "found -1");
        refused(lstm, input(6, 2, 3).integers("lengths", new long[] {1, 1L << 32}, 2), "lengths[1]", "4294967296");
        refused(lstm, input(6, 2, 3).integers("lengths", new long[] {1, 1, 1}, 3), "lengths", "found 3");
        refused(lstm, input(6, 2, 3).integers("lengths", new long[] {1, 1}, 2, 1), "lengths", "[2, 1]");
        refused(lstm, input(6, 3).integers("lengths", new long[] {6}, 1), "lengths", "without a batch");
        refused(lstm, input(6, 2, 3).doubles("lengths", new double[] {1, Double.NaN}, 2), "lengths", "NaN", "1");
        refused(lstm, input(6, 2, 3).doubles("lengths", new double[] {2.5, 1}, 2), "lengths", "2.5", "0");
    }

    @Test
    void typesAndTokens() throws IOException {
        refused(
                SmallModels.tokens(false),
                new SafetensorsWriter().integers("input", new long[] {1, 7}, 2),
                "0 to 6",
                "7");
        refused(
                SmallModels.tokens(false),
                new SafetensorsWriter().integers("input", new long[] {-1}, 1),
                "0 to 6",
                "-1");
        refused(SmallModels.tokens(false), new SafetensorsWriter().doubles("input", new double[] {0.5}, 1), "0.5");
        refused(
                SmallModels.lstm(),
                new SafetensorsWriter().integers("input", new long[] {0, 1 << 25, 0}, 1, 3),
                "tensor input",
                "33554432 at index 1");
        refused(SmallModels.lstm(), new SafetensorsWriter().floats("x", SmallModels.numbers(6, 2, 3)), "input", "x");
        String header = "{\"input\":{\"dtype\":\"C64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}";
        byte[] bytes = Arrays.copyOf(new byte[] {(byte) header.length()}, 8 + header.length() + 8);
        System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, bytes, 8, header.length());
        Files.write(in, bytes);
        refused(SmallModels.lstm(), in, out, "tensor input", "floats or integers", "C64");
    }

    @Test
    void inputFiles() throws IOException {
        ModelSpec lstm = SmallModels.lstm();
        refused(lstm, directory.resolve("missing.npy"), out, "missing.npy", "found none");
        refused(lstm, directory.resolve("missing.txt"), out, "missing.txt", ".safetensors, .npy, .csv or .wav");
        Path folder = Files.createDirectory(directory.resolve("folder.npy"));
        refused(lstm, folder, out, "folder.npy", "a directory");
        Path npy = directory.resolve("in.npy");
        Npy.write(npy, SmallModels.numbers(6, 2, 3));
        byte[] bytes = Files.readAllBytes(npy);
        for (int length : new int[] {0, 9, 40, bytes.length - 1}) {
            Files.write(npy, Arrays.copyOf(bytes, length));
            refused(lstm, npy, out, "in.npy", "expected", "found");
        }
        Path csv = Files.writeString(directory.resolve("in.csv"), "1,2,3\n4,5\n");
        refused(lstm, csv, out, "in.csv", "line 2");
        Files.writeString(csv, "1,2,3\n4,five,6\n");
        refused(lstm, csv, out, "in.csv", "line 2", "five");
        Files.writeString(csv, "1,2\n4,5\n");
        refused(lstm, csv, out, "in.csv", "expected shape (T, 3)", "found (2, 2)");
    }

    @Test
    void outputs() throws IOException {
        ModelSpec lstm = SmallModels.lstm();
        input(6, 2, 3).write(in);
        refused(lstm, in, directory.resolve("nowhere/out.npy"), "nowhere", "expected a directory", "found none");
        refused(lstm, in, in.resolve("out.npy"), "in.safetensors", "expected a directory", "found none");
        refused(lstm, in, Files.createDirectory(directory.resolve("folder.npy")), "folder.npy", "a directory");
        refused(lstm, in, directory.resolve("out.txt"), "out.txt", ".safetensors, .npy, .csv or .wav");
        refused(lstm, in, directory.resolve("out.csv"), "out.csv", "one or two dimensions", "(6, 2, 5)", ".npy");
        refused(lstm, in, in, "in.safetensors", "another file");
        refused(lstm, in, directory.resolve("model.safetensors"), "model.safetensors", "another file");
    }

    @Test
    void anOutputThatIsThereSurvivesAFailure() throws IOException {
        input(0, 2, 3).write(in);
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Files.writeString(out, "as it was");
        Lanewise.fail(1, List.of("run", model, "--input", in, "--output", out), "at least one time step");
        assertEquals("as it was", Files.readString(out));
        input(6, 2, 3).write(in);
        Lanewise.succeed("run", model, "--input", in, "--output", out);
        assertEquals(List.of("output", "h_n", "c_n"), Safetensors.read(out).names());
    }

    @Test
    void inputsThatAreLeftAsTheyWere() throws IOException {
        input(6, 2, 3).write(in);
        byte[] before = Files.readAllBytes(in);
        refused(SmallModels.lstm(), in, in, "another file");
        assertEquals(Arrays.toString(before), Arrays.toString(Files.readAllBytes(in)));
    }
}
