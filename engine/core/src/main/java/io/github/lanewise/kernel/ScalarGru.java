package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.ScalarMath.canonicalNaN;
import static io.github.lanewise.kernel.ScalarMath.sigmoid;
import static io.github.lanewise.kernel.ScalarMath.tanh;

/** The scalar twin of {@link VectorGru}: unit by unit, as a textbook has it. */
final class ScalarGru implements GruKernel {
    /** Units in a block. */
    private static final int BLOCK = 8;

    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        float[] sums = scratch.sums.floats();
        float[] aside = scratch.aside.floats();
        float[] gates = scratch.gates.floats();
        int units = scratch.units;
        int sumsAt = scratch.sumsAt;
        int asideAt = scratch.asideAt;
        int hAt = scratch.hAt;
        int nextAt = scratch.nextAt;
        int gatesAt = scratch.gatesAt;
        int row = scratch.tracedStride();
        for (int u = from; u < to; u++) {
            int first = u & -BLOCK;
            int width = Math.min(BLOCK, units - first); // floats from gate to gate
            int at = sumsAt + 3 * first + u - first;
            float r = sigmoid(sums[at]);
            float z = sigmoid(sums[at + width]);
            float n = tanh(Math.fma(r, sums[at + 2 * width], aside[asideAt + u]));
            next[nextAt + u] = canonicalNaN(Math.fma(z, state[hAt + u] - n, n));
            if (row > 0) {
                gates[gatesAt + u] = r;
                gates[gatesAt + row + u] = z;
                gates[gatesAt + 2 * row + u] = n;
            }
        }
    }
}
