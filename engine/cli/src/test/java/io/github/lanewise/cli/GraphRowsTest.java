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
import java.nio.file.Path;
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
}
