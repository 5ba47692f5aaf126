package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A state_dict of a classifier, which says neither the order of a batch's axes nor what its linear layer reads. */
class StateDictTest {
    private static final double TOLERANCE = 4e-6;

    @TempDir
    private Path directory;

    private Path batch = Path.of("");
    private Path output = Path.of("");

    private static Path resource(String folder, String name) {
        return Path.of(System.getProperty("basedir", ""), "..", "formats", "src", "test", "resources", folder, name);
    }

    private static Path checkpoint(String name) {
        return resource("checkpoints", name);
    }

    private static Safetensors answers() throws IOException {
        return Safetensors.read(checkpoint("plain.answers.safetensors"));
    }

    @BeforeEach
    void writeBatch() throws IOException {
        batch = directory.resolve("batch.npy");
        output = directory.resolve("out.npy");
        Npy.write(batch, answers().floats("input"));
    }

    private void assertAnswers(String name) throws IOException {
        double[] expected = answers().doubles(name + "_f64");
        float[] found = Npy.read(output).data();
        assertEquals(expected.length, found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], TOLERANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.pt", "plain.safetensors"})
    void theOrderOfABatchIsAsked(String name) {
        for (String command : List.of("run", "verify")) {
            List<Object> call = command.equals("run")
                    ? List.of("run", checkpoint(name), "--input", batch, "--output", output)
                    : List.of("verify", checkpoint(name), "--input", batch);
            Lanewise lanewise = Lanewise.run(call.toArray());
            assertEquals(1, lanewise.exitCode(), lanewise::toString);
            String question = lanewise.err();
            assertTrue(question.contains("batch of shape (5, 20, 6)"), question);
            assertTrue(
                    question.contains("--batch-first for (N, T, features) or --time-first for (T, N, features)"),
                    question);
        }
    }

    @Test
    void theAnswerIsObeyedAndSaid() throws IOException {
        Lanewise lanewise =
                Lanewise.succeed("run", checkpoint("plain.pt"), "--batch-first", "--input", batch, "--output", output);
        assertTrue(lanewise.err().contains("input (5, 20, 6), read as (N, T, features) -> "), lanewise::toString);
        assertAnswers("stack");
        Lanewise other =
                Lanewise.succeed("run", checkpoint("plain.pt"), "--time-first", "--input", batch, "--output", output);
        assertTrue(other.err().contains("read as (T, N, features)"), other::toString);
        assertTrue(Lanewise.succeed("verify", checkpoint("plain.pt"), "--batch-first", "--input", batch)
                .out()
                .contains("verified"));
    }

    @Test
    void oneSequenceNeedsNoAnswer() throws IOException {
        Tensor all = answers().floats("input");
        Npy.write(batch, Tensor.of(Arrays.copyOf(all.data(), 20 * 6), 20, 6));
        Lanewise lanewise = Lanewise.succeed("run", checkpoint("plain.pt"), "--input", batch, "--output", output);
        assertTrue(lanewise.err().contains("input (20, 6), read as (T, features) -> "), lanewise::toString);
        assertTrue(Lanewise.succeed("verify", checkpoint("plain.pt")).out().contains("verified"));
    }

    @Test
    void whatIsNotUsedIsSaidWithTheOptionThatUsesIt() {
        String proposal = "--head fc:last-step runs fc on the last step";
        Path converted = directory.resolve("converted.safetensors");
        String run = Lanewise.succeed(
                        "run", checkpoint("plain.pt"), "--batch-first", "--input", batch, "--output", output)
                .err();
        String convert =
                Lanewise.succeed("convert", checkpoint("plain.pt"), converted).err();
        String info = Lanewise.succeed("info", checkpoint("plain.pt")).out();
        for (String said : List.of(run, convert, info)) {
            assertTrue(said.contains("fc.weight, fc.bias"), said);
            assertTrue(said.contains(proposal), said);
        }
    }

    @ParameterizedTest
    @CsvSource({"every-step, every_step", "last-step, last_step", "final-hidden, final_hidden"})
    void theHeadIsApplied(String rows, String answer) throws IOException {
        Lanewise lanewise = Lanewise.succeed(
                "run",
                checkpoint("plain.pt"),
                "--batch-first",
                "--head",
                "fc:" + rows,
                "--input",
                batch,
                "--output",
                output);
        assertTrue(lanewise.err().startsWith("LSTM(6, 12) -> "), lanewise::toString);
        assertAnswers(answer);
    }

    @Test
    void convertWritesTheAnswersDown() throws IOException {
        Path converted = directory.resolve("converted.safetensors");
        Lanewise.succeed("convert", checkpoint("plain.pt"), converted, "--batch-first", "--head", "fc:last-step");
        Lanewise.succeed("run", converted, "--input", batch, "--output", output);
        assertAnswers("last_step");

        Lanewise open = Lanewise.succeed("convert", checkpoint("plain.pt"), converted);
        assertTrue(open.err().contains("does not say the order of a batch's axes"), open::toString);
        assertEquals(BatchOrder.UNKNOWN, ModelFiles.read(converted).spec().batchOrder());
    }

    @Test
    void onnxAndItsConversionGiveTheSame() throws IOException {
        Path graph = resource("onnx", "one_sequence_batch_first_script.onnx");
        Tensor input = Safetensors.read(resource("onnx", "one_sequence_batch_first_script.answers.safetensors"))
                .floats("x");
        Npy.write(batch, input);
        Lanewise.succeed("run", graph, "--input", batch, "--output", output);
        Tensor direct = Npy.read(output);
        Path converted = directory.resolve("converted.safetensors");
        Lanewise.succeed("convert", graph, converted);
        Lanewise lanewise = Lanewise.succeed("run", converted, "--input", batch, "--output", output);
        assertTrue(lanewise.err().contains("(1, 5, 3), read as (N, T, features)"), lanewise::toString);
        assertArrayEquals(new int[] {1, 5, 4}, direct.shape());
        assertArrayEquals(direct.data(), Npy.read(output).data());
    }

    /** What an option is for, the file or the command has no use for. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "onnx; torch_last_step_script.onnx; --prefix; a.; neither a prefix nor a config",
                "onnx; torch_last_step_script.onnx; --config; CONFIG; neither a prefix nor a config",
                "onnx; torch_last_step_script.onnx; --sample-rate; 16000; no sample rate for a model",
                "onnx; torch_last_step_script.onnx; --head; fc:last-step; no head for a file",
                "onnx; torch_last_step_script.onnx; --time-first; ; the batch order (T, N, features)",
                "keras; lstm.h5; --prefix; a.; neither a prefix nor a config",
                "keras; lstm.h5; --config; CONFIG; neither a prefix nor a config",
                "keras; lstm.h5; --sample-rate; 16000; no sample rate for a model",
                "keras; lstm.h5; --time-first; ; the batch order (T, N, features)",
                "audio; nam_lstm.nam; --prefix; a.; neither a prefix nor a config",
                "audio; nam_lstm.nam; --sample-rate; 16000; a model of 16000 samples a second",
                "audio; rtneural_keras.json; --head; fc:last-step; no head for a file",
                "checkpoints; plain.pt; --sample-rate; 16000; no sample rate for a model",
                "checkpoints; plain.pt; --prefix; gru.; a recurrent stack with the prefix 'gru.'",
                "arrays; ml5; --prefix; a.; neither a prefix nor a config",
                "arrays; ml5; --sample-rate; 16000; no sample rate for a model"
            })
    void everyOptionWorksOrIsRefused(String folder, String name, String option, String value, String expected)
            throws IOException {
        Path config = directory.resolve("config.json");
        Files.writeString(config, "{\"kind\": \"LSTM\", \"input_size\": 6, \"hidden_size\": 12}");
        Path model = resource(folder, name);
        String given = value == null ? null : value.replace("CONFIG", config.toString());
        List<List<Object>> calls = List.of(
                List.of("info", model),
                List.of("run", model, "--input", batch, "--output", output),
                List.of("convert", model, directory.resolve("converted.safetensors")),
                List.of("verify", model));
        for (List<Object> call : calls) {
            List<Object> arguments = new ArrayList<>(call);
            arguments.add(option);
            if (given != null) {
                arguments.add(given);
            }
            Lanewise.fail(1, arguments, model.toString(), expected);
        }
    }

    @Test
    void badAnswersAreWrongUsage() {
        List<Object> call = List.of("run", checkpoint("plain.pt"), "--input", batch, "--output", output);
        Lanewise both = Lanewise.run(and(call, "--batch-first", "--time-first"));
        assertEquals(2, both.exitCode(), both::toString);
        for (String head : List.of("fc", "fc:first", ":last-step")) {
            Lanewise lanewise = Lanewise.run(and(call, "--head", head));
            assertEquals(2, lanewise.exitCode(), lanewise::toString);
            assertTrue(lanewise.err().contains("LAYER:ROWS"), lanewise::toString);
            assertTrue(lanewise.err().contains("'" + head + "'"), lanewise::toString);
        }
    }

    private static Object[] and(List<Object> call, String... more) {
        List<Object> arguments = new ArrayList<>(call);
        arguments.addAll(List.of(more));
        return arguments.toArray();
    }

    @Test
    void finalStatesGoToAFileOfTheirOwn() throws IOException {
        Path states = directory.resolve("states.safetensors");
        Lanewise lanewise = Lanewise.succeed(
                "run",
                checkpoint("plain.pt"),
                "--batch-first",
                "--input",
                batch,
                "--output",
                output,
                "--save-states",
                states);
        assertTrue(
                lanewise.err().contains("wrote output in " + output + "; h_n, c_n in " + states), lanewise::toString);
        assertEquals(List.of("h_n", "c_n"), Safetensors.read(states).names());
        assertAnswers("stack");
        Lanewise.fail(
                1,
                List.of(
                        "run",
                        checkpoint("plain.pt"),
                        "--head",
                        "fc:last-step",
                        "--batch-first",
                        "--input",
                        batch,
                        "--output",
                        output,
                        "--save-states",
                        states),
                "--save-states: expected a single recurrent stack");
        Path same = directory.resolve("same.safetensors");
        Lanewise.fail(
                1,
                List.of("run", checkpoint("plain.pt"), "--input", batch, "--output", same, "--save-states", same),
                "another file than the output");
    }

    @Test
    void contentsDecideWhatAFileIs() throws IOException {
        Path named = directory.resolve("model.onnx");
        Files.copy(checkpoint("plain.pt"), named);
        assertTrue(Lanewise.succeed("info", named).out().contains("LSTM(6, 12)"));
        Path graph = directory.resolve("graph");
        Files.copy(resource("onnx", "torch_last_step_script.onnx"), graph);
        assertTrue(Lanewise.succeed("info", graph).out().contains("nodes of the graph"));
    }

    @Test
    void tensorsOfTheFileAreSaidOnceOnly() throws IOException {
        Path in = directory.resolve("in.safetensors");
        new SafetensorsWriter().floats("input", answers().floats("input")).write(in);
        String err = Lanewise.succeed("run", checkpoint("plain.pt"), "--batch-first", "--input", in, "--output", output)
                .err();
        assertEquals(1, err.lines().filter(line -> line.contains("not used")).count(), err);
    }
}
