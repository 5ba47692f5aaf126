package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.ScalarMath.canonicalNaN;
import static io.github.lanewise.kernel.ScalarMath.sigmoid;
import static io.github.lanewise.kernel.ScalarMath.tanh;

import io.github.lanewise.matrix.ColumnRange;

/** The scalar twin of {@link VectorLstm}: unit by unit, as a textbook has it. */
final class ScalarLstm implements LstmKernel {
    /** Units in a block. */
    private static final int BLOCK = 2;

    private final Gemv gemv = new ScalarGemv();

    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        float[] z = scratch.sums.floats();
        float[] gates = scratch.gates.floats();
        int units = scratch.units;
        int sumsAt = scratch.sumsAt;
        int cAt = scratch.cAt;
        int nextAt = scratch.nextAt;
        int gatesAt = scratch.gatesAt;
        int row = scratch.tracedStride();
        for (int u = from; u < to; u++) {
            int first = u & -BLOCK;
            int width = Math.min(BLOCK, units - first); // floats from gate to gate
            int at = sumsAt + 4 * first + u - first;
            float i = sigmoid(z[at]);
            float f = sigmoid(z[at + width]);
            float g = tanh(z[at + 2 * width]);
            float o = sigmoid(z[at + 3 * width]);
            float c = canonicalNaN(Math.fma(f, state[cAt + u], i * g));
            state[cAt + u] = c;
            next[nextAt + u] = o * tanh(c);
            if (row > 0) {
                gates[gatesAt + u] = i;
                gates[gatesAt + row + u] = f;
                gates[gatesAt + 2 * row + u] = g;
                gates[gatesAt + 3 * row + u] = o;
            }
        }
    }

    @Override
    public void lastVector(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch) {
        int blocks = w.matrix().blocks();
        gemv.gemv(w, x, scratch.xAt, state, scratch.hAt, scratch.sums.floats(), scratch.sumsAt, blocks - 1, blocks);
        units(w.matrix().unit(blocks - 1), scratch.units, state, next, scratch);
    }
}
