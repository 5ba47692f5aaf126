package io.github.lanewise.cell;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.RareActivations;
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
    void apply(float[] x, int xAt, float[] y, int yAt, int n) {
        if (clip == CellOptions.NO_CLIP) {
            activate(x, xAt, y, yAt, n);
        } else {
            elements.clip(x, xAt, y, yAt, n, clip);
            activate(y, yAt, y, yAt, n);
        }
    }

    private void activate(float[] x, int xAt, float[] y, int yAt, int n) {
        float alpha = activation.alpha();
        float beta = activation.beta();
        switch (activation.function()) {
            case SIGMOID -> elements.sigmoid(x, xAt, y, yAt, n);
            case TANH -> elements.tanh(x, xAt, y, yAt, n);
            case RELU -> elements.relu(x, xAt, y, yAt, n);
            case HARD_SIGMOID -> elements.hardSigmoid(x, xAt, y, yAt, n, alpha, beta);
            case AFFINE -> elements.affine(x, xAt, y, yAt, n, alpha, beta);
            case SCALED_TANH -> {
                elements.affine(x, xAt, y, yAt, n, beta, ZERO);
                elements.tanh(y, yAt, y, yAt, n);
                elements.affine(y, yAt, y, yAt, n, alpha, ZERO);
            }
            case LEAKY_RELU, THRESHOLDED_RELU, ELU, SOFTSIGN, SOFTPLUS ->
                RareActivations.apply(activation, x, xAt, y, yAt, n);
        }
    }
}
