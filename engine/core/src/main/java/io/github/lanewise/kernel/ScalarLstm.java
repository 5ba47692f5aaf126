package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.ScalarMath.canonicalNaN;
import static io.github.lanewise.kernel.ScalarMath.sigmoid;
import static io.github.lanewise.kernel.ScalarMath.tanh;

import io.github.lanewise.matrix.ColumnRange;

/** The scalar twin of {@link VectorLstm} and {@link VectorSmallLstm}: unit by unit, as a textbook has it. */
final class ScalarLstm implements SmallLstmKernel {
    /** Units in a block. */
    private static final int BLOCK = 2;

    private final Gemv gemv = new ScalarGemv();

    @Override
    public void units(int from, int to, float[] state, float[] next, StepScratch scratch) {
        float[] z = scratch.sums.floats();
        float[] gates = scratch.gates.floats();
        int units = scratch.units;
        int sumsOffset = scratch.sumsOffset;
        int cellOffset = scratch.cellOffset;
        int nextOffset = scratch.nextOffset;
        int gatesOffset = scratch.gatesOffset;
        int row = scratch.tracedStride();
        for (int u = from; u < to; u++) {
            int first = u & -BLOCK;
            int width = Math.min(BLOCK, units - first); // floats from gate to gate
            int at = sumsOffset + 4 * first + u - first;
            float i = sigmoid(z[at]);
            float f = sigmoid(z[at + width]);
            float g = tanh(z[at + 2 * width]);
            float o = sigmoid(z[at + 3 * width]);
            float c = canonicalNaN(Math.fma(f, state[cellOffset + u], i * g));
            state[cellOffset + u] = c;
            next[nextOffset + u] = o * tanh(c);
            if (row > 0) {
                gates[gatesOffset + u] = i;
                gates[gatesOffset + row + u] = f;
                gates[gatesOffset + 2 * row + u] = g;
                gates[gatesOffset + 3 * row + u] = o;
            }
        }
    }

    @Override
    public void step(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch) {
        gemv.gemv(
                w,
                x,
                scratch.inputOffset,
                state,
                scratch.hiddenOffset,
                scratch.sums.floats(),
                scratch.sumsOffset,
                0,
                w.matrix().blocks());
        units(0, scratch.units, state, next, scratch);
    }
}
