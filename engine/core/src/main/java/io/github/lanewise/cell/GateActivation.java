package io.github.lanewise.cell;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.ScalarActivations;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellOptions;

/** An activation of a cell's variant, behind a clip where there is one. Immutable, so thread-safe. */
final class GateActivation {
    /** What {@code fma(x, factor, ZERO)} adds to a product to leave its every bit alone. */
    private static final float ZERO = -0f;

    private final ElementKernels elements;
    private final CellActivation activation;
    private final float clip;

    GateActivation(CellActivation activation, float clip, Kernels kernels) {
        elements = kernels.elements();
        this.activation = activation;
        this.clip = clip;
    }

    /** {@code y = activation(clip(x))}; y may be x. Whole vectors are written, as by {@link Kernels}. */
    void apply(float[] x, int xOffset, float[] y, int yOffset, int n) {
        if (clip == CellOptions.NO_CLIP) {
            activate(x, xOffset, y, yOffset, n);
        } else {
            elements.clip(x, xOffset, y, yOffset, n, clip);
            activate(y, yOffset, y, yOffset, n);
        }
    }

    private void activate(float[] x, int xOffset, float[] y, int yOffset, int n) {
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
