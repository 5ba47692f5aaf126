package io.github.lanewise.network;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.LinearSpec;

/** {@code y = W x + b}. */
final class LinearStage implements RowStage {
    private final Kernels kernels;
    private final ColumnRange weight;
    private final AlignedFloats bias;

    LinearStage(LinearSpec spec, Kernels kernels) {
        this.kernels = kernels;
        weight = ColumnRange.all(kernels.pack(spec.weight()));
        bias = Biases.of(spec.bias(), spec.outputSize());
    }

    @Override
    public void rows(int count, AlignedFloats x, long xAt, AlignedFloats y, long yAt, Scratch scratch) {
        kernels.gemm(weight, count, x, xAt, inputStride(), bias, 0, 0, y, yAt, outputStride());
        for (int row = 0; row < count; row++) {
            kernels.canonicalNaN(y, yAt + (long) row * outputStride(), outputSize());
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
