package io.github.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Hostile;
import io.github.lanewise.Refusal;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellActivation.Function;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The rare activations against their definitions in double, over ordinary and hostile floats. */
class ScalarActivationsTest {
    private static final float[] INPUTS = inputs();

    private static float[] inputs() {
        float[] hostile = Hostile.all();
        float[] inputs = Hostile.floats(new SplittableRandom(12), 500, 0);
        System.arraycopy(hostile, 0, inputs, 0, hostile.length);
        return inputs;
    }

    private static void check(Function function, float alpha, DoubleUnaryOperator definition) {
        float[] floats = Rows.allocate(INPUTS.length);
        System.arraycopy(INPUTS, 0, floats, 0, INPUTS.length);
        CellActivation activation = new CellActivation(function, alpha, 0);
        ScalarActivations.apply(activation, floats, 0, floats, 0, INPUTS.length);
        for (int i = 0; i < INPUTS.length; i++) {
            float expected = (float) definition.applyAsDouble(INPUTS[i]);
            float found = floats[i];
            String where = activation.describe() + " of " + INPUTS[i];
            if (Float.isNaN(expected)) {
                assertEquals(Float.floatToRawIntBits(Float.NaN), Float.floatToRawIntBits(found), where);
            } else if (Float.isInfinite(expected)) {
                assertEquals(expected, found, where);
            } else {
                assertEquals(expected, found, 2 * Math.ulp(expected), where);
            }
        }
    }

    @Test
    void followTheirDefinitions() {
        check(Function.LEAKY_RELU, 0.01f, x -> x >= 0 ? x : 0.01f * x);
        check(Function.ELU, 0.7f, x -> x >= 0 ? x : 0.7f * Math.expm1(x));
        check(Function.SOFTSIGN, 0, x -> x / (1 + Math.abs(x)));
        check(Function.SOFTPLUS, 0, x -> x > 50 ? x : Math.log1p(Math.exp(x)));
        for (float alpha : new float[] {1, 0, -0.5f}) {
            check(Function.THRESHOLDED_RELU, alpha, x -> x >= alpha || Double.isNaN(x) ? x : 0);
        }
    }

    @Test
    void refuseWhatHasAVectorTwin() {
        CellActivation tanh = CellActivation.of(Function.TANH);
        Refusal.assertRefused(
                IllegalArgumentException.class,
                () -> ScalarActivations.apply(tanh, new float[1], 0, new float[1], 0, 1),
                "without a vector twin",
                "TANH");
    }
}
