package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** The scalar twin of {@link VectorGemm}: row by row. */
final class ScalarGemm implements Gemm {
    @Override
    public void gemm(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        for (int i = 0; i < count; i++) {
            ScalarGemv.whole(w, x, x0 + i * xRow, z, z0 + i * zRow);
        }
    }
}
