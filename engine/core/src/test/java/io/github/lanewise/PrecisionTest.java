package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.spec.CellKind;
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
        RecurrentBuilder stack = RecurrentSpec.builder(kind, 5, 19).numLayers(2).name("stack");
        if (kind == CellKind.LSTM) {
            stack.projSize(11);
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
        int8.newSession().step(new float[5], int8.carryOver(state), new float[3]);
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
