package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/**
 * The gates and states of an LSTM. Twins: {@link ScalarLstm}, {@link VectorLstm}.
 *
 * <p>Sums z come in the order of {@link io.github.lanewise.matrix.PackedMatrix}, {@code [block][gate][vector][lane]}; gates
 * are written one after another, a row of {@link io.github.lanewise.memory.Rows#stride} floats each.
 */
public interface LstmKernel {
    /**
     * For each unit {@code i, f, o = sigmoid(z); g = tanh(z); c = f c + i g} as {@code fma(f, c, i * g)}, {@code h = o
     * tanh(c)}.
     *
     * @param z the sums of all units
     * @param zAt where they begin
     * @param units how many there are (H)
     * @param from the first unit to compute, at the beginning of a block
     * @param to the unit to stop before, at the end of a block
     * @param c cell state of all units, read and written
     * @param cAt where it begins
     * @param h hidden state of all units, written
     * @param hAt where it begins
     * @param gates i, f, g, o of all units
     * @param gatesAt where they begin
     * @param traced whether gates are written
     */
    void units(
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
            boolean traced);

    /**
     * The products of {@link Gemv#gemv} and then {@link #units}, for a last block of at most as many units as a vector has
     * lanes: nothing leaves the registers in between.
     *
     * @param w columns of the gates' matrix
     * @param x a float for each column before the range's split
     * @param xAt where they begin
     * @param h a float for each column behind it
     * @param hAt where they begin
     * @param start what all chains begin from, in the order of results
     * @param startAt where that begins
     * @param z room for the sums of all units, meaningless afterwards; may be start
     * @param zAt where it begins
     * @param units how many there are (H)
     * @param c cell state of all units, read and written
     * @param cAt where it begins
     * @param next hidden state of all units, written; may be h if there is no other block
     * @param nextAt where it begins
     * @param gates i, f, g, o of all units
     * @param gatesAt where they begin
     * @param traced whether gates are written
     */
    void lastVector(
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
            boolean traced);
}
