package io.github.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Hostile;
import io.github.lanewise.memory.Rows;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The rare activations against their definitions in double, over ordinary and hostile floats. */
class RareActivationsTest {
    private static final float[] INPUTS = inputs();

    private static float[] inputs() {
        float[] hostile = Hostile.all();
        float[] inputs = Hostile.floats(new SplittableRandom(12), 500, 0);
        System.arraycopy(hostile, 0, inputs, 0, hostile.length);
        return inputs;
    }

    @FunctionalInterface
    private interface Pass {
        void apply(float[] x, int n);
    }

    private static void check(String what, Pass pass, DoubleUnaryOperator definition) {
        float[] floats = Rows.allocate(INPUTS.length);
        System.arraycopy(INPUTS, 0, floats, 0, INPUTS.length);
        pass.apply(floats, INPUTS.length);
        for (int i = 0; i < INPUTS.length; i++) {
            float expected = (float) definition.applyAsDouble(INPUTS[i]);
            float found = floats[i];
            String where = what + " of " + INPUTS[i];
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
        check("leakyRelu", (x, n) -> RareActivations.leakyRelu(x, 0, x, 0, n, 0.01f), x -> x >= 0 ? x : 0.01f * x);
        check("elu", (x, n) -> RareActivations.elu(x, 0, x, 0, n, 0.7f), x -> x >= 0 ? x : 0.7f * Math.expm1(x));
        check("softsign", (x, n) -> RareActivations.softsign(x, 0, x, 0, n), x -> x / (1 + Math.abs(x)));
        check("softplus", (x, n) -> RareActivations.softplus(x, 0, x, 0, n), x -> x > 50 ? x : Math.log1p(Math.exp(x)));
        for (float alpha : new float[] {1, 0, -0.5f}) {
            check(
                    "thresholdedRelu " + alpha,
                    (x, n) -> RareActivations.thresholdedRelu(x, 0, x, 0, n, alpha),
                    x -> x >= alpha || Double.isNaN(x) ? x : 0);
        }
    }
}
