package io.github.lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.onnx.OnnxModel;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of a batch's axes: what files say of it, and what they leave to the user. */
class BatchOrderTest {
    @TempDir
    private Path directory;

    private static ReadOptions.Builder quiet() {
        return ReadOptions.builder().notices(notice -> {});
    }

    private static ReadOptions order(BatchOrder order) {
        return quiet().batchOrder(order).build();
    }

    private static Path checkpoint(String name) {
        return Resources.file("checkpoints", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.pt", "plain.safetensors", "no_checksums.pt"})
    void aStateDictAsksForItWhereABatchIsRun(String name) throws IOException {
        Safetensors answers = Safetensors.read(checkpoint("plain.answers.safetensors"));
        Tensor input = answers.floats("input");
        ModelFile unknown = ModelFiles.read(checkpoint(name), quiet().build());
        assertEquals(BatchOrder.UNKNOWN, unknown.spec().batchOrder());
        Session session = Model.of(unknown.spec()).newSession();
        String question = RefusalAssertions.message(IllegalArgumentException.class, () -> session.run(input));
        assertTrue(question.contains("(T, N, features) or (N, T, features)"), question);

        ModelFile told = ModelFiles.read(checkpoint(name), order(BatchOrder.BATCH_FIRST));
        Tensor output = Model.of(told.spec()).newSession().run(input);
        new TorchAnswers(answers, 0).assertNear("stack", output);

        Tensor first = Tensor.of(Arrays.copyOf(input.data(), 20 * 6), 20, 6);
        assertArrayEquals(
                Arrays.copyOf(output.data(), 20 * 12), session.run(first).data());
    }

    @Test
    void aConfigThatSaysItDecides() throws IOException {
        Path config = directory.resolve("config.json");
        ReadOptions described = described(config, "true");
        assertEquals(
                BatchOrder.BATCH_FIRST,
                ModelFiles.read(checkpoint("plain.pt"), described).spec().batchOrder());
        RefusalAssertions.assertRefusedWith(
                checkpoint("plain.pt"),
                () -> ModelFiles.read(
                        checkpoint("plain.pt"),
                        quiet().prefix("lstm.")
                                .config(config)
                                .batchOrder(BatchOrder.TIME_FIRST)
                                .build()),
                "inputs as the file says them, (N, T, features)",
                "found the batch order (T, N, features)");
        assertEquals(
                BatchOrder.UNKNOWN,
                ModelFiles.read(checkpoint("plain.pt"), described(config, "null"))
                        .spec()
                        .batchOrder());
    }

    private static ReadOptions described(Path config, String batchFirst) throws IOException {
        String text =
                "{\"kind\": \"LSTM\", \"input_size\": 6, \"hidden_size\": 12, \"batch_first\": " + batchFirst + "}";
        Files.write(config, text.getBytes(StandardCharsets.UTF_8));
        return quiet().prefix("lstm.").config(config).build();
    }

    /** PyTorch's default is the config's, unless the user says another. */
    @Test
    void aConfigMayLeaveItToTheUser() throws IOException {
        byte[] json = "{\"kind\": \"LSTM\", \"input_size\": 6, \"hidden_size\": 12}".getBytes(StandardCharsets.UTF_8);
        FileContents config = FileContents.of(json, "config.json");
        ReadOptions.Builder options = quiet().prefix("lstm.").config(config);
        Path path = checkpoint("plain.pt");
        assertEquals(
                BatchOrder.TIME_FIRST,
                ModelFiles.read(path, options.build()).spec().batchOrder());
        options.batchOrder(BatchOrder.BATCH_FIRST);
        assertEquals(
                BatchOrder.BATCH_FIRST,
                ModelFiles.read(path, options.build()).spec().batchOrder());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNKNOWN", "TIME_FIRST", "BATCH_FIRST"})
    void aConvertedModelKeepsIt(BatchOrder order) throws IOException {
        ModelFile model = ModelFiles.read(checkpoint("plain.pt"), order(order));
        Path converted = directory.resolve("converted.safetensors");
        ModelFiles.write(converted, model.spec(), Map.of());
        assertEquals(order, ModelFiles.read(converted).spec().batchOrder());
    }

    /** A dimension of one has no name that could tell; where it stands tells it. */
    @ParameterizedTest
    @CsvSource({
        "one_sequence_batch_first, BATCH_FIRST",
        "one_sequence_time_first, TIME_FIRST",
        "one_step_batch_first, BATCH_FIRST",
        "one_step_time_first, TIME_FIRST",
        "one_step_of_one_sequence, UNKNOWN"
    })
    void anOnnxGraphSaysItByWhereItsAxesStand(String name, BatchOrder expected) throws IOException {
        for (String exporter : new String[] {"script", "dynamo"}) {
            Path path = Resources.file("onnx", name + "_" + exporter + ".onnx");
            ModelFile model = ModelFiles.read(path);
            assertEquals(expected, model.spec().batchOrder(), path.toString());
            Safetensors answers = GraphAnswers.of(path);
            Tensor input = answers.floats("x");
            if (expected != BatchOrder.UNKNOWN) {
                Tensor output = Model.of(model.spec()).newSession().run(input);
                new TorchAnswers(answers, 0).assertNear("y", output);
                Path converted = directory.resolve("converted.safetensors");
                ModelFiles.write(converted, model.spec(), Map.of());
                assertEquals(expected, ModelFiles.read(converted).spec().batchOrder());
            }
        }
    }

    @Test
    void aGraphIsNotToldAnotherOne() throws IOException {
        Path path = Resources.file("onnx", "one_sequence_batch_first_script.onnx");
        assertEquals(
                BatchOrder.BATCH_FIRST,
                ModelFiles.read(path, order(BatchOrder.BATCH_FIRST)).spec().batchOrder());
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path, order(BatchOrder.TIME_FIRST)),
                "(N, T, features)",
                "(T, N, features)");
        FileContents contents = FileContents.read(path);
        RefusalAssertions.assertRefusedWith(
                path,
                () -> OnnxModel.read(contents, Map.of(), order(BatchOrder.TIME_FIRST)),
                "found the batch order (T, N, features)");
    }

    /** As {@code info} shows, which reads the graph itself. */
    @Test
    void aGraphThatLeavesItOpenIsTold() throws IOException {
        Path path = Resources.file("onnx", "one_step_of_one_sequence_script.onnx");
        FileContents contents = FileContents.read(path);
        for (BatchOrder order : BatchOrder.values()) {
            OnnxModel model = OnnxModel.read(contents, Map.of(), order(order));
            assertEquals(order, model.spec().batchOrder());
            assertEquals(order, model.file().spec().batchOrder());
            assertEquals(order, ModelFiles.read(path, order(order)).spec().batchOrder());
        }
    }

    /** Tokens have two axes, which the graph names. */
    @Test
    void aGraphOfTokensSaysIt() throws IOException {
        for (String exporter : new String[] {"script", "dynamo"}) {
            Path path = Resources.file("onnx", "torch_language_model_" + exporter + ".onnx");
            ModelFile model = ModelFiles.read(path);
            assertEquals(BatchOrder.BATCH_FIRST, model.spec().batchOrder());
            Safetensors answers = GraphAnswers.of(path);
            Tensor tokens = Tensor.of(GraphAnswers.tensor(answers, "ids").data(), 2, 5, 1);
            new TorchAnswers(answers, 0)
                    .assertNear("logp", Model.of(model.spec()).newSession().run(tokens));
            RefusalAssertions.assertRefusedWith(
                    path,
                    () -> ModelFiles.read(path, order(BatchOrder.TIME_FIRST)),
                    "inputs as the file says them, (N, T, features)",
                    "found the batch order (T, N, features); leave that order out");
        }
    }
}
