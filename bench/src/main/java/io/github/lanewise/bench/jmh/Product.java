package io.github.lanewise.bench.jmh;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;

/** A matrix packed for kernels, its product with a vector, and room for the result. Not thread-safe. */
final class Product {
    private final Kernels kernels;
    private final ColumnRange columns;
    private final PackedMatrix matrix;
    private final AlignedFloats zeros;
    private final AlignedFloats z;

    Product(Kernels kernels, Tensor weight) {
        this.kernels = kernels;
        matrix = kernels.pack(weight);
        columns = ColumnRange.all(matrix);
        zeros = AlignedFloats.allocate(matrix.rows());
        z = AlignedFloats.allocate(matrix.rows());
    }

    /** {@code z = W x}, x beginning at an index. */
    AlignedFloats of(AlignedFloats x, long xAt) {
        kernels.gemv(columns, x, xAt, x, xAt, zeros, 0, z, 0, 0, kernels.strips(matrix), false);
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
