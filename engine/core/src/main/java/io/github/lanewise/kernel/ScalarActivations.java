package io.github.lanewise.kernel;

import io.github.lanewise.spec.CellActivation;

/**
 * Activations too rare for a vector twin: one scalar implementation for all backends, so that their bits are the same by
 * construction. Exponentials and logarithms are {@link StrictMath}'s in double, the same on every machine.
 */
final class ScalarActivations {
    private ScalarActivations() {}

    /**
     * {@code y = f(x)}.
     *
     * @param activation the function and its alpha
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     * @throws IllegalArgumentException if the function has a vector twin
     */
    static void apply(CellActivation activation, float[] x, int xOffset, float[] y, int yOffset, int n) {
        float alpha = activation.alpha();
        for (int i = 0; i < n; i++) {
            float xi = x[xOffset + i];
            float result = switch (activation.function()) {
                case LEAKY_RELU -> xi >= 0 ? xi : alpha * xi;
                case THRESHOLDED_RELU -> xi < alpha ? 0f : xi;
                case ELU -> xi >= 0 ? xi : (float) (alpha * StrictMath.expm1(xi));
                case SOFTSIGN -> xi / (1 + Math.abs(xi));
                case SOFTPLUS -> softplus(xi);
                default ->
                    throw new IllegalArgumentException(
                            "expected an activation without a vector twin, found " + activation.describe());
            };
            y[yOffset + i] = ScalarMath.canonicalNaN(result);
        }
    }

    /** {@code log(1 + exp(x))}, as {@code max(x, 0) + log(1 + exp(-|x|))}, which does not overflow. */
    private static float softplus(float x) {
        double bend = StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
        return (float) (x > 0 ? x + bend : bend);
    }
}
