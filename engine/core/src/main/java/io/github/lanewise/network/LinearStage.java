package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.spec.LinearSpec;

/** {@code y = W x + b}. */
final class LinearStage implements RowStage {
    private final Kernels kernels;
    private final ColumnRange weight;
    private final float[] bias;

    LinearStage(LinearSpec spec, Kernels kernels) {
        this.kernels = kernels;
        weight = ColumnRange.all(kernels.pack(1, spec.weight()));
        bias = Biases.of(spec.bias(), spec.outputSize());
    }

    @Override
    public void rows(int count, float[] x, int xAt, float[] y, int yAt, Scratch scratch) {
        kernels.gemm().gemm(weight, count, x, xAt, inputStride(), bias, 0, 0, y, yAt, outputStride());
        for (int row = 0; row < count; row++) {
            kernels.elements().canonicalNaN(y, yAt + row * outputStride(), outputSize());
        }
    }

    @Override
    public int inputSize() {
        return weight.to();
    }

    @Override
    public int outputSize() {
        return weight.matrix().rows();
    }
}
