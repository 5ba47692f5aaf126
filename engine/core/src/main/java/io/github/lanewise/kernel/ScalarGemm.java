package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Buffer;

/** The scalar twin of {@link VectorGemm}: row by row. */
final class ScalarGemm implements Gemm {
    private final Gemv gemv;

    ScalarGemm(Gemv gemv) {
        this.gemv = gemv;
    }

    @Override
    public void gemm(
            ColumnRange w,
            int count,
            float[] x,
            int xAt,
            int xStride,
            float[] start,
            int startAt,
            int startStride,
            float[] z,
            int zAt,
            int zStride,
            Buffer room) {
        room.atLeast(Gemm.room(count, w.to() - w.from()));
        for (int i = 0; i < count; i++) {
            Kernels.whole(gemv, w, x, xAt + i * xStride, start, startAt + i * startStride, z, zAt + i * zStride);
        }
    }
}
