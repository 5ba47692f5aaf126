package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows for graphs whose other inputs are states, which begin from zeros. */
class GraphRowsTest {
    private static final Path STATES = GraphRunTest.model("torch_states_script.onnx");

    @TempDir
    private Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** What the graph says of all inputs by name, zeros among them. */
    private Safetensors expected(Tensor x) throws IOException {
        Path in = file("named.safetensors");
        new SafetensorsWriter()
                .floats("x", x)
                .floats("h", Tensor.zeros(4, x.size(1), 4))
                .floats("c", Tensor.zeros(4, x.size(1), 4))
                .write(in);
        Lanewise.succeed("run", STATES, "--input", in, "--output", file("expected.safetensors"));
        return Safetensors.read(file("expected.safetensors"));
    }

    @Test
    void aWholeInputBeginsFromZeros() throws IOException {
        Tensor x = SmallModels.numbers(5, 2, 3);
        Npy.write(file("x.npy"), x);
        Lanewise lanewise =
                Lanewise.succeed("run", STATES, "--input", file("x.npy"), "--output", file("all.safetensors"));
        assertTrue(lanewise.err().contains("initial states of zeros for h, c"), lanewise::toString);
        Safetensors expected = expected(x);
        Safetensors found = Safetensors.read(file("all.safetensors"));
        assertEquals(List.of("y", "hn", "cn"), found.names());
        for (String name : found.names()) {
            assertArrayEquals(expected.shape(name), found.shape(name));
            assertArrayEquals(expected.floats(name).data(), found.floats(name).data());
        }
    }

    @Test
    void rowsAreOneSequence() throws IOException {
        Tensor x = SmallModels.numbers(5, 1, 3);
        Tensor rows = Tensor.of(x.data(), 5, 3);
        Npy.write(file("x.npy"), rows);
        Csv.write(file("x.csv"), rows);
        Safetensors expected = expected(x);
        for (String in : List.of("x.npy", "x.csv")) {
            Lanewise lanewise = Lanewise.succeed(
                    "run",
                    STATES,
                    "--input",
                    file(in),
                    "--output",
                    file("y.csv"),
                    "--save-states",
                    file("states.safetensors"));
            assertTrue(lanewise.err().contains("wrote y in "), lanewise::toString);
            Tensor output = Csv.read(file("y.csv"));
            assertArrayEquals(new int[] {5, 8}, output.shape());
            assertArrayEquals(expected.floats("y").data(), output.data());
            Safetensors states = Safetensors.read(file("states.safetensors"));
            assertEquals(List.of("hn", "cn"), states.names());
            for (String name : states.names()) {
                assertArrayEquals(expected.shape(name), states.shape(name));
                assertArrayEquals(
                        expected.floats(name).data(), states.floats(name).data());
            }
        }
        Lanewise left = Lanewise.succeed("run", STATES, "--input", file("x.csv"), "--output", file("y.csv"));
        assertTrue(left.err().contains("not written: hn, cn, which --save-states FILE"), left::toString);
    }

    /** A graph over frames of sound, whose state is an input and an output. */
    @Test
    void aRecordingLeavesItsFinalStates() throws IOException {
        Path model = GraphRunTest.model("frames_at_two_rates.onnx");
        new Wav(16_000, Wav.Encoding.PCM_16, SmallModels.numbers(2000, 1)).write(file("x.wav"));
        Lanewise lanewise = Lanewise.succeed(
                "run",
                model,
                "--input",
                file("x.wav"),
                "--output",
                file("y.csv"),
                "--save-states",
                file("states.safetensors"));
        assertTrue(lanewise.err().contains("initial states of zeros for state"), lanewise::toString);
        assertTrue(lanewise.err().contains("real-time factor "), lanewise::toString);
        assertEquals(
                List.of("stateN"), Safetensors.read(file("states.safetensors")).names());
    }

