package io.github.lanewise.bench.jmh;

import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;

/** A matrix packed for kernels, its product with a vector, and room for the result. Not thread-safe. */
final class Product {
    private final Kernels kernels;
    private final ColumnRange columns;
    private final PackedMatrix matrix;
    private final float[] z;

    Product(Kernels kernels, Tensor weight) {
        this.kernels = kernels;
        matrix = kernels.pack(1, null, weight);
        columns = ColumnRange.all(matrix);
        z = new float[matrix.floats()];
    }

    /** {@code z = W x}, x beginning at an index. */
    float[] of(float[] x, int xOffset) {
        kernels.gemv().gemv(columns, x, xOffset, x, xOffset, z, 0, 0, matrix.blocks());
        return z;
    }

    /** A copy of the last result. */
    float[] result() {
        return Arrays.copyOf(z, matrix.rows());
    }

    /** The weights as the kernels read them. */
    AlignedFloats weights() {
        return matrix.data();
    }
}
