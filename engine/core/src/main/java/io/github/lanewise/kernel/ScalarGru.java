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
        int sumsOffset = scratch.sumsOffset;
        int asideOffset = scratch.asideOffset;
        int hiddenOffset = scratch.hiddenOffset;
        int nextOffset = scratch.nextOffset;
        int gatesOffset = scratch.gatesOffset;
        int row = scratch.tracedStride();
        for (int u = from; u < to; u++) {
            int first = u & -BLOCK;
            int width = Math.min(BLOCK, units - first); // floats from gate to gate
            int at = sumsOffset + 3 * first + u - first;
            float r = sigmoid(sums[at]);
            float z = sigmoid(sums[at + width]);
            float n = tanh(Math.fma(r, sums[at + 2 * width], aside[asideOffset + u]));
            next[nextOffset + u] = canonicalNaN(Math.fma(z, state[hiddenOffset + u] - n, n));
            if (row > 0) {
                gates[gatesOffset + u] = r;
                gates[gatesOffset + row + u] = z;
                gates[gatesOffset + 2 * row + u] = n;
            }
        }
    }
}
