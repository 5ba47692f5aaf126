package io.github.lanewise.kernel;

import io.github.lanewise.memory.AlignedFloats;

/**
 * Activations too rare for a vector twin: one scalar implementation for all backends, so that their bits are the same by
 * construction. Exponentials and logarithms are {@link StrictMath}'s in double, the same on every machine.
 */
public final class RareActivations {
    private RareActivations() {}

    /**
     * {@code y = x >= 0 ? x : alpha x}.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     * @param alpha the slope below 0
     */
    public static void leakyRelu(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha) {
        for (int i = 0; i < n; i++) {
            float xi = x.get(xAt + i);
            y.set(yAt + i, ScalarMath.canonicalNaN(xi >= 0 ? xi : alpha * xi));
        }
    }

    /**
     * {@code y = x >= alpha ? x : 0}; NaN gives NaN.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     * @param alpha the threshold
     */
    public static void thresholdedRelu(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha) {
        for (int i = 0; i < n; i++) {
            float xi = x.get(xAt + i);
            y.set(yAt + i, ScalarMath.canonicalNaN(xi < alpha ? 0f : xi));
        }
    }

    /**
     * {@code y = x >= 0 ? x : alpha (exp(x) - 1)}.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     * @param alpha the negative of the limit at minus infinity
     */
    public static void elu(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n, float alpha) {
        for (int i = 0; i < n; i++) {
            float xi = x.get(xAt + i);
            y.set(yAt + i, ScalarMath.canonicalNaN(xi >= 0 ? xi : (float) (alpha * StrictMath.expm1(xi))));
        }
    }

    /**
     * {@code y = x / (1 + |x|)}; NaN for an infinite x.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     */
    public static void softsign(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x.get(xAt + i);
            y.set(yAt + i, ScalarMath.canonicalNaN(xi / (1 + Math.abs(xi))));
        }
    }

    /**
     * {@code y = log(1 + exp(x))}, as {@code max(x, 0) + log(1 + exp(-|x|))}, which does not overflow.
     *
     * @param x the floats
     * @param xAt where they begin
     * @param y the results; may be x
     * @param yAt where they begin
     * @param n how many
     */
    public static void softplus(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x.get(xAt + i);
            double bend = StrictMath.log1p(StrictMath.exp(-Math.abs(xi)));
            y.set(yAt + i, ScalarMath.canonicalNaN((float) (xi > 0 ? xi + bend : bend)));
        }
    }
}
