package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.SlidingWindow;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code stream}: an answer for each row, in time, with the bits of {@code run}. */
class StreamCommandTest {
    private static final int ROWS = 40;

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

    private static byte[] binary(float... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Lanewise stream(byte[] in, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("stream", model));
        arguments.addAll(Arrays.asList(options));
        return Lanewise.pipe(in, arguments.toArray());
    }

    private String succeed(byte[] in, Object... options) {
        Lanewise lanewise = stream(in, options);
        assertEquals(0, lanewise.exitCode(), lanewise::toString);
        assertEquals("", lanewise.err());
        return lanewise.out();
    }

    private void refused(int exitCode, byte[] in, List<?> options, String message) {
        Lanewise lanewise = stream(in, options.toArray());
        assertEquals(exitCode, lanewise.exitCode(), lanewise::toString);
        assertEquals(1, lanewise.err().lines().count(), lanewise::toString);
        assertTrue(lanewise.err().contains(message), () -> "expected '" + message + "' in: " + lanewise.err());
    }

    private String run(Tensor rows, Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("run", model, "--input", "-", "--output", "-"));
        arguments.addAll(Arrays.asList(options));
        return Lanewise.pipe(csv(rows), arguments.toArray()).out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector", "auto"})
    void theSameTextAsRun(String backend) throws IOException {
        Tensor rows = SmallModels.numbers(ROWS, 3);
        String answers = succeed(csv(rows), "--backend", backend);
        assertEquals(run(rows), answers);
        assertEquals(ROWS, answers.lines().count());
    }

    @Test
    void theSameBitsInBinary() throws IOException {
        Tensor rows = SmallModels.numbers(ROWS, 3);
        Lanewise lanewise = stream(binary(rows.data()), "--binary");
        float[] expected = Model.of(SmallModels.lstm()).newSession().run(rows).data();
        assertArrayEquals(binary(expected), lanewise.bytes(), lanewise::toString);
    }

    @Test
    void precisionsAreThoseOfRun() throws IOException {
        Tensor rows = SmallModels.numbers(ROWS, 3);
        for (String precision : List.of("bf16", "int8", "int4")) {
            assertEquals(run(rows, "--precision", precision), succeed(csv(rows), "--precision", precision));
        }
        refused(2, new byte[0], List.of("--precision", "auto"), "run verify --precision auto on yours");
    }

