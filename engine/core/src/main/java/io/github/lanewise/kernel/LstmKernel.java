package io.github.lanewise.kernel;

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
}
