package io.github.lanewise.cell;

import io.github.lanewise.kernel.Activations;
import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellOptions;

/** An activation of a cell's variant, behind a clip where there is one. Immutable, so thread-safe. */
final class GateActivation {
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
            Activations.apply(activation, elements, x, xOffset, y, yOffset, n);
        } else {
            elements.clip(x, xOffset, y, yOffset, n, clip);
            Activations.apply(activation, elements, y, yOffset, y, yOffset, n);
        }
    }
}
