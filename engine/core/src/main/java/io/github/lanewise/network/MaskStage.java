package io.github.lanewise.network;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.MaskSpec;

/** Each row, times the one that a {@link KeepStage} has kept. */
final class MaskStage extends RowStage {
    private final ElementKernels elements;

    MaskStage(MaskSpec spec, Kernels kernels) {
        super(spec);
        elements = kernels.elements();
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        float[] kept = scratch.kept(yOffset + count * outputStride());
        for (int row = 0; row < count; row++) {
            int to = yOffset + row * outputStride();
            elements.multiply(x, xOffset + row * inputStride(), kept, to, y, to, outputSize());
        }
    }
}
