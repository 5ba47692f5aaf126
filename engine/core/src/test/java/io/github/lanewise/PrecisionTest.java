package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentBuilder;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What bf16, int8 and int4 compute, held against float32 and against the numbers and scales themselves. */
class PrecisionTest {
    private static final int STEPS = 7;

    private static ModelSpec model(SplittableRandom random, CellKind kind) {
        RecurrentBuilder stack = RecurrentSpec.builder(kind, 5, 45).numLayers(2).name("stack");
        if (kind == CellKind.LSTM) {
            stack.projSize(35);
        }
        RecurrentSpec built = stack.buildUntrained(random);
        int hidden = built.outputSize();
        Tensor weight = Tensor.of(Hostile.floats(random, 3 * hidden, 0), 3, hidden);
        return ModelSpec.builder()
                .add(built)
                .add(new LinearSpec("out", weight, Tensor.zeros(3)))
                .build();
    }

    private static float[] run(ModelSpec spec, Backend backend, float[] x) {
        Session session = Model.of(spec, backend).newSession();
        return session.run(Tensor.of(x, STEPS, spec.inputSize())).data();
    }

    /** Weights of bf16 are floats, so a model in bf16 has the bits of one whose float32 weights were rounded before. */
    @Test
    @Tag("bits")
    void bf16HasTheBitsOfRoundedWeights() {
        SplittableRandom random = Seeds.random(getClass());
        for (CellKind kind : CellKind.values()) {
            ModelSpec spec = model(random, kind);
            ModelSpec rounded = rounded(spec, Precision.BF16);
            float[] x = Hostile.floats(random, STEPS * 5, 0.01);
            float[] expected = run(rounded, Backend.SCALAR, x);
            for (Backend backend : Backend.available()) {
                Bits.assertSame(kind + " on " + backend, expected, run(spec.withPrecision(Precision.BF16), backend, x));
            }
        }
    }

    /** With scales the order of operations differs from that of float32, by less than a unit of its sums. */
    @ParameterizedTest
    @EnumSource(names = {"INT8", "INT4"})
    @Tag("bits")
    void answersLikeItsNumbersTimesTheirScales(Precision precision) {
        SplittableRandom random = Seeds.random(getClass());
        for (CellKind kind : CellKind.values()) {
            ModelSpec spec = model(random, kind);
            float[] x = Hostile.floats(random, STEPS * 5, 0);
            float[] plain = run(spec, Backend.SCALAR, x);
            float[] expected = run(rounded(spec, precision), Backend.SCALAR, x);
            for (Backend backend : Backend.available()) {
                float[] found = run(spec.withPrecision(precision), backend, x); // numbers and scales of old
                double most = difference(expected, found);
                assertTrue(most < 2e-5, kind + " on " + backend + ": " + most);
                assertTrue(difference(plain, found) > most, kind + ": computes with weights that were not rounded");
            }
        }
    }

    /** Also the least numbers, which rounding never makes. */
    @Test
    void numbersAndScalesThatCameAreKept() {
        byte[] numbers = new byte[2 * 40];
        numbers[1] = -8;
        numbers[33] = 3;
        numbers[79] = 7;
        Tensor int4 =
                Int4Tensor.of(numbers, new float[] {0.5f, 3f, 0f, 0.25f}, 2, 40).toTensor();
        Tensor int8 = Int8Tensor.of(numbers, new float[] {0.1f, 0.3f}, 2, 40).toTensor();
        for (Backend backend : Backend.available()) {
            assertKept(int4, Precision.INT4, backend);
            assertKept(int8, Precision.INT8, backend);
        }
    }

    /** With a single 1 as input the output is a column of the weights, exactly. */
    private static void assertKept(Tensor weight, Precision precision, Backend backend) {
        ModelSpec spec = ModelSpec.builder()
                .add(new LinearSpec("linear", weight, null), precision)
                .build();
        Session session = Model.of(spec, backend).newSession();
        for (int column = 0; column < 40; column++) {
            float[] x = new float[40];
            x[column] = 1;
            float[] found = session.run(Tensor.of(x, 1, 40)).data();
            float[] expected = {weight.data()[column], weight.data()[40 + column]};
            assertArrayEquals(expected, found, precision + " on " + backend + ", column " + column);
        }
    }

