package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Rows;
import java.util.Arrays;

/** Products of int8 weights with several vectors: the chains of {@link ScalarInt8Gemv}. */
final class Int8Gemm extends PanelGemm {
    /** Rows at a time, whose x and chains are kept aside: eight tiles of six. */
    private static final int ROWS = 48;

    private final Int8Passes passes;

    Int8Gemm(UnpackingGemv gemv, Int8Passes passes, Tiles tiles, int lanes) {
        super(gemv, ROWS, tiles, lanes);
        this.passes = passes;
    }

    @Override
    void gemm(Panel panel, ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        int columns = w.to() - w.from();
        if (columns == 0) {
            return; // a product with nothing would make +0 of -0
        }
        int stride = Rows.stride(columns);
        int sumsOffset = count * stride;
        float[] own = panel.x.atLeast(sumsOffset + count + SUMMED_ROWS);
        for (int row = 0; row < count; row++) {
            passes.scale(x, x0 + row * xRow, own, row * stride, columns);
        }
        for (int row = 0; row < count; row += SUMMED_ROWS) {
            int at = x0 + row * xRow;
            sums(x, at, xRow, count - row, columns, ScalarInt8Gemv.SLOTS, own, sumsOffset + row);
        }
        float[] scales = w.matrix().scales(w.from());
        for (int block = 0; block < w.matrix().blocks(); block++) {
            int floats = w.matrix().vectors(block) * lanes;
            float[] chains = panel.chains.atLeast((long) count * floats);
            Arrays.fill(chains, 0, count * floats, 0f);
            add(panel, w, block, count, own, 0, stride, chains, 0, floats);
            int result = w.matrix().resultAt(block);
            for (int row = 0; row < count; row++) {
                int to = z0 + row * zRow;
                w.begin(z, to, block, block + 1);
                passes.end(chains, row * floats, own[sumsOffset + row], scales, result, z, to + result, floats);
            }
        }
    }
}
