package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.spec.LinearSpec;

/** {@code y = W x + b}. */
final class LinearStage extends RowStage {
    private final Kernels kernels;
    private final ColumnRange weight;

    LinearStage(LinearSpec spec, Kernels kernels) {
        super(spec);
        this.kernels = kernels;
        weight = kernels.pack(spec.weight(), spec.bias());
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        kernels.gemm().gemm(weight, count, x, xOffset, inputStride(), y, yOffset, outputStride());
        for (int row = 0; row < count; row++) {
            kernels.elements().canonicalNaN(y, yOffset + row * outputStride(), outputSize());
        }
    }

    @Override
    public long multiplications() {
        return (long) inputSize() * outputStride();
    }
}