    @Test
    void aConvolutionIsInt8WhereInt4IsAsked() {
        SplittableRandom random = Seeds.random(getClass());
        Tensor kernel = Tensor.of(Hostile.floats(random, 2 * 21 * 3, 0), 2, 21, 3);
        ModelSpec spec = ModelSpec.builder()
                .add(Conv1dSpec.builder("convolution", kernel, 3).build())
                .build();
        assertEquals(Precision.INT8, spec.withPrecision(Precision.INT4).precision(0));
        float[] x = Hostile.floats(random, STEPS * 21 * 3, 0);
        Bits.assertSame(
                "convolution",
                run(spec.withPrecision(Precision.INT8), Backend.SCALAR, x),
                run(spec.withPrecision(Precision.INT4), Backend.SCALAR, x));
    }

    private static double difference(float[] expected, float[] found) {
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs((double) expected[i] - found[i]));
        }
        return most;
    }

    /** Makes of the weight matrices of a model what a precision makes of them, in float32. */
    private static ModelSpec rounded(ModelSpec spec, Precision precision) {
        spec.tensors().forEach((name, tensor) -> {
            if (name.contains("weight")) {
                float[] to = precision.round(name, tensor).data();
                System.arraycopy(to, 0, tensor.data(), 0, to.length);
            }
        });
        return spec;
    }

    /** Rounding twice is rounding once, so an int8 model that was written as floats is the same int8 model again. */
    @Test
    void roundingIsIdempotent() {
        SplittableRandom random = Seeds.random(getClass());
        for (Precision precision : Precision.values()) {
            for (float size : new float[] {1, 1e-30f, 1e30f}) {
                float[] weights = Hostile.floats(random, 4 * 75, 0);
                for (int i = 0; i < weights.length; i++) {
                    weights[i] *= size;
                }
                Tensor once = precision.round("w", Tensor.of(weights, 4, 75));
                Tensor again = precision.round("w", Tensor.of(once.data().clone(), 4, 75));
                Bits.assertSame(precision + " of " + size, once.data(), again.data());
            }
        }
    }

    @Test
    void oneLayerMayHaveAnother() {
        SplittableRandom random = Seeds.random(getClass());
        ModelSpec spec = model(random, CellKind.LSTM);
        Model model = Model.builder(spec)
                .backend(Backend.SCALAR)
                .precision(Precision.INT8)
                .precision(1, Precision.FP32)
                .build();
        assertEquals(List.of(Precision.INT8, Precision.FP32), precisions(model.spec()));
        assertEquals(List.of(Precision.FP32, Precision.FP32), precisions(spec));
    }

    private static List<Precision> precisions(ModelSpec spec) {
        List<Precision> precisions = new ArrayList<>();
        for (int i = 0; i < spec.layers().size(); i++) {
            precisions.add(spec.precision(i));
        }
        return precisions;
    }

    /** States go from one precision to another by carryOver, and by nothing else. */
    @Test
    void statesBelongToAPrecisionAndCarryOver() {
        SplittableRandom random = Seeds.random(getClass());
        ModelSpec spec = model(random, CellKind.GRU);
        Model fp32 = Model.of(spec, Backend.SCALAR);
        Model int8 = Model.of(spec.withPrecision(Precision.INT8), Backend.SCALAR);
        assertNotEquals(fp32.fingerprint(), int8.fingerprint());
        assertTrue(Fingerprint.sameStructure(fp32.fingerprint(), int8.fingerprint()));
        State state = fp32.newState();
        fp32.newSession().step(new float[5], state, new float[3]);
        State carried = int8.carryOver(state);
        int8.newSession().step(new float[5], carried, new float[3]);
        // The same numbers and scales, as a file has them, are the same model.
        Model stored = Model.of(rounded(spec, Precision.INT8).withPrecision(Precision.INT8), Backend.SCALAR);
        stored.newSession().step(new float[5], carried, new float[3]);
        Refusal.assertRefused(
                IllegalArgumentException.class,
                () -> int8.newSession().step(new float[5], state, new float[3]),
                "state");
    }

    @Test
    void refusesWeightsThatDoNotGoIn() {
        Tensor weight = Tensor.of(new float[] {1, Float.NaN}, 1, 2);
        ModelSpec spec = ModelSpec.builder()
                .add(new LinearSpec("out", weight, null))
                .build()
                .withPrecision(Precision.INT8);
        Refusal.assertRefused(
                IllegalArgumentException.class, () -> Model.of(spec, Backend.SCALAR), "element 1", "NaN", "fp32");
        weight.data()[1] = Float.MAX_VALUE;
        Refusal.assertRefused(
                IllegalArgumentException.class,
                () -> Model.of(spec.withPrecision(Precision.BF16), Backend.SCALAR),
                "element 1",
                "bf16");
        Refusal.assertRefused(
                IllegalArgumentException.class, () -> Precision.of("int2"), "fp32, bf16, int8 or int4", "int2");
    }
}
