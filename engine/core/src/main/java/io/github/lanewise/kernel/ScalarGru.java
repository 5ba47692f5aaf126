package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.ScalarMath.canonicalNaN;
import static io.github.lanewise.kernel.ScalarMath.sigmoid;
import static io.github.lanewise.kernel.ScalarMath.tanh;

import io.github.lanewise.memory.Rows;

/** The scalar twin of {@link VectorGru}: unit by unit, as a textbook has it. */
final class ScalarGru implements GruKernel {
    @Override
    public void units(
            float[] sums,
            int sumsAt,
            float[] x,
            int xAt,
            int units,
            int from,
            int to,
            float[] h,
            int hAt,
            float[] next,
            int nextAt,
            float[] gates,
            int gatesAt,
            boolean traced) {
        for (int u = from; u < to; u++) {
            // Blocks of two units, the last one of an odd number of units has one: [gate][unit].
            int first = u & -2;
            int width = Math.min(2, units - first);
            int at = sumsAt + 3 * first + u - first;
            float r = sigmoid(sums[at]);
            float z = sigmoid(sums[at + width]);
            float n = tanh(Math.fma(r, sums[at + 2 * width], x[xAt + u]));
            next[nextAt + u] = canonicalNaN(Math.fma(z, h[hAt + u] - n, n));
            if (traced) {
                int row = Rows.stride(units);
                gates[gatesAt + u] = r;
                gates[gatesAt + row + u] = z;
                gates[gatesAt + 2 * row + u] = n;
            }
        }
    }
}
