package io.github.lanewise.kernel;

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
    public static void leakyRelu(float[] x, int xAt, float[] y, int yAt, int n, float alpha) {
        for (int i = 0; i < n; i++) {
            float xi = x[xAt + i];
            y[yAt + i] = ScalarMath.canonicalNaN(xi >= 0 ? xi : alpha * xi);
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
    public static void thresholdedRelu(float[] x, int xAt, float[] y, int yAt, int n, float alpha) {
        for (int i = 0; i < n; i++) {
            float xi = x[xAt + i];
            y[yAt + i] = ScalarMath.canonicalNaN(xi < alpha ? 0f : xi);
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
    public static void elu(float[] x, int xAt, float[] y, int yAt, int n, float alpha) {
        for (int i = 0; i < n; i++) {
            float xi = x[xAt + i];
            y[yAt + i] = ScalarMath.canonicalNaN(xi >= 0 ? xi : (float) (alpha * StrictMath.expm1(xi)));
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
    public static void softsign(float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x[xAt + i];
            y[yAt + i] = ScalarMath.canonicalNaN(xi / (1 + Math.abs(xi)));
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
    public static void softplus(float[] x, int xAt, float[] y, int yAt, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x[xAt + i];
            double bend = StrictMath.log1p(StrictMath.exp(-Math.abs(xi)));
            y[yAt + i] = ScalarMath.canonicalNaN((float) (xi > 0 ? xi + bend : bend));
        }
    }
}
