package io.github.lanewise.network;

/** Sees a cell's gates and state right after a time step. */
@FunctionalInterface
public interface GateProbe {
    /**
     * One row of one time step.
     *
     * @param stage where the cell is
     * @param reverse whether it is the reverse direction
     * @param step time step
     * @param row the caller's number of the row in its batch
     * @param gates buffer with the gates
     * @param gatesOffset where the row begins
     * @param state buffer with the state
     * @param hiddenOffset where the row's hidden state begins
     * @param cellOffset where the row's cell state begins, for LSTM
     */
    void see(
            RecurrentStage stage,
            boolean reverse,
            int step,
            int row,
            float[] gates,
            int gatesOffset,
            float[] state,
            int hiddenOffset,
            int cellOffset);
}
