package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} and {@code info} of ONNX models: the graph's names, weights among the inputs. */
class GraphRunTest {
    private static final double TOLERANCE = 4e-6;

    @TempDir
    Path directory;

    /** The models that the readers' own tests read. */
    static Path model(String name) {
        return Path.of(System.getProperty("basedir", ""), "..", "formats", "src", "test", "resources", "onnx", name);
    }

    private static void assertAnswers(Path output, Path answers, String... names) throws IOException {
        Safetensors found = Safetensors.read(output);
        Safetensors expected = Safetensors.read(answers);
        assertEquals(List.of(names).size(), found.names().size());
        for (String name : names) {
            assertArrayEquals(expected.shape(name + "_f64"), found.shape(name));
            double[] exact = expected.doubles(name + "_f64");
            float[] floats = found.floats(name).data();
            for (int i = 0; i < exact.length; i++) {
                assertEquals(exact[i], floats[i], TOLERANCE, name);
            }
        }
    }

    @Test
    void statesGoInAndOut() throws IOException {
        Path answers = model("torch_states_script.answers.safetensors");
        Path output = directory.resolve("out.safetensors");
        Lanewise lanewise =
                Lanewise.succeed("run", model("torch_states_script.onnx"), "--input", answers, "--output", output);
        assertTrue(lanewise.err().contains("x (5, 2, 3)"), lanewise::toString);
        assertTrue(lanewise.err().contains("y (5, 2, 8)"), lanewise::toString);
        assertAnswers(output, answers, "y", "hn", "cn");
    }

    @Test
    void tensorsThatTheGraphDoesNotKnowAreNamed() throws IOException {
        Path in = directory.resolve("in.safetensors");
        new SafetensorsWriter()
                .floats("x", SmallModels.numbers(2, 6, 3))
                .floats("lengths", SmallModels.numbers(2))
                .write(in);
        Object output = directory.resolve("out.npy");
        Lanewise lanewise =
                Lanewise.succeed("run", model("torch_last_step_script.onnx"), "--input", in, "--output", output);
        assertTrue(lanewise.err().contains(in + ": not used: lengths"), lanewise::toString);
        new SafetensorsWriter().floats("input", SmallModels.numbers(2, 6, 3)).write(in);
        Lanewise.fail(
                1,
                List.of("run", model("torch_last_step_script.onnx"), "--input", in, "--output", output),
                "input 'x': expected a tensor of this name and of shape (N, T, 3), found [input]; the model needs [x]");
    }

    @Test
    void rowsOfAnotherSizeAreRefusedAsTheyAre() throws IOException {
        Path in = directory.resolve("in.npy");
        Npy.write(in, SmallModels.numbers(6, 2));
        Lanewise.fail(
                1,
                List.of(
                        "run",
                        model("torch_last_step_script.onnx"),
                        "--input",
                        in,
                        "--output",
                        directory.resolve("out.npy")),
                "input 'x': expected rows of shape (T, 3) with at least one time step, found shape (6, 2)");
    }

    @Test
    void weightsMayBeInputs() throws IOException {
        Path answers = model("lstm_batch_first_weights_given.answers.safetensors");
        Path output = directory.resolve("out.safetensors");
        Lanewise.succeed("run", model("lstm_batch_first_weights_given.onnx"), "--input", answers, "--output", output);
        assertAnswers(output, answers, "Y", "Y_h", "Y_c");
    }

    @Test
    void infoNamesInputsAndOutputs() {
        String out = Lanewise.succeed("info", model("torch_states_script.onnx")).out();
        assertTrue(out.lines().anyMatch(line -> line.matches("input +x +sequences .*")), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("output +hn +final states")), out);
        assertTrue(out.contains("nodes of the graph"), out);
    }

    @Test
    void infoSaysWhatWroteTheGraphAndWhichNamesItDoesNotHave() {
        String named = Lanewise.succeed("info", model("torch_language_model_script.onnx"))
                .out();
        assertTrue(named.lines().anyMatch(line -> line.matches("producer +pytorch 2\\.13\\.0")), named);
        assertTrue(named.lines().anyMatch(line -> line.matches("opset +17")), named);
        assertTrue(named.lines().anyMatch(line -> line.matches("Linear\\(4, 7\\) +head +.*")), named);
        assertFalse(named.contains("made up"), named);
        String nameless =
                Lanewise.succeed("info", model("two_nodes_side_by_side.onnx")).out();
        assertTrue(
                nameless.lines()
                        .anyMatch(line -> line.matches("made up +lstm1, linear1, since the file does not name .*")),
                nameless);
        String silent =
                Lanewise.succeed("info", model("frames_at_two_rates.onnx")).out();
        assertTrue(silent.lines().anyMatch(line -> line.matches("producer +not said")), silent);
    }
}
