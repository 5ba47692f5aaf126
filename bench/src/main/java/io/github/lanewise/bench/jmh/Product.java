package io.github.lanewise.bench.jmh;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;

/** A matrix packed for kernels, its product with a vector, and room for the result. Not thread-safe. */
final class Product {
    private final Kernels kernels;
    private final PackedMatrix matrix;
    private final AlignedFloats zeros;
    private final AlignedFloats z;

    Product(Kernels kernels, Tensor weight) {
        this.kernels = kernels;
        matrix = kernels.pack(weight);
        zeros = AlignedFloats.allocate(matrix.rows());
        z = AlignedFloats.allocate(matrix.rows());
    }

    /** {@code z = W x}, x beginning at an index. */
    AlignedFloats of(AlignedFloats x, long xAt) {
        kernels.gemv(matrix, x, xAt, zeros, 0, z, 0);
        return z;
    }

    /** A copy of the last result. */
    float[] result() {
        float[] result = new float[matrix.rows()];
        z.copyTo(0, result, 0, result.length);
        return result;
    }

    /** The weights as the kernels read them. */
    AlignedFloats weights() {
        return matrix.data();
    }
}
