package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} with {@code --input -} and {@code --output -}. */
class StandardStreamsTest {
    private static final Tensor ROWS = SmallModels.numbers(6, 3);

    @TempDir
    Path directory;

    private Path model = Path.of("");

    @BeforeEach
    void save() throws IOException {
        model = SmallModels.save(directory, SmallModels.lstm());
    }

    private static byte[] csv(Tensor rows) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Csv.write(out, rows);
        return out.toByteArray();
    }

    private static byte[] npy(Tensor tensor) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, tensor);
        return out.toByteArray();
    }

    private static Tensor answer(ModelSpec spec, Tensor input) {
        return Model.of(spec).newSession().run(input);
    }

    private static void assertSame(Tensor expected, Tensor found) {
        assertArrayEquals(expected.shape(), found.shape());
        assertArrayEquals(expected.data(), found.data());
    }

    private Lanewise piped(byte[] in, Object... options) {
        Object[] arguments = new Object[6 + options.length];
        System.arraycopy(new Object[] {"run", model, "--input", "-", "--output", "-"}, 0, arguments, 0, 6);
        System.arraycopy(options, 0, arguments, 6, options.length);
        return Lanewise.pipe(in, arguments);
    }

    private void refused(byte[] in, List<?> options, String... parts) {
        Lanewise lanewise = piped(in, options.toArray());
        assertEquals(1, lanewise.exitCode(), lanewise::toString);
        assertEquals("", lanewise.out());
        assertEquals(1, lanewise.err().lines().count(), lanewise::toString);
        for (String part : parts) {
            assertTrue(lanewise.err().contains(part), () -> "expected '" + part + "' in: " + lanewise.err());
        }
    }

    @Test
    void bothKindsInAndOut() throws IOException {
        Tensor expected = answer(SmallModels.lstm(), ROWS);
        for (byte[] in : List.of(csv(ROWS), npy(ROWS))) {
            Lanewise table = piped(in);
            assertEquals(0, table.exitCode(), table::toString);
            assertSame(expected, Csv.read(new ByteArrayInputStream(table.bytes()), Path.of("csv"), CsvOptions.COMMAS));
            assertTrue(
                    table.err().contains("; wrote output to standard output as csv; not written: h_n, c_n"),
                    table::toString);
            Lanewise array = piped(in, "--output-format", "npy");
            assertSame(expected, Npy.read(FileContents.of(array.bytes(), "npy")));
            assertTrue(
                    array.err().contains("; wrote output to standard output as npy; not written: h_n, c_n"),
                    array::toString);
        }
    }

    @Test
    void aBatchAndTokens() throws IOException {
        Tensor batch = SmallModels.numbers(6, 2, 3);
        Lanewise lanewise = piped(npy(batch), "--output-format", "NPY");
        assertSame(answer(SmallModels.lstm(), batch), Npy.read(FileContents.of(lanewise.bytes(), "npy")));

        model = SmallModels.save(directory, SmallModels.tokens(true));
        Tensor tokens = Tensor.of(new float[] {0, 6, 3}, 3, 1);
        Tensor expected = answer(SmallModels.tokens(true), tokens);
        for (byte[] in : List.of(csv(tokens), npy(Tensor.of(tokens.data(), 3)))) {
            assertSame(
                    expected, Csv.read(new ByteArrayInputStream(piped(in).bytes()), Path.of("csv"), CsvOptions.COMMAS));
        }
    }

    @Test
    void oneStreamAndOneFile() throws IOException {
        Tensor expected = answer(SmallModels.lstm(), ROWS);
        Path in = directory.resolve("in.npy");
        Path out = directory.resolve("out.csv");
        Npy.write(in, ROWS);
        Lanewise written = Lanewise.succeed("run", model, "--input", in, "--output", "-");
        assertSame(expected, Csv.read(new ByteArrayInputStream(written.bytes()), Path.of("csv"), CsvOptions.COMMAS));
        Lanewise read = Lanewise.pipe(csv(ROWS), "run", model, "--input", "-", "--output", out);
        assertEquals(0, read.exitCode(), read::toString);
        assertEquals("", read.out());
        assertSame(expected, Csv.read(out));
    }

    @Test
    void whatDoesNotGoThroughAStream() throws IOException {
        refused(
                npy(SmallModels.numbers(6, 2, 3)),
                List.of(),
                "standard output: expected an output of one or two dimensions",
                "(6, 2, 5); add --output-format npy");
        model = Path.of(
                System.getProperty("basedir", ""), "../formats/src/test/resources/onnx/torch_states_script.onnx");
        refused(
                npy(SmallModels.numbers(5, 2, 3)),
                List.of(),
                "standard output: expected an output of one or two dimensions",
                "(5, 2, 8); add --output-format npy");
    }

    @Test
    void inputsThatAreNone() throws IOException {
        refused(new byte[0], List.of(), "standard input: expected rows of numbers, found none");
        refused("1,2,3\n4,five,6\n".getBytes(StandardCharsets.UTF_8), List.of(), "standard input: line 2, column 2");
        refused("1,2\n".getBytes(StandardCharsets.UTF_8), List.of(), "standard input: input: expected shape (T, 3)");
        byte[] array = npy(ROWS);
        refused(Arrays.copyOf(array, array.length - 1), List.of(), "standard input: data", "cut off");
        refused(Files.readAllBytes(model), List.of(), "standard input: expected an array of NumPy", "--input FILE");
        refused("RIFF....WAVE".getBytes(StandardCharsets.UTF_8), List.of(), "52 49 46 46", "--input FILE");
    }

    @Test
    void aFormatForAFileIsWrongUsage() {
        Lanewise.fail(
                2,
                List.of("run", model, "--input", "-", "--output", "out.npy", "--output-format", "npy"),
                "--output-format: expected only with --output -, found --output out.npy; leave it out");
        Lanewise.fail(
                2,
                List.of("run", model, "--input", "-", "--output", "-", "--output-format", "wav"),
                "--output-format",
                "CSV, NPY",
                "'wav'");
    }

    /** A stream that takes some bytes and no more. */
    private static final class Full extends OutputStream {
        private int room;

        Full(int room) {
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            if (room-- <= 0) {
                throw new IOException("No space left on device");
            }
        }
    }

    @Test
    void aPipeThatClosesEarlyEndsQuietly() throws IOException {
        for (int room : new int[] {0, 10}) {
            InputStream in = new ByteArrayInputStream(csv(ROWS));
            Lanewise run = Lanewise.redirected(in, new Full(room), true, "run", model, "--input", "-", "--output", "-");
            assertEquals(new Lanewise(141, "", ""), run);
            Lanewise info = Lanewise.redirected(InputStream.nullInputStream(), new Full(room), true, "info", model);
            assertEquals(new Lanewise(141, "", ""), info);
        }
    }

    @Test
    void anOutputThatIsFullIsAFailure() throws IOException {
        String expected = "lanewise: standard output: expected to be able to write to it, found 'No space left on"
                + " device'; make room, or give it another place\n";
        InputStream in = new ByteArrayInputStream(csv(ROWS));
        assertEquals(
                new Lanewise(1, "", expected),
                Lanewise.redirected(in, new Full(10), false, "run", model, "--input", "-", "--output", "-"));
        assertEquals(
                new Lanewise(1, "", expected),
                Lanewise.redirected(InputStream.nullInputStream(), new Full(10), false, "info", model));
    }
}
