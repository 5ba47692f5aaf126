package io.github.lanewise.cell;

import io.github.lanewise.memory.Buffer;

/** Working memory of one thread for cells. It grows to the largest need so far. Not thread-safe. */
public final class CellScratch {
    /** Rows of sums, for whoever computes input parts ahead. */
    public final Buffer sums = new Buffer();

    final Buffer gates = new Buffer();

    /** Rows of new hidden state, before they replace the old one or are projected. */
    final Buffer next = new Buffer();

    /** What a GRU keeps apart from the sums. */
    final Buffer aside = new Buffer();

    private boolean traced;

    /**
     * Says whether the gates of the next steps are wanted.
     *
     * @param wanted true if {@link #gates} will be read
     */
    public void trace(boolean wanted) {
        traced = wanted;
    }

    boolean traced() {
        return traced;
    }

    /**
     * The gates of the last step, if it was traced: rows of {@link Cell#gateStride} floats, gate by gate in PyTorch's order,
     * each gate a row of its own.
     *
     * @return the array, good until the next step
     */
    public float[] gates() {
        return gates.atLeast(0);
    }
}
