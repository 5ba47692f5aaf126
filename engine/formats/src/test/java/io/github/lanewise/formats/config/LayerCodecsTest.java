package io.github.lanewise.formats.config;

import static io.github.lanewise.spec.CellActivation.Function.HARD_SIGMOID;
import static io.github.lanewise.spec.CellActivation.Function.LEAKY_RELU;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MaskSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer goes into a file and comes out of it again as what it was. */
class LayerCodecsTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(31);

    private static Tensor numbers(int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) RANDOM.nextDouble(-1, 1);
        }
        return tensor;
    }

    private static RecurrentBuilder stack(CellKind kind, int inputs, int hidden) {
        return RecurrentSpec.builder(kind, inputs, hidden).name("stack");
    }

    private static ModelSpec model(Head head, LayerSpec... layers) {
        return ModelSpec.builder()
                .addAll(List.of(layers))
                .head(head)
                .batchFirst(true)
                .build();
    }

    /** With options that differ from what holds where a key is left out. */
    static List<ModelSpec> models() {
        LinearSpec linear = new LinearSpec("linear", numbers(3, 4), numbers(3));
        return List.of(
                model(
                        Head.LAST_STEP,
                        new EmbeddingSpec("tokens", numbers(7, 3), true),
                        stack(CellKind.GRU, 3, 4).buildUntrained(RANDOM),
                        new LinearSpec("linear", numbers(3, 4), null)),
                model(
                        Head.FINAL_HIDDEN,
                        stack(CellKind.LSTM, 3, 4)
                                .numLayers(2)
                                .bidirectional(true)
                                .projSize(2)
                                .bias(false)
                                .initialStates(true, true)
                                .buildUntrained(RANDOM),
                        linear,
                        new ActivationSpec(ActivationSpec.Function.LOG_SOFTMAX, 3)),
                model(
                        Head.EVERY_STEP,
                        stack(CellKind.GRU, 3, 4).numLayers(2).reverse(true).buildUntrained(RANDOM),
                        linear),
                model(
                        Head.LAST_STEP,
                        stack(CellKind.LSTM, 3, 4).bidirectional(true).buildUntrained(RANDOM),
                        new MergeSpec(MergeSpec.Mode.AVERAGE, 4),
                        linear),
                model(
                        Head.LAST_STEP,
                        stack(CellKind.RNN_TANH, 3, 4).buildUntrained(RANDOM),
                        new RepeatSpec(Head.FINAL_HIDDEN, 7, 4),
                        stack(CellKind.RNN_RELU, 4, 4).name("decoder").buildUntrained(RANDOM),
                        linear),
                ModelSpec.ofStack(
                        RecurrentSpec.builder(CellKind.LSTM, 3, 4).reverse(true).buildUntrained(RANDOM), true),
                model(
                        Head.EVERY_STEP,
                        new ActivationSpec(ActivationSpec.Function.TANH, 4),
                        linear,
                        new ActivationSpec(ActivationSpec.Function.RELU, 3),
                        ActivationSpec.of(new CellActivation(LEAKY_RELU, 0.3f, 0), 3),
                        ActivationSpec.of(new CellActivation(HARD_SIGMOID, 0.2f, 0.7f), 3),
                        new SkipSpec(3)),
                model(
                        Head.EVERY_STEP,
                        linear,
                        new KeepSpec(3),
                        stack(CellKind.GRU, 3, 3).buildUntrained(RANDOM),
                        new MaskSpec(3)),
                model(
                        Head.EVERY_STEP,
                        Conv1dSpec.builder("spectrum", numbers(6, 1, 4), 20)
                                .bias(numbers(6))
                                .stride(4)
                                .padding(new Padding(Padding.Mode.REFLECT, 1, 3))
                                .build(),
                        new MagnitudeSpec(3, 6),
                        new LayerNormSpec("norm", numbers(18), numbers(18), 1e-3f),
                        TemporalConv1dSpec.builder("time", numbers(4, 18, 3))
                                .dilation(2)
                                .lookAhead(1)
                                .build(),
                        linear));
    }

    static Stream<ModelSpec> modelsInEachPrecision() {
        return Arrays.stream(Precision.values())
                .flatMap(precision -> models().stream().map(model -> model.withPrecision(precision)));
    }

    @ParameterizedTest
    @MethodSource("modelsInEachPrecision")
    void comeBackAsTheyWere(ModelSpec spec, @TempDir Path directory) throws IOException {
        Path path = directory.resolve("model.safetensors");
        ModelFiles.write(path, spec, Map.of());
        ModelSpec found = ModelFiles.read(path).spec();
        assertEquals(spec.describe(), found.describe());
        assertEquals(spec.head(), found.head());
        assertEquals(spec.batchOrder(), found.batchOrder());
        for (int i = 0; i < spec.layers().size(); i++) {
            assertEquals(spec.precision(i), found.precision(i), spec.describe());
        }
        Tensor input = numbers(2, 5, spec.inputSize());
        if (spec.layers().getFirst() instanceof EmbeddingSpec) {
            input = Tensor.zeros(2, 5, 1);
            Arrays.fill(input.data(), 6);
        }
        Tensor expected = Model.of(spec, Backend.SCALAR).newSession().run(input);
        assertArrayEquals(
                expected.data(),
                Model.of(found, Backend.SCALAR).newSession().run(input).data(),
                spec.describe());
        Path again = directory.resolve("again.safetensors");
        ModelFiles.write(again, found, Map.of());
        assertEquals(-1, Files.mismatch(path, again), "files of " + spec.describe());
    }

    /** A file that could not be read back is not written. */
    @Test
    void aModelWithoutSizesIsNotWritten(@TempDir Path directory) {
        Path path = directory.resolve("model.safetensors");
        for (LayerSpec layer :
                List.of(new MergeSpec(MergeSpec.Mode.SUM, 4), new ActivationSpec(ActivationSpec.Function.TANH, 4))) {
            ModelSpec spec = ModelSpec.builder().add(layer).build();
            String message = RefusalAssertions.message(
                    IllegalArgumentException.class, () -> ModelFiles.write(path, spec, Map.of()));
            assertTrue(message.contains("a layer with weights before"), message);
            assertFalse(Files.exists(path));
        }
    }

    @Test
    void noLayerIsLeftOut() {
        Set<Class<?>> found = models().stream()
                .flatMap(model -> model.layers().stream())
                .map(Object::getClass)
                .collect(Collectors.toSet());
        assertEquals(kinds(LayerSpec.class).collect(Collectors.toSet()), found);
    }

    private static Stream<Class<?>> kinds(Class<?> layer) {
        return layer.isSealed()
                ? Stream.of(layer.getPermittedSubclasses()).flatMap(LayerCodecsTest::kinds)
                : Stream.of(layer);
    }
}