    @Test
    void aGraphWithoutStatesHasNoneToSave() throws IOException {
        Npy.write(file("x.npy"), SmallModels.numbers(2, 5, 3));
        Lanewise.fail(
                1,
                List.of(
                        "run",
                        GraphRunTest.model("torch_last_step_script.onnx"),
                        "--input",
                        file("x.npy"),
                        "--output",
                        file("y.npy"),
                        "--save-states",
                        file("states.safetensors")),
                "--save-states: expected a single recurrent stack, or a graph with final states among its outputs",
                "found a graph with the outputs p");
    }

    @Test
    void oneArrayIsNotEnoughForLengths() throws IOException {
        Npy.write(file("x.npy"), SmallModels.numbers(5, 3, 3));
        Lanewise.fail(
                1,
                List.of(
                        "run",
                        GraphRunTest.model("lstm_bidirectional_everything.onnx"),
                        "--input",
                        file("x.npy"),
                        "--output",
                        file("y.npy")),
                "found one array; give it with [sequence_lens] in a .safetensors file");
    }

    /** In a file of tensors, alone, as in a file of its own. */
    @Test
    void anArrayAloneIsTheSameInEitherFile() throws IOException {
        for (Tensor x : List.of(SmallModels.numbers(5, 3), SmallModels.numbers(5, 2, 3))) {
            Npy.write(file("x.npy"), x);
            new SafetensorsWriter()
                    .floats("x", x)
                    .floats("y_f64", Tensor.zeros(1))
                    .write(file("x.safetensors"));
            Lanewise.succeed("run", STATES, "--input", file("x.npy"), "--output", file("npy.safetensors"));
            Lanewise named = Lanewise.succeed(
                    "run", STATES, "--input", file("x.safetensors"), "--output", file("named.safetensors"));
            assertTrue(named.err().contains("x.safetensors: initial states of zeros for h, c"), named::toString);
            assertSameTensors(file("npy.safetensors"), file("named.safetensors"));
        }
    }

    private static void assertSameTensors(Path expected, Path found) throws IOException {
        Safetensors one = Safetensors.read(expected);
        Safetensors other = Safetensors.read(found);
        assertEquals(one.names(), other.names());
        for (String name : one.names()) {
            assertArrayEquals(one.shape(name), other.shape(name), name);
            assertArrayEquals(one.floats(name).data(), other.floats(name).data(), name);
        }
    }

    /** The rows of a stream, and where it was: the second half goes on from the final states of the first. */
    @Test
    void rowsGoOnFromStates() throws IOException {
        Path model = GraphRunTest.model("../onnx-half/converted_all.onnx");
        Tensor x = SmallModels.numbers(8, 3);
        Npy.write(file("x.npy"), x);
        Lanewise.succeed("run", model, "--input", file("x.npy"), "--output", file("whole.safetensors"));
        Npy.write(file("first.npy"), Tensor.of(Arrays.copyOf(x.data(), 9), 3, 3));
        Lanewise.succeed("run", model, "--input", file("first.npy"), "--output", file("first.safetensors"));
        Safetensors first = Safetensors.read(file("first.safetensors"));
        new SafetensorsWriter()
                .floats("x", Tensor.of(Arrays.copyOfRange(x.data(), 9, 24), 5, 3))
                .floats("h", first.floats("hn"))
                .floats("c", first.floats("cn"))
                .write(file("second.safetensors"));
        Lanewise.succeed("run", model, "--input", file("second.safetensors"), "--output", file("rest.safetensors"));
        Safetensors whole = Safetensors.read(file("whole.safetensors"));
        Safetensors rest = Safetensors.read(file("rest.safetensors"));
        assertArrayEquals(
                Arrays.copyOfRange(whole.floats("y").data(), 6, 16),
                rest.floats("y").data());
        assertArrayEquals(whole.floats("hn").data(), rest.floats("hn").data());
        assertArrayEquals(new long[] {5, 2}, rest.shape("y"));
    }

