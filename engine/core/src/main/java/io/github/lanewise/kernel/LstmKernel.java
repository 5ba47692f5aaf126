package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** The gates and states of an LSTM, of the row that the scratch says. Twins: {@link ScalarLstm}, {@link VectorLstm}. */
public interface LstmKernel {
    /**
     * For each unit {@code i, f, o = sigmoid(z); g = tanh(z); c = f c + i g} as {@code fma(f, c, i * g)}, {@code h = o
     * tanh(c)}. Gates are written if they are traced.
     *
     * @param from the first unit to compute, at the beginning of a block
     * @param to the unit to stop before, at the end of a block
     * @param state the cell state of all units, read and written
     * @param next the hidden state of all units, written
     * @param scratch the sums of all units
     */
    void units(int from, int to, float[] state, float[] next, StepScratch scratch);

    /**
     * The products of {@link Gemv#gemv} and then {@link #units}, for a last block of at most as many units as a vector has
     * lanes: nothing leaves the registers in between.
     *
     * @param w columns of the gates' matrix
     * @param x a float for each column before the range's split
     * @param state the hidden state, a float for each column behind it, and the cell state, read and written
     * @param next the hidden state, written; may be the old one's place if there is no other block
     * @param scratch room for the sums of all units, or the sums that the chains go on from
     */
    void lastVector(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch);
}
