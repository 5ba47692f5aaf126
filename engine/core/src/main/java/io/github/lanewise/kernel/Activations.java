package io.github.lanewise.kernel;

import io.github.lanewise.spec.CellActivation;

/** Activations of single elements with their numbers, of cells and of layers alike: which passes each is made of, in which order. */
public final class Activations {
    /** What {@code fma(x, factor, ZERO)} adds to a product to leave its every bit alone. */
    private static final float ZERO = -0f;

    private Activations() {}

    /**
     * {@code y = f(x)}, under the contract of {@link Kernels}.
     *
     * @param activation f with its alpha and beta
     * @param elements the passes
     * @param x the floats
     * @param xOffset index of the first of them in x
     * @param y the results; may be x
     * @param yOffset index of the first of them in y
     * @param n how many
     */
    public static void apply(
            CellActivation activation, ElementKernels elements, float[] x, int xOffset, float[] y, int yOffset, int n) {
        float alpha = activation.alpha();
        float beta = activation.beta();
        switch (activation.function()) {
            case SIGMOID -> elements.sigmoid(x, xOffset, y, yOffset, n);
            case TANH -> elements.tanh(x, xOffset, y, yOffset, n);
            case RELU -> elements.relu(x, xOffset, y, yOffset, n);
            case HARD_SIGMOID -> elements.hardSigmoid(x, xOffset, y, yOffset, n, alpha, beta);
            case AFFINE -> elements.affine(x, xOffset, y, yOffset, n, alpha, beta);
            case SCALED_TANH -> {
                elements.affine(x, xOffset, y, yOffset, n, beta, ZERO);
                elements.tanh(y, yOffset, y, yOffset, n);
                elements.affine(y, yOffset, y, yOffset, n, alpha, ZERO);
            }
            case LEAKY_RELU, THRESHOLDED_RELU, ELU, SOFTSIGN, SOFTPLUS ->
                ScalarActivations.apply(activation, x, xOffset, y, yOffset, n);
        }
    }
}