    /** One number in, and a row that is two bytes long. */
    @Test
    void oneValueARow() throws IOException {
        ModelSpec spec = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.GRU, 1, 1).buildUntrained(new SplittableRandom(5)), false);
        model = SmallModels.save(directory, spec);
        Tensor rows = Tensor.of(new float[] {1, 2, 3, 4}, 4, 1);
        Dialogue dialogue = new Dialogue("1\n", "2\n", "3\n", "4\n");
        Lanewise lanewise = Lanewise.redirected(dialogue, dialogue.answers, false, "stream", model);
        assertEquals(0, lanewise.exitCode(), lanewise::toString);
        assertEquals(run(rows), lanewise.out());
    }

    @Test
    void tokens() throws IOException {
        model = SmallModels.save(directory, SmallModels.tokens(true));
        Tensor tokens = Tensor.of(new float[] {0, 6, 3}, 3, 1);
        String expected = run(tokens);
        assertEquals(expected, succeed(utf8("0\n6\n3\n")));
        Lanewise lanewise = stream(utf8("0\n6\n\n7\n3\n"));
        assertEquals(1, lanewise.exitCode(), lanewise::toString);
        assertEquals(2, lanewise.out().lines().count(), "the rows before have their answers");
        assertTrue(
                lanewise.err()
                        .startsWith(
                                "lanewise: standard input: line 4: embedding: expected tokens as whole numbers from"),
                lanewise::toString);
        Lanewise bits = stream(binary(0, 6, 7), "--binary");
        assertTrue(bits.err().startsWith("lanewise: standard input: row 3: embedding: expected"), bits::toString);
    }

    /** A model that answers with one row for a sequence answers here for what it has read so far. */
    @Test
    void aModelOfTheLastStep() throws IOException {
        model = SmallModels.save(directory, SmallModels.classifier());
        Tensor rows = SmallModels.numbers(3, 3);
        List<String> answers = succeed(csv(rows)).lines().toList();
        for (int count = 1; count <= 3; count++) {
            Tensor first = Tensor.of(Arrays.copyOf(rows.data(), 3 * count), count, 3);
            assertEquals(run(first).strip(), answers.get(count - 1));
        }
    }

    /** Gives a row only when all rows before it have their answers. */
    private static final class Dialogue extends InputStream {
        final ByteArrayOutputStream answers = new ByteArrayOutputStream();
        private final String[] rows;
        private int given;
        private byte[] row = new byte[0];
        private int at;

        Dialogue(String... rows) {
            this.rows = rows;
        }

        @Override
        public int available() {
            return row.length - at;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (available() == 0) {
                long answered = answers.toString(StandardCharsets.UTF_8).lines().count();
                assertEquals(given, answered, "answers before the next row is sent");
                if (given == rows.length) {
                    return -1;
                }
                row = utf8(rows[given++]);
                at = 0;
            }
            int count = Math.min(length, available());
            System.arraycopy(row, at, bytes, from, count);
            at += count;
            return count;
        }
    }

    /** The same of bytes, which come a few at a time. */
    private static final class BinaryDialogue extends InputStream {
        final ByteArrayOutputStream answers = new ByteArrayOutputStream();
        private final byte[] bytes;
        private final int rowBytes;
        private final int answerBytes;
        private int at;

        BinaryDialogue(byte[] bytes, int columns, int answerColumns) {
            this.bytes = bytes;
            rowBytes = columns * Float.BYTES;
            answerBytes = answerColumns * Float.BYTES;
        }

        @Override
        public int read(byte[] to, int from, int length) {
            assertEquals(at / rowBytes * answerBytes, answers.size(), "answers before the next row is sent");
            int count = Math.min(5, Math.min(rowBytes - at % rowBytes, bytes.length - at));
            System.arraycopy(bytes, at, to, from, count);
            at += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public int read() {
            throw new AssertionError("a byte at a time");
        }
    }

    @Test
    void eachAnswerComesBeforeTheNextRow() throws IOException {
        Tensor rows = SmallModels.numbers(ROWS, 3);
        String expected = run(rows);
        BinaryDialogue dialogue = new BinaryDialogue(binary(rows.data()), 3, 5);
        Lanewise bits = Lanewise.redirected(dialogue, dialogue.answers, false, "stream", model, "--binary");
        assertEquals(0, bits.exitCode(), bits::toString);
        assertEquals(ROWS * 5, floats(dialogue.answers.toByteArray()).length);
        String[] lines = new String(csv(rows), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line + "\r\n")
                .toArray(String[]::new);
        Dialogue text = new Dialogue(lines);
        Lanewise lanewise = Lanewise.redirected(text, text.answers, false, "stream", model);
        assertEquals(0, lanewise.exitCode(), lanewise::toString);
        assertEquals(expected, lanewise.out());
    }

    /** Counts how often it is written to. */
    private static final class CountingOutput extends OutputStream {
        private int writes;
        private long bytes;

        @Override
        public void write(int b) {
            writes++;
            bytes++;
        }

        @Override
        public void write(byte[] from, int at, int length) {
            writes++;
            bytes += length;
        }
    }

    @Test
    void rowsThatAreThereAtOnceAreWrittenManyAtATime() throws IOException {
        byte[] in = binary(SmallModels.numbers(10_000, 3).data());
        CountingOutput out = new CountingOutput();
        Lanewise.redirected(new ByteArrayInputStream(in), out, true, "stream", model, "--binary");
        assertEquals(10_000L * 5 * Float.BYTES, out.bytes);
        assertTrue(out.writes < 10, () -> "writes: " + out.writes);
    }

    @Test
    void aStateGoesOn() throws IOException {
        Tensor rows = SmallModels.numbers(ROWS, 3);
        String expected = run(rows);
        List<String> lines =
                new String(csv(rows), StandardCharsets.UTF_8).lines().toList();
        String first = String.join("\n", lines.subList(0, 15));
        String second = String.join("\n", lines.subList(15, ROWS));
        Path state = directory.resolve("stream.state");
        String answers = succeed(utf8(first), "--save-state", state);
        answers += succeed(utf8(second), "--load-state", state, "--save-state", state);
        assertEquals(expected, answers);
        assertArrayEquals(stateAfter(rows), Files.readAllBytes(state));
    }

    private static byte[] stateAfter(Tensor rows) {
        Model model = Model.of(SmallModels.lstm());
        var state = model.newState();
        model.newSession().run(rows.data(), rows.size(0), state, new float[rows.size(0) * model.outputSize()]);
        return state.toBytes();
    }

    @Test
    void aRefusedRowLeavesTheStateOfThoseBefore() throws IOException {
        Tensor rows = SmallModels.numbers(2, 3);
        Path state = directory.resolve("stream.state");
        byte[] in = utf8(new String(csv(rows), StandardCharsets.UTF_8) + "1,2,x\n4,5,6\n");
        Lanewise lanewise = stream(in, "--save-state", state);
        assertEquals(1, lanewise.exitCode(), lanewise::toString);
        assertEquals(run(rows), lanewise.out());
        assertArrayEquals(stateAfter(rows), Files.readAllBytes(state));
    }

    @Test
    void statesThatAreNone() throws IOException {
        Path state = directory.resolve("stream.state");
        refused(1, new byte[0], List.of("--load-state", state), state + ": expected a file, found none");
        Files.write(state, new byte[3]);
        refused(1, new byte[0], List.of("--load-state", state), state + ": expected what --save-state has written");
        ModelSpec other = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.LSTM, 3, 5).numLayers(2).buildUntrained(new SplittableRandom(9)), false);
        Files.write(state, Model.of(other).newState().toBytes());
        refused(1, new byte[0], List.of("--load-state", state), "found one of another (");
        refused(1, new byte[0], List.of("--save-state", model), model + ": expected another file than those read");
        Path nowhere = directory.resolve("none/s.state");
        refused(1, new byte[0], List.of("--save-state", nowhere), nowhere + ": expected a directory to write in");
    }

    @Test
    void aWindow() throws IOException {
        Tensor rows = SmallModels.numbers(ROWS, 3);
        SlidingWindow window = Model.of(SmallModels.lstm()).newWindow(7);
        float[] expected = new float[ROWS * 5];
        for (int row = 0; row < ROWS; row++) {
            window.push(rows.data(), row * 3, expected, row * 5);
        }
        assertEquals(
                new String(csv(Tensor.of(expected, ROWS, 5)), StandardCharsets.UTF_8),
                succeed(csv(rows), "--window", 7));
        refused(2, new byte[0], List.of("--window", 0), "--window: expected at least 1 row, found 0");
        for (String option : List.of("--save-state", "--load-state")) {
            refused(
                    2,
                    new byte[0],
                    List.of("--window", 7, option, directory.resolve("s")),
                    option + ": expected only without --window, found --window 7");
        }
    }

    @Test
    void rowsThatAreNone() {
        refused(
                1,
                utf8("1,2,3\n4,five,6\n"),
                List.of(),
                "standard input: line 2, column 2: expected a number, found 'five'");
        refused(
                1,
                utf8("a,b\n1,2\n"),
                List.of(),
                "standard input: line 2: expected a row of 3, as many numbers as the model reads, found 2");
        refused(1, utf8("1,2,3\n1,2\n"), List.of(), "line 2: expected 3 columns as in the first row, found 2");
        refused(1, utf8("1;2;3\n"), List.of(), "line 1: expected commas between columns, found semicolons");
        refused(
                1,
                Arrays.copyOf(binary(1, 2, 3, 4, 5, 6), 22),
                List.of("--binary"),
                "standard input: row 2: expected 12 bytes, 3 numbers of four, found 10 bytes left at the end");
        refused(2, new byte[0], List.of("--binary", "--csv-separator", "tab"), "--binary: expected no options of .csv");
    }

    @Test
    void tablesInOtherWays() throws IOException {
        Tensor rows = Tensor.of(new float[] {0.5f, 1, 2, 3, 4, 5}, 2, 3);
        String expected = run(rows);
        assertEquals(expected, succeed(utf8("\uFEFFx,y,z\n.5,1,2\n\n3,4,5")));
        assertEquals(expected, succeed(utf8("0,5;1;2\n3;4;5\n"), "--csv-separator", "semicolon", "--decimal-comma"));
        assertEquals("", succeed(new byte[0]));
    }

    @Test
    void modelsThatNeedTheWholeSequence() throws IOException {
        model = SmallModels.save(directory, SmallModels.stack(CellKind.GRU, true, false));
        refused(
                1,
                new byte[0],
                List.of(),
                model + ": expected a model that can step, found a bidirectional layer in GRU(3, 5, 2 layers,"
                        + " bidirectional), which needs the whole sequence; use lanewise run");
    }

    @Test
    void theSummaryIsThereForTheAsking() throws IOException {
        Lanewise lanewise = stream(csv(SmallModels.numbers(6, 3)), "--summary", "--backend", "scalar");
        assertTrue(
                lanewise.err()
                        .matches("6 rows in \\d+\\.\\d{3} s, [\\d,.]+ rows/s; LSTM\\(3, 5, 2 layers\\) on scalar\\R"),
                lanewise::toString);
    }

    /** Takes some bytes and no more. */
    private static final class Closed extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }

    @Test
    void aPipeThatClosesEarly() throws IOException {
        byte[] in = csv(SmallModels.numbers(6, 3));
        Path state = directory.resolve("s.state");
        assertEquals(
                new Lanewise(141, "", ""),
                Lanewise.redirected(new ByteArrayInputStream(in), new Closed(), true, "stream", model));
        assertEquals(
                new Lanewise(141, "", "lanewise: " + state + ": the state is not saved\n"),
                Lanewise.redirected(
                        new ByteArrayInputStream(in), new Closed(), true, "stream", model, "--save-state", state));
        assertFalse(Files.exists(state), "it would be ahead of the answers");
    }
}
