package io.github.lanewise.bench.textbook;

/** Activation functions through {@link Math}, element by element. */
public final class TextbookActivations {
    private TextbookActivations() {}

    /**
     * The logistic function.
     *
     * @param x any float
     * @return {@code 1 / (1 + exp(-x))}
     */
    public static float sigmoid(float x) {
        return (float) (1 / (1 + Math.exp(-x)));
    }

    /**
     * The hyperbolic tangent.
     *
     * @param x any float
     * @return {@code tanh(x)}
     */
    public static float tanh(float x) {
        return (float) Math.tanh(x);
    }

    /**
     * Turns scores into the logarithms of probabilities.
     *
     * @param z scores, at least one; replaced by {@code z - log(sum(exp(z)))}
     */
    public static void logSoftmax(float[] z) {
        float max = z[0];
        for (float score : z) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (float score : z) {
            sum += Math.exp(score - max);
        }
        float logSum = (float) (max + Math.log(sum));
        for (int i = 0; i < z.length; i++) {
            z[i] -= logSum;
        }
    }
}
