package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** Products of weights in bf16 with several vectors: the chains of {@link ScalarBf16Gemv}. */
final class Bf16Gemm extends PanelGemm {
    Bf16Gemm(UnpackingGemv gemv, Tiles tiles, int lanes) {
        super(gemv, tiles, lanes);
    }

    @Override
    void gemm(
            Panel panel,
            ColumnRange w,
            int count,
            float[] x,
            int xOffset,
            int xStride,
            float[] z,
            int zOffset,
            int zStride) {
        for (int block = 0; block < w.matrix().blocks(); block++) {
            for (int row = 0; row < count; row++) {
                w.begin(z, zOffset + row * zStride, block, block + 1);
            }
            int result = zOffset + w.matrix().resultAt(block);
            add(panel, w, block, count, x, xOffset, xStride, z, result, zStride);
        }
    }
}
