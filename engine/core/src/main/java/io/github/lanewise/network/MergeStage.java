package io.github.lanewise.network;

import io.github.lanewise.kernel.ElementKernels;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.spec.MergeSpec;

/** The two halves of each row, joined element by element. */
final class MergeStage extends RowStage {
    private final ElementKernels elements;
    private final MergeSpec.Mode mode;
    private final int size;

    MergeStage(MergeSpec spec, Kernels kernels) {
        super(spec);
        elements = kernels.elements();
        mode = spec.mode();
        size = spec.size();
    }

    @Override
    boolean readsBehindRows() {
        return true;
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        for (int row = 0; row < count; row++) {
            int a = xOffset + row * inputStride();
            int b = a + size;
            int to = yOffset + row * outputStride();
            switch (mode) {
                case SUM -> elements.scaledSum(x, a, x, b, y, to, size, 1);
                case AVERAGE -> elements.scaledSum(x, a, x, b, y, to, size, 0.5f);
                case PRODUCT -> elements.multiply(x, a, x, b, y, to, size);
            }
        }
    }
}
