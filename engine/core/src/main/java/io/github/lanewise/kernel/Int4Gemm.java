package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Int4Tensor;
import java.util.Arrays;

/** Products of int4 weights with several vectors, a panel for each group of columns: the chains of {@link ScalarInt4Gemv}. */
final class Int4Gemm extends PanelGemm {
    /** Rows at a time, whose x and chains are kept aside: eight tiles of six. */
    private static final int ROWS = 48;

    private static final int GROUP = Int4Tensor.GROUP;

    private final Int4Passes passes;

    Int4Gemm(UnpackingGemv gemv, Int4Passes passes, Tiles tiles, int lanes) {
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
        PackedMatrix matrix = w.matrix();
        int columns = w.to() - w.from();
        int stride = Rows.stride(columns);
        int sumsOffset = count * stride;
        int sumsStride = count + SUMMED_ROWS;
        float[] own = panel.x.atLeast(sumsOffset + (long) sumsStride * Int4Tensor.groups(columns));
        prepare(count, x, xOffset, xStride, columns, own, stride);
        for (int block = 0; block < matrix.blocks(); block++) {
            for (int row = 0; row < count; row++) {
                w.begin(z, zOffset + row * zStride, block, block + 1);
            }
            int vectors = matrix.vectors(block);
            int floats = vectors * lanes;
            int to = zOffset + matrix.resultAt(block);
            float[] chains = panel.chains.atLeast((long) count * floats);
            long at = w.byteOffset(block);
            for (int from = 0, sums = sumsOffset; from < columns; from += GROUP, sums += sumsStride) {
                int width = Math.min(GROUP, columns - from);
                long words = at + matrix.scaleStep(block);
                Arrays.fill(chains, 0, count * floats, 0f);
                add(panel, matrix, words, vectors, width, count, own, from, stride, chains, 0, floats);
                passes.end(matrix, at, vectors, count, chains, own, sums, z, to, zStride);
                at = words + WeightWords.GROUP_WORDS * matrix.step(block);
            }
        }
    }

    /** Puts rows of x as tiles take them, and behind them the sums of each group of columns. */
    private void prepare(int count, float[] x, int xOffset, int xStride, int columns, float[] own, int stride) {
        for (int row = 0; row < count; row++) {
            passes.scale(x, xOffset + row * xStride, own, row * stride, columns);
        }
        int sums = count * stride;
        for (int from = 0; from < columns; from += GROUP) {
            int width = Math.min(GROUP, columns - from);
            for (int row = 0; row < count; row += SUMMED_ROWS) {
                int at = xOffset + row * xStride + from;
                sums(x, at, xStride, count - row, width, ScalarInt4Gemv.SLOTS, own, sums + row);
            }
            sums += count + SUMMED_ROWS;
        }
    }
}
