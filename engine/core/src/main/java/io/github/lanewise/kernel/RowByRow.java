package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** Products with several vectors as so many products with one. */
record RowByRow(Gemv gemv) implements Gemm {
    @Override
    public void gemm(
            ColumnRange w, int count, float[] x, int xOffset, int xStride, float[] z, int zOffset, int zStride) {
        for (int row = 0; row < count; row++) {
            Kernels.whole(gemv, w, x, xOffset + row * xStride, z, zOffset + row * zStride);
        }
    }
}
