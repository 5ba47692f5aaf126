package io.github.lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written reads back to the same model, and a config's left-out keys mean what they mean in PyTorch. */
class ModelFilesTest {
    private final SplittableRandom random = new SplittableRandom(5);
    private final Path path;

    ModelFilesTest(@TempDir Path directory) {
        this.path = directory.resolve("model.safetensors");
    }

    private RecurrentSpec stack(String name, CellKind kind, int inputSize, int hiddenSize) {
        return RecurrentSpec.builder(kind, inputSize, hiddenSize).name(name).buildUntrained(random);
    }

    private LinearSpec linear(String name, int inputs, int outputs, boolean bias) {
        return new LinearSpec(name, random(outputs, inputs), bias ? random(outputs) : null);
    }

    private Tensor random(int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = Float.intBitsToFloat(random.nextInt());
        }
        return tensor;
    }

    private String writtenConfig(ModelSpec model) throws IOException {
        ModelFiles.write(path, model, Map.of("made by", "a test"));
        ModelFile read = ModelFiles.read(path);
        SameModel.assertSame(model, read.spec());
        assertEquals(path, read.path());
        assertEquals(List.of(), read.unused());
        assertEquals("config in the header", read.form());
        Map<String, String> metadata = Safetensors.read(path).metadata();
        assertEquals("a test", metadata.get("made by"));
        String config = metadata.get("config");
        assertNotNull(config);
        return config;
    }

    @ParameterizedTest
    @EnumSource(CellKind.class)
    void writesASingleStackFlat(CellKind kind) throws IOException {
        RecurrentBuilder builder = RecurrentSpec.builder(kind, 3, 4)
                .numLayers(2)
                .bidirectional(true)
                .bias(false);
        if (kind == CellKind.LSTM) {
            builder.projSize(2);
        }
        assertEquals(
                "{\"kind\":\"" + kind + "\",\"input_size\":3,\"hidden_size\":4,\"num_layers\":2,\"bidirectional\":true,"
                        + "\"proj_size\":" + (kind == CellKind.LSTM ? 2 : 0) + ",\"bias\":false,\"batch_first\":true}",
                writtenConfig(ModelSpec.ofStack(builder.buildUntrained(random), true)));
    }

    @Test
    void writesANamedStackOrAnotherHeadAsAModel() throws IOException {
        RecurrentSpec named = stack("rnn", CellKind.GRU, 2, 3);
        assertTrue(writtenConfig(ModelSpec.ofStack(named, false)).startsWith("{\"kind\":\"MODEL\""));
        RecurrentSpec unnamed = stack("", CellKind.GRU, 2, 3);
        assertTrue(writtenConfig(
                        ModelSpec.builder().add(unnamed).head(Head.LAST_STEP).build())
                .startsWith("{\"kind\":\"MODEL\",\"head\":\"LAST_STEP\""));
    }

    @Test
    void writesEveryKindOfLayer() throws IOException {
        ModelSpec.Builder builder = ModelSpec.builder().head(Head.FINAL_HIDDEN).batchFirst(true);
        builder.add(new EmbeddingSpec("embedding \u00e4", random(5, 4), true));
        builder.add(stack("a.b", CellKind.LSTM, 4, 3));
        for (CellActivation.Function function : CellActivation.Function.values()) {
            float alpha = function.hasAlpha() ? 0.25f : 0;
            builder.activation(new CellActivation(function, alpha, function.hasBeta() ? -1.5f : 0));
        }
        builder.activation(ActivationSpec.Function.SOFTMAX).activation(ActivationSpec.Function.LOG_SOFTMAX);
        builder.add(RecurrentSpec.builder(CellKind.GRU, 3, 2)
                .name("backward")
                .reverse(true)
                .buildUntrained(random));
        builder.add(new RepeatSpec(Head.FINAL_HIDDEN, 7, 2));
        builder.add(RecurrentSpec.builder(CellKind.LSTM, 2, 3)
                .name("both")
                .bidirectional(true)
                .buildUntrained(random));
        builder.add(new MergeSpec(MergeSpec.Mode.PRODUCT, 3));
        builder.add(linear("between", 3, 2, false));
        builder.add(stack("second", CellKind.RNN_RELU, 2, 3));
        builder.add(linear("fc", 3, 6, true));
        writtenConfig(builder.build());
    }

    @Test
    void writesFrontEnds() throws IOException {
        Tensor basis = random(10, 1, 8);
        Tensor kernel = random(4, 5, 3);
        Padding reflected = new Padding(Padding.Mode.REFLECT, 0, 4);
        ModelSpec spec = ModelSpec.builder()
                .add(Conv1dSpec.builder("stft", basis, 20)
                        .stride(4)
                        .padding(reflected)
                        .build())
                .add(new MagnitudeSpec(5, 5))
                .add(Conv1dSpec.builder("encoder", kernel, 5)
                        .bias(random(4))
                        .stride(2)
                        .padding(Padding.zeros(1))
                        .build())
                .activation(ActivationSpec.Function.RELU)
                .add(stack("lstm", CellKind.LSTM, 12, 3))
                .build();
        writtenConfig(spec);
        AudioFrames audio = new AudioFrames(16_000, 16, 4);
        ModelFiles.write(path, spec, audio, Map.of());
        ModelFile read = ModelFiles.read(path);
        assertEquals(audio, read.audio());
        SameModel.assertSame(spec, read.spec());
    }

    @Test
    void writesVariantsOfCells() throws IOException {
        CellOptions forward = CellOptions.of(CellKind.LSTM)
                .withActivations(
                        new CellActivation(CellActivation.Function.HARD_SIGMOID, 1 / 6f, 0.5f),
                        new CellActivation(CellActivation.Function.ELU, 0.1f, 0),
                        CellActivation.of(CellActivation.Function.SOFTSIGN))
                .withClip(3.3f)
                .withInputForget(true);
        RecurrentSpec lstm = RecurrentSpec.builder(CellKind.LSTM, 2, 3)
                .name("lstm")
                .bidirectional(true)
                .options(forward, CellOptions.of(CellKind.LSTM))
                .peepholes(true)
                .initialStates(true, true)
                .buildUntrained(random);
        RecurrentSpec gru = RecurrentSpec.builder(CellKind.GRU, 6, 4)
                .options(CellOptions.of(CellKind.GRU).withLinearBeforeReset(false))
                .initialStates(true, false)
                .buildUntrained(random);
        String config = writtenConfig(ModelSpec.ofStack(gru, false));
        assertTrue(config.contains("\"linear_before_reset\":false"), config);
        RecurrentSpec second = RecurrentSpec.builder(gru.kind(), gru.inputSize(), gru.hiddenSize())
                .name("gru")
                .options(gru.options().getFirst())
                .build(gru.weights(), gru.initialHidden(), null);
        writtenConfig(ModelSpec.builder().add(lstm).add(second).build());
    }

    @Test
    void writesActivationsThatComeFirst() throws IOException {
        RecurrentSpec stack = stack("rnn", CellKind.RNN_TANH, 7, 3);
        writtenConfig(ModelSpec.builder()
                .add(new ActivationSpec(ActivationSpec.Function.TANH, 7))
                .add(new ActivationSpec(ActivationSpec.Function.SOFTMAX, 7))
                .add(stack)
                .build());
    }

    static Stream<Path> torchModels() {
        return Stream.concat(
                Resources.in("torch").stream(),
                Resources.in("torch-models").stream()
                        .filter(path -> !path.toString().contains(".answers.")));
    }

    @ParameterizedTest
    @MethodSource("torchModels")
    void writesWhatItHasRead(Path model) throws IOException {
        writtenConfig(ModelFiles.read(model).spec());
    }

    @Test
    void listsTheTensorsThatAStackDoesNotUse() throws IOException {
        assertEquals(
                List.of("h_n_f64", "output_f64", "h_n_f32", "input", "output_f32"),
                ModelFiles.read(Resources.file("torch", "gru_one_row.safetensors"))
                        .unused());
    }

    @Test
    void takesPyTorchsDefaults() throws IOException {
        ModelSpec stack = ModelSpec.ofStack(stack("", CellKind.LSTM, 2, 3), false);
        rewrite(stack, "{\"kind\":\"LSTM\",\"input_size\":2,\"hidden_size\":3,\"dropout\":0.5}");
        SameModel.assertSame(stack, ModelFiles.read(path).spec());
        ModelSpec model = ModelSpec.builder()
                .add(stack("lstm", CellKind.LSTM, 2, 3))
                .add(linear("fc", 3, 1, true))
                .build();
        rewrite(
                model,
                "{\"kind\":\"MODEL\",\"head\":\"EVERY_STEP\",\"layers\":["
                        + "{\"kind\":\"LSTM\",\"name\":\"lstm\",\"input_size\":2,\"hidden_size\":3},"
                        + "{\"kind\":\"LINEAR\",\"name\":\"fc\",\"in_features\":3,\"out_features\":1}]}");
        SameModel.assertSame(model, ModelFiles.read(path).spec());
    }

    private void rewrite(ModelSpec model, String config) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter().metadata("config", config);
        model.tensors().forEach(writer::floats);
        writer.write(path);
    }

    @Test
    void refusesAConfigOfTheCallersOwn() {
        ModelSpec model = ModelSpec.ofStack(stack("", CellKind.LSTM, 2, 3), false);
        assertThrows(IllegalArgumentException.class, () -> ModelFiles.write(path, model, Map.of("config", "{}")));
        assertTrue(Files.notExists(path));
    }
}
