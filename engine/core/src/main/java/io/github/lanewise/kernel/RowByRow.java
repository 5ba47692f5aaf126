package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** Products with several vectors as so many products with one. */
record RowByRow(Gemv gemv) implements Gemm {
    @Override
    public void gemm(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        for (int row = 0; row < count; row++) {
            Kernels.whole(gemv, w, x, x0 + row * xRow, z, z0 + row * zRow);
        }
    }
}
