package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --json} writes, as a script reads it. */
class JsonOutputTest {
    private static final Path RESOURCES = Path.of(System.getProperty("basedir", ""), "../formats/src/test/resources");

    @TempDir
    Path directory;

    private static JsonNode parse(byte[] json) throws IOException {
        return new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8));
    }

    private static JsonNode printed(Object... arguments) throws IOException {
        return parse(Lanewise.succeed(arguments).bytes());
    }

    private static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static JsonNode tree(String json) throws IOException {
        return new ObjectMapper().readTree(json.replace('\'', '"'));
    }

    @Test
    void infoOfAClassifier() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        JsonNode info = printed("info", SmallModels.save(directory, spec), "--json");
        assertEquals(
                List.of(
                        "file",
                        "model",
                        "read_from",
                        "tokens",
                        "input_size",
                        "output_size",
                        "input_shape",
                        "output_shape",
                        "batch_first",
                        "head",
                        "can_step",
                        "parameters",
                        "bytes",
                        "layers",
                        "not_used",
                        "possible_head",
                        "notes",
                        "sound",
                        "origins",
                        "backend",
                        "available_backends"),
                keys(info));
        assertEquals(spec.describe(), info.get("model").textValue());
        assertEquals(tree("['N', 'T', 3]"), info.get("input_shape"));
        assertEquals(tree("['N', 2]"), info.get("output_shape"));
        assertEquals("last-step", info.get("head").textValue());
        assertTrue(info.get("batch_first").booleanValue());
        assertTrue(info.get("can_step").booleanValue());
        assertEquals(160, info.get("parameters").intValue());
        assertEquals(640, info.get("bytes").intValue());
        assertEquals(
                tree("{'layer': 'GRU(3, 5)', 'name': 'gru', 'input_size': 3, 'output_size': 5, 'parameters': 150,"
                        + " 'precision': 'fp32', 'bytes': 600}"),
                info.get("layers").get(0));
        assertTrue(info.get("layers").get(2).get("precision").isNull());
        assertEquals(Backend.available().size(), info.get("available_backends").size());
    }

    @Test
    void infoOfWhatAFileLeavesOpenAndOfWhatIsNotUsed() throws IOException {
        Path path = directory.resolve("bare.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        SmallModels.lstm().tensors().forEach(writer::floats);
        writer.floats("something_else", SmallModels.numbers(2)).write(path);
        JsonNode info = printed("info", path, "--json");
        assertTrue(info.get("batch_first").isNull());
        assertEquals(tree("['T', 3]"), info.get("input_shape"));
        assertEquals(tree("['something_else']"), info.get("not_used"));
    }

    @Test
    void infoOfAnAutoencoderAndOfAGraph() throws IOException {
        JsonNode autoencoder = printed("info", SmallModels.save(directory, SmallModels.autoencoder(true)), "--json");
        assertEquals(tree("['N', 6, 3]"), autoencoder.get("output_shape"));
        assertFalse(autoencoder.get("can_step").booleanValue());

        JsonNode graph = printed("info", RESOURCES.resolve("onnx/torch_language_model_script.onnx"), "--json");
        assertEquals(17, graph.get("graph").get("opset").intValue());
        assertEquals(tree("{'ids': 'sequences (N, T)'}"), graph.get("graph").get("inputs"));
        assertEquals(
                tree("['Gather /embedding/Gather']"), graph.get("layers").get(0).get("folded_from"));
    }

    @Test
    void infoOfSound() throws IOException {
        JsonNode info = printed("info", RESOURCES.resolve("audio/nam_lstm.nam"), "--json");
        assertEquals(tree("{'sample_rate_hz': 48000, 'samples_per_step': 1, 'context_samples': 0}"), info.get("sound"));
    }

    @Test
    void verifyOnEveryBackend() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.stack(CellKind.LSTM, true, false));
        JsonNode verified = printed("verify", model, "--seed", 42, "--json");
        assertTrue(verified.get("verified").booleanValue());
        assertTrue(verified.get("problem").isNull());
        assertEquals("42", verified.get("seed").textValue());
        assertEquals(2, verified.get("comparisons").size());
        JsonNode runs = verified.get("comparisons").get(0).get("runs");
        assertEquals(5 * Backend.available().size(), runs.size());
        assertEquals(
                tree("{'call': 'whole sequences', 'backend': 'scalar', 'outcome': 'reference', 'max_difference': 0.0}"),
                runs.get(0));
        assertEquals("cannot step", runs.get(runs.size() - 1).get("outcome").textValue());
    }

    @Test
    void verifyAWrongAnswer() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor input = SmallModels.numbers(2, 6, 3);
        Tensor answer = Model.of(spec).newSession().run(input);
        answer.data()[1] += 1;
        Path in = directory.resolve("in.safetensors");
        new SafetensorsWriter()
                .floats("input", input)
                .floats("output_f32", answer)
                .write(in);
        Lanewise lanewise = Lanewise.run("verify", SmallModels.save(directory, spec), "--input", in, "--json");
        assertEquals(1, lanewise.exitCode());
        JsonNode report = parse(lanewise.bytes());
        assertFalse(report.get("verified").booleanValue());
        assertTrue(report.get("problem").textValue().contains("output[0, 1]"), report::toString);
        assertTrue(lanewise.err().contains(report.get("problem").textValue()), lanewise::toString);
        JsonNode judged = report.get("stored_answers").get("answers").get(0);
        assertEquals("output_f32", judged.get("answer").textValue());
        assertFalse(judged.get("good").booleanValue());
        assertEquals(1e6, judged.get("units").doubleValue(), 1);
    }

    @Test
    void verifyWhatAPrecisionCosts() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Tensor x = SmallModels.numbers(4, 6, 3);
        Npy.write(directory.resolve("x.npy"), x);
        Npy.write(directory.resolve("labels.npy"), Tensor.of(new float[] {0, 1, 0, 1}, 4));
        JsonNode cost = printed(
                        "verify",
                        SmallModels.save(directory, spec),
                        "--input",
                        directory.resolve("x.npy"),
                        "--precision",
                        "int8",
                        "--labels",
                        directory.resolve("labels.npy"),
                        "--json")
                .get("precision_cost");
        Deviation output = Deviation.of(
                Model.of(spec).newSession().run(x).data(),
                Model.of(spec.withPrecision(Precision.INT8)).newSession().run(x).data());
        assertEquals(output.max(), cost.get("output").get("max").doubleValue());
        assertEquals(output.rms(), cost.get("output").get("rms").doubleValue());
        assertEquals(StoredWeights.bytes(spec), cost.get("bytes").get("fp32").longValue());
        assertEquals("int8", cost.get("layers").get(0).get("precision").textValue());
        assertEquals(6, cost.get("over_time").get(1).get("steps").intValue());
        assertEquals(4, cost.get("accuracy").get("of").intValue());
    }

    @Test
    void theSummaryOfARun() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Path in = directory.resolve("in.npy");
        Path out = directory.resolve("out.npy");
        Path summary = directory.resolve("summary.json");
        Npy.write(in, SmallModels.numbers(6, 2, 3));
        Lanewise run = Lanewise.succeed(
                "run", model, "--input", in, "--output", out, "--precision", "bf16", "--json", summary);
        assertEquals("", run.err());
        JsonNode json = parse(Files.readAllBytes(summary));
        assertEquals(
                List.of("file", "model", "backend", "precision", "input_shapes", "output_shapes", "seconds", "written"),
                keys(json));
        assertEquals("scalar", json.get("backend").textValue());
        assertEquals("bf16", json.get("precision").textValue());
        assertEquals(tree("{'input': [6, 2, 3]}"), json.get("input_shapes"));
        assertEquals(tree("{'output': [6, 2, 5], 'h_n': [2, 2, 5], 'c_n': [2, 2, 5]}"), json.get("output_shapes"));
        assertTrue(json.get("seconds").doubleValue() > 0);

        JsonNode piped = printed("run", model, "--input", in, "--output", out, "--json", "-");
        assertEquals("fp32", piped.get("precision").textValue());
    }

    @Test
    void theSummaryOfSound() throws IOException {
        Path guitar = directory.resolve("guitar.wav");
        new Wav(48_000, Wav.Encoding.PCM_16, Tensor.zeros(4_800, 1)).write(guitar);
        JsonNode json = printed(
                "run",
                RESOURCES.resolve("audio/nam_lstm.nam"),
                "--input",
                guitar,
                "--output",
                directory.resolve("out.wav"),
                "--json",
                "-");
        assertEquals(0.1, json.get("sound_seconds").doubleValue(), 1e-9);
        assertEquals(
                json.get("seconds").doubleValue() / json.get("sound_seconds").doubleValue(),
                json.get("real_time_factor").doubleValue(),
                1e-12);
    }

    @Test
    void placesForASummary() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.lstm());
        Path in = directory.resolve("in.npy");
        Npy.write(in, SmallModels.numbers(6, 3));
        Lanewise.fail(
                2, List.of("run", model, "--input", in, "--output", "-", "--json", "-"), "--json -", "found both");
        Path out = directory.resolve("out.npy");
        Lanewise.fail(1, List.of("run", model, "--input", in, "--output", out, "--json", out), "the same");
        Lanewise.fail(1, List.of("run", model, "--input", in, "--output", out, "--json", model), "those read");
        assertFalse(Files.exists(out));
    }
}
