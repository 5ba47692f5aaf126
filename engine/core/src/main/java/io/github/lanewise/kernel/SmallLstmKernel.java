package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** An LSTM that has no more units than a vector has lanes. Twins: {@link ScalarLstm}, {@link VectorSmallLstm}. */
public interface SmallLstmKernel extends LstmKernel {
    /**
     * The products of {@link Gemv#gemv} for the whole matrix and then {@link #units}; nothing leaves the registers in between.
     *
     * @param w columns of the gates' matrix
     * @param x a float for each column before the range's split
     * @param state the hidden state, a float for each column behind it, and the cell state, read and written
     * @param next the hidden state, written; may be the old one's place
     * @param scratch room for the sums of all units, or the sums that the chains go on from
     */
    void step(ColumnRange w, float[] x, float[] state, float[] next, StepScratch scratch);
}
