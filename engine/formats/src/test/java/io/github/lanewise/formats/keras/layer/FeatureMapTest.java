package io.github.lanewise.formats.keras.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.Model;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A map within a layer's weights against the same map as a layer of its own. */
class FeatureMapTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(7);
    private static final FeatureMap AFFINE =
            FeatureMap.affine(new double[] {2, -0.5, 0, 1.5}, new double[] {0.3, 1, -2, 0});
    private static final FeatureMap SCALE = FeatureMap.affine(new double[] {2, -0.5, 0.1, 1.5}, new double[4]);
    private static final FeatureMap SWAPPED = FeatureMap.swappedHalves(4);

    private static Tensor random(int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) RANDOM.nextDouble(-1, 1);
        }
        return tensor;
    }

    private static LinearSpec linear(boolean bias) {
        return new LinearSpec("linear", random(4, 4), bias ? random(4) : null);
    }

    private static TemporalConv1dSpec convolution(int taps, @Nullable Tensor bias) {
        return TemporalConv1dSpec.builder("convolution", random(4, 4, taps))
                .bias(bias)
                .dilation(2)
                .lookAhead(Math.min(1, taps - 1))
                .build();
    }

    private static RecurrentSpec stack(CellKind kind, boolean bidirectional, boolean reverse, boolean bias) {
        return RecurrentSpec.builder(kind, 4, 3)
                .name("stack")
                .bidirectional(bidirectional)
                .reverse(reverse)
                .bias(bias)
                .buildUntrained(RANDOM);
    }

    static List<FeatureMap> maps() {
        return List.of(
                AFFINE,
                SCALE,
                SWAPPED,
                AFFINE.then(SWAPPED),
                SWAPPED.then(AFFINE).then(SCALE));
    }

    static Stream<LayerSpec> readers() {
        return Stream.of(
                linear(true),
                linear(false),
                convolution(1, null),
                stack(CellKind.LSTM, true, false, true),
                stack(CellKind.GRU, false, true, false),
                stack(CellKind.RNN_TANH, false, false, false));
    }

    @ParameterizedTest
    @MethodSource("readers")
    void goesIntoTheLayerBehind(LayerSpec layer) {
        for (FeatureMap map : maps()) {
            LayerSpec folded = map.before(layer);
            assertNotNull(folded, layer.describe());
            assertSame(List.of(map.alone("map"), layer), List.of(folded));
        }
    }

    @Test
    void goesIntoTheLayerBefore() {
        for (LayerSpec layer : List.of(linear(true), linear(false), convolution(3, random(4)), convolution(2, null))) {
            for (FeatureMap map : maps()) {
                LayerSpec folded = map.behind(layer);
                assertNotNull(folded, layer.describe());
                assertSame(List.of(layer, map.alone("map")), List.of(folded));
            }
        }
    }

    @Test
    void aConvolutionThatSeesZerosBeyondTheEndsTakesNoShift() {
        TemporalConv1dSpec convolution = convolution(3, random(4));
        assertNull(AFFINE.before(convolution));
        LayerSpec scaled = SCALE.before(convolution);
        assertNotNull(scaled);
        assertSame(List.of(SCALE.alone("map"), convolution), List.of(scaled));
    }

    @Test
    void goesIntoNothingWithoutWeights() {
        ActivationSpec activation = new ActivationSpec(ActivationSpec.Function.RELU, 4);
        assertNull(AFFINE.before(activation));
        assertNull(AFFINE.behind(activation));
        assertNull(AFFINE.behind(stack(CellKind.GRU, false, false, true)));
    }

    @Test
    void oneBehindTheOtherAreOneMap() {
        assertSame(
                List.of(AFFINE.alone("a"), SWAPPED.alone("b"), SCALE.alone("c")),
                List.of(AFFINE.then(SWAPPED).then(SCALE).alone("all")));
        assertEquals(4, AFFINE.then(SWAPPED).features());
    }

    private static void assertSame(List<LayerSpec> expected, List<LayerSpec> found) {
        Tensor input = random(5, 4);
        assertArrayEquals(run(expected, input), run(found, input), 3e-6f);
    }

    private static float[] run(List<LayerSpec> layers, Tensor input) {
        return Model.of(ModelSpec.builder().addAll(layers).build())
                .newSession()
                .run(input)
                .data();
    }
}
