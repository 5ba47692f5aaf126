package io.github.lanewise.bench.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Padding;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoundedWeightsTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(5);

    private static ModelSpec model() {
        return ModelSpec.builder()
                .add(Conv1dSpec.builder("frames", random(4, 2, 3), 9)
                        .bias(random(4))
                        .stride(2)
                        .padding(Padding.zeros(1))
                        .build())
                .add(
                        RecurrentSpec.builder(CellKind.LSTM, 20, 6)
                                .name("lstm")
                                .numLayers(2)
                                .bidirectional(true)
                                .buildUntrained(RANDOM),
                        Precision.BF16)
                .head(Head.LAST_STEP)
                .add(new LinearSpec("out", random(3, 12), random(3)), Precision.INT8)
                .activation(ActivationSpec.Function.SIGMOID)
                .build();
    }

    private static Tensor random(int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) RANDOM.nextDouble(-1, 1);
        }
        return tensor;
    }

    @Test
    void eachLayerIsRoundedAsItsPrecisionSays() {
        ModelSpec spec = model();
        ModelSpec rounded = RoundedWeights.of(spec);
        assertEquals(spec.describe(), rounded.describe());
        assertSame(spec.layers().getFirst(), rounded.layers().getFirst());
        spec.tensors().forEach((name, tensor) -> {
            Precision precision = !name.contains("weight")
                    ? Precision.FP32
                    : name.startsWith("lstm")
                            ? Precision.BF16
                            : name.startsWith("out") ? Precision.INT8 : Precision.FP32;
            float[] found = Objects.requireNonNull(rounded.tensors().get(name)).data();
            assertArrayEquals(precision.round(name, tensor).data(), found, name);
            assertEquals(precision == Precision.FP32, Arrays.equals(tensor.data(), found), name);
        });
        for (int layer = 0; layer < 4; layer++) {
            assertEquals(Precision.FP32, rounded.precision(layer));
        }
    }

    @Test
    void convolutionsAreRoundedToo() {
        ModelSpec spec = model().withPrecision(Precision.INT8);
        ModelSpec rounded = RoundedWeights.of(spec);
        assertEquals(spec.describe(), rounded.describe());
        Tensor kernel = ((Conv1dSpec) spec.layers().getFirst()).weight();
        float[] found = ((Conv1dSpec) rounded.layers().getFirst()).weight().data();
        assertArrayEquals(Precision.INT8.round("kernel", kernel).data(), found);
    }

    /** The judge of answers in a precision computes with rounded weights. */
    @Test
    void theDoubleModelComputesWithRoundedWeights() {
        ModelSpec spec = model();
        float[] x = random(5, 18).data();
        double[] found = new DoubleModel(spec).run(x, 1);
        assertArrayEquals(new DoubleModel(RoundedWeights.of(spec)).run(x, 1), found, 0);
        assertNotEquals(new DoubleModel(spec.withPrecision(Precision.FP32)).run(x, 1)[0], found[0]);
    }

    @Test
    void aProjectionIsRefused() {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, 3, 5).projSize(2).buildUntrained(RANDOM);
        ModelSpec spec = ModelSpec.ofStack(stack, false);
        assertSame(stack, RoundedWeights.of(spec).layers().getFirst());
        String message = String.valueOf(assertThrows(
                        IllegalArgumentException.class, () -> RoundedWeights.of(spec.withPrecision(Precision.BF16)))
                .getMessage());
        assertTrue(message.contains("in bf16, found LSTM(3, 5"), message);
    }
}
