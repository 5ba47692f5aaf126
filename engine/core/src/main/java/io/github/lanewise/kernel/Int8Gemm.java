package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Rows;
import java.util.Arrays;

/** Products of int8 weights with several vectors: the chains of {@link ScalarInt8Gemv}. */
final class Int8Gemm extends PanelGemm {
    /** Rows at a time, whose x and chains are kept aside: eight tiles of six. */
    private static final int ROWS = 48;

    /** Rows whose x is summed at once; {@link #ROWS} is a multiple. */
    private static final int TOGETHER = 4;

    private final Int8Passes passes;

    Int8Gemm(UnpackingGemv gemv, Int8Passes passes, Tiles tiles, int lanes) {
        super(gemv, tiles, lanes);
        this.passes = passes;
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
        for (int row = 0; row < count; row += ROWS) {
            int rows = Math.min(ROWS, count - row);
            some(panel, w, rows, x, xOffset + row * xStride, xStride, z, zOffset + row * zStride, zStride);
        }
    }

    private void some(
            Panel panel,
            ColumnRange w,
            int count,
            float[] x,
            int xOffset,
            int xStride,
            float[] z,
            int zOffset,
            int zStride) {
        int columns = w.to() - w.from();
        if (columns == 0) {
            return; // a product with nothing would make +0 of -0
        }
        int stride = Rows.stride(columns);
        int sumsOffset = count * stride;
        float[] own = panel.x.atLeast(sumsOffset + count + TOGETHER);
        for (int row = 0; row < count; row++) {
            passes.scale(x, xOffset + row * xStride, own, row * stride, columns);
        }
        for (int row = 0; row < count; row += TOGETHER) {
            sums(x, xOffset + row * xStride, xStride, Math.min(TOGETHER, count - row), columns, own, sumsOffset + row);
        }
        float[] scales = w.matrix().scales(w.from());
        for (int block = 0; block < w.matrix().blocks(); block++) {
            int floats = w.matrix().vectors(block) * lanes;
            float[] chains = panel.chains.atLeast((long) count * floats);
            Arrays.fill(chains, 0, count * floats, 0f);
            add(panel, w, block, count, own, 0, stride, chains, 0, floats);
            int result = w.matrix().resultAt(block);
            for (int row = 0; row < count; row++) {
                int to = zOffset + row * zStride;
                w.begin(z, to, block, block + 1);
                passes.end(chains, row * floats, own[sumsOffset + row], scales, result, z, to + result, floats);
            }
        }
    }

    /** {@link ScalarInt8Gemv#sum} of up to four rows at once: the sum of one is a chain that keeps its adder waiting. */
    private static void sums(float[] x, int at, int stride, int rows, int columns, float[] to, int toOffset) {
        int at1 = at + Math.min(1, rows - 1) * stride;
        int at2 = at + Math.min(2, rows - 1) * stride;
        int at3 = at + Math.min(3, rows - 1) * stride;
        float s0 = 0f;
        float s1 = 0f;
        float s2 = 0f;
        float s3 = 0f;
        for (int k = 0; k < columns; k++) {
            if (k % ScalarInt8Gemv.SLOTS != ScalarInt8Gemv.SLOTS - 1) {
                s0 += x[at + k];
                s1 += x[at1 + k];
                s2 += x[at2 + k];
                s3 += x[at3 + k];
            }
        }
        to[toOffset] = s0;
        to[toOffset + 1] = s1;
        to[toOffset + 2] = s2;
        to[toOffset + 3] = s3;
    }
}
