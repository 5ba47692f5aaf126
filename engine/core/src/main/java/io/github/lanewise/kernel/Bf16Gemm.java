package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** Products of weights in bf16 with several vectors: the chains of {@link ScalarBf16Gemv}. */
final class Bf16Gemm extends PanelGemm {
    /** All: none has anything aside. */
    private static final int ROWS = Integer.MAX_VALUE;

    Bf16Gemm(UnpackingGemv gemv, Tiles tiles, int lanes) {
        super(gemv, ROWS, tiles, lanes);
    }

    @Override
    void gemm(Panel panel, ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        for (int block = 0; block < w.matrix().blocks(); block++) {
            for (int row = 0; row < count; row++) {
                w.begin(z, z0 + row * zRow, block, block + 1);
            }
            int result = z0 + w.matrix().resultAt(block);
            add(panel, w, block, count, x, x0, xRow, z, result, zRow);
        }
    }
}
