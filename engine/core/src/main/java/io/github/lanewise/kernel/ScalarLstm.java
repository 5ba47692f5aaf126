package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.ScalarMath.canonicalNaN;
import static io.github.lanewise.kernel.ScalarMath.sigmoid;
import static io.github.lanewise.kernel.ScalarMath.tanh;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Rows;

/** The scalar twin of {@link VectorLstm}: unit by unit, as a textbook has it. */
final class ScalarLstm implements LstmKernel {
    private final Gemv gemv = new ScalarGemv();

    @Override
    public void units(
            float[] z,
            int zAt,
            int units,
            int from,
            int to,
            float[] c,
            int cAt,
            float[] h,
            int hAt,
            float[] gates,
            int gatesAt,
            boolean traced) {
        for (int u = from; u < to; u++) {
            // Blocks of two units, the last one of an odd number of units has one: [gate][unit].
            int first = u & -2;
            int width = Math.min(2, units - first);
            int sums = zAt + 4 * first + u - first;
            float i = sigmoid(z[sums]);
            float f = sigmoid(z[sums + width]);
            float g = tanh(z[sums + 2 * width]);
            float o = sigmoid(z[sums + 3 * width]);
            float cell = canonicalNaN(Math.fma(f, c[cAt + u], i * g));
            c[cAt + u] = cell;
            h[hAt + u] = o * tanh(cell);
            if (traced) {
                int row = Rows.stride(units);
                gates[gatesAt + u] = i;
                gates[gatesAt + row + u] = f;
                gates[gatesAt + 2 * row + u] = g;
                gates[gatesAt + 3 * row + u] = o;
            }
        }
    }

    @Override
    public void lastVector(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] h,
            int hAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            int units,
            float[] c,
            int cAt,
            float[] next,
            int nextAt,
            float[] gates,
            int gatesAt,
            boolean traced) {
        int blocks = w.matrix().blocks();
        gemv.gemv(w, x, xAt, h, hAt, start, startAt, z, zAt, blocks - 1, blocks, false);
        units(z, zAt, units, w.matrix().unit(blocks - 1), units, c, cAt, next, nextAt, gates, gatesAt, traced);
    }
}
