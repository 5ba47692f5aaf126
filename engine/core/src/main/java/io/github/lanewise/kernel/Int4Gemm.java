package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.spec.Int4Tensor;
import java.util.Arrays;

/**
 * Products of int4 weights with several vectors, a panel for each group of columns: the chains of {@link ScalarInt4Gemv}. What a
 * group needs lies together, in the first cache. Each group goes through the results, which are aside until the block is done:
 * rows of z are often 4 KiB apart, and so in one another's place in that cache.
 */
final class Int4Gemm extends PanelGemm {
    /** Rows at a time, whose x, chains and results are kept aside: four tiles of six, 24 KiB beside a panel of 16. */
    private static final int ROWS = 24;

    private static final int GROUP = Int4Tensor.GROUP;

    private final Int4Passes passes;

    Int4Gemm(UnpackingGemv gemv, Int4Passes passes, Tiles tiles, int lanes) {
        super(gemv, ROWS, tiles, lanes);
        this.passes = passes;
    }

    @Override
    void gemm(Panel panel, ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        PackedMatrix matrix = w.matrix();
        int columns = w.to() - w.from();
        int groups = Int4Tensor.groups(columns);
        int sumsStride = count + SUMMED_ROWS;
        float[] own = panel.x.atLeast((long) groups * (count * GROUP + sumsStride));
        prepare(count, x, x0, xRow, columns, own);
        for (int block = 0; block < matrix.blocks(); block++) {
            int vectors = matrix.vectors(block);
            int floats = vectors * lanes;
            int result = z0 + matrix.resultAt(block);
            float[] chains = panel.chains.atLeast((long) count * floats);
            float[] results = panel.results.atLeast((long) count * floats);
            for (int row = 0; row < count; row++) {
                w.begin(z, z0 + row * zRow, block, block + 1);
                System.arraycopy(z, result + row * zRow, results, row * floats, floats);
            }
            long at = w.byteOffset(block);
            for (int group = 0; group < groups; group++) {
                int width = Math.min(GROUP, columns - group * GROUP);
                int from = group * count * GROUP;
                int sums = groups * count * GROUP + group * sumsStride;
                long words = at + matrix.scaleStep(block);
                Arrays.fill(chains, 0, count * floats, 0f);
                add(panel, matrix, words, vectors, width, count, own, from, GROUP, chains, 0, floats);
                passes.end(matrix, at, vectors, count, chains, own, sums, results);
                at = words + WeightWords.GROUP_WORDS * matrix.step(block);
            }
            for (int row = 0; row < count; row++) {
                System.arraycopy(results, row * floats, z, result + row * zRow, floats);
            }
        }
    }

    /** Puts x as tiles take it, group of columns by group, each row by row; and behind them the sums of each group's rows. */
    private void prepare(int count, float[] x, int x0, int xRow, int columns, float[] own) {
        int groups = Int4Tensor.groups(columns);
        for (int group = 0; group < groups; group++) {
            int from = x0 + group * GROUP;
            int width = Math.min(GROUP, columns - group * GROUP);
            for (int row = 0; row < count; row++) {
                passes.scale(x, from + row * xRow, own, (group * count + row) * GROUP, width);
            }
            int sums = groups * count * GROUP + group * (count + SUMMED_ROWS);
            for (int row = 0; row < count; row += SUMMED_ROWS) {
                int at = from + row * xRow;
                sums(x, at, xRow, count - row, width, ScalarInt4Gemv.SLOTS, own, sums + row);
            }
        }
    }
}