    @Test
    void rowsOfOneSequenceHaveStatesOfOneAndNoLengths() throws IOException {
        new SafetensorsWriter()
                .floats("x", SmallModels.numbers(5, 3))
                .floats("h", Tensor.zeros(4, 2, 4))
                .floats("c", Tensor.zeros(4, 2, 4))
                .write(file("two.safetensors"));
        Lanewise.fail(
                1,
                List.of("run", STATES, "--input", file("two.safetensors"), "--output", file("out.safetensors")),
                "two.safetensors: input 'h': expected states of one sequence, found shape (4, 2, 4)");
        new SafetensorsWriter()
                .floats("x", SmallModels.numbers(5, 3))
                .floats("h", Tensor.zeros(4, 1, 4))
                .write(file("half.safetensors"));
        Lanewise.fail(
                1,
                List.of("run", STATES, "--input", file("half.safetensors"), "--output", file("out.safetensors")),
                "input 'c': expected a tensor of this name");
        new SafetensorsWriter()
                .floats("X", SmallModels.numbers(5, 2))
                .integers("sequence_lens", new long[] {5}, 1)
                .floats("initial_h", Tensor.zeros(1, 1, 3))
                .write(file("lengths.safetensors"));
        Lanewise.fail(
                1,
                List.of(
                        "run",
                        GraphRunTest.model("gru_reverse_lengths.onnx"),
                        "--input",
                        file("lengths.safetensors"),
                        "--output",
                        file("out.safetensors")),
                "input 'sequence_lens': expected none beside the rows of one sequence, found shape (1); leave it out");
    }

    /** A file of one tensor of a type without a reader, and one of truth values. */
    private void write(String name, String dtype, String shape, byte[] data) throws IOException {
        String header = "{\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":[" + shape + "],\"data_offsets\":[0,"
                + data.length + "]}}";
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length() + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        Files.write(file("in.safetensors"), bytes.array());
    }

    private void assertRefused(Path model, String part) {
        Lanewise.fail(1, List.of("run", model, "--input", file("in.safetensors"), "--output", file("out.npy")), part);
    }

    @Test
    void truthValuesAreZerosAndOnes() throws IOException {
        Path model = GraphRunTest.model("torch_last_step_script.onnx");
        write("x", "BOOL", "1, 2, 3", new byte[] {0, 1, 1, 0, 0, 1});
        Lanewise.succeed("run", model, "--input", file("in.safetensors"), "--output", file("truths.npy"));
        Npy.write(file("x.npy"), Tensor.of(new float[] {0, 1, 1, 0, 0, 1}, 1, 2, 3));
        Lanewise.succeed("run", model, "--input", file("x.npy"), "--output", file("floats.npy"));
        assertArrayEquals(
                Npy.read(file("floats.npy")).data(),
                Npy.read(file("truths.npy")).data());
    }

    @Test
    void tensorsOfTypesThatAreNotReadAreNamed() throws IOException {
        Path model = GraphRunTest.model("torch_last_step_script.onnx");
        write("x", "C64", "1, 1, 3", new byte[24]);
        assertRefused(model, "in.safetensors: tensor x: expected floats or integers, found C64; convert it to F32");
        write("z", "F8_E4M3", "3", new byte[3]);
        assertRefused(model, "input 'x': expected a tensor of this name");
        write("W", "F8_E5M2", "1, 12, 3", new byte[36]);
        assertRefused(
                GraphRunTest.model("lstm_batch_first_weights_given.onnx"),
                "in.safetensors has tensors of types that are not read: W (F8_E5M2)");
    }

    @Test
    void whatIsNotUsedIsNamedWithItsType() throws IOException {
        Path model = GraphRunTest.model("torch_last_step_script.onnx");
        String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1,3],\"data_offsets\":[0,12]},"
                + "\"z\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[12,20]}}";
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 20).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        Files.write(file("in.safetensors"), bytes.array());
        Lanewise lanewise =
                Lanewise.succeed("run", model, "--input", file("in.safetensors"), "--output", file("out.npy"));
        assertTrue(lanewise.err().contains("in.safetensors: not used: z (C64)"), lanewise::toString);
    }
}
