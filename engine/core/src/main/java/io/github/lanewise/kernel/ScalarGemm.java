package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** The scalar twin of {@link VectorGemm}: row by row. */
final class ScalarGemm implements Gemm {
    @Override
    public void gemm(
            ColumnRange w, int count, float[] x, int xOffset, int xStride, float[] z, int zOffset, int zStride) {
        for (int i = 0; i < count; i++) {
            ScalarGemv.whole(w, x, xOffset + i * xStride, z, zOffset + i * zStride);
        }
    }
}
