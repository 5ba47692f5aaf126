package io.github.lanewise;

import io.github.lanewise.network.GateProbe;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link Session} that takes a step of many streams at once: their states become the rows of a batch of one time
 * step. Everything is checked before anything is written.
 */
final class StreamRunner {
    /**
     * Streams that go together. Memory is bounded then, and what a layer hands to the next stays in the second cache: a step at
     * (128, 128) takes 2.36 us a stream with 128 of them, 2.80 with 1024; at (512, 512) 37 with 32, 32 with 128, 34 with 1024
     * (Xeon).
     */
    static final int MOST_ROWS = 128;

    private final long fingerprint;
    private final StateLayout layout;
    private final LiveNetwork live;
    private final Scratch scratch;

    StreamRunner(long fingerprint, StateLayout layout, LiveNetwork live, Scratch scratch) {
        this.fingerprint = fingerprint;
        this.layout = layout;
        this.live = live;
        this.scratch = scratch;
    }

    /** Refuses states of another model, and one that is there twice. */
    void check(State[] states, int from, int count) {
        if (from < 0 || count < 0 || states.length - from < count) {
            throw new IllegalArgumentException("states: expected " + count + " of them from index " + from + ", found "
                    + states.length + " in all");
        }
        for (int row = 0; row < count; row++) {
            State state = states[from + row];
            if (state == null) {
                throw new NullPointerException("states[" + (from + row) + "]: expected a state, found null");
            }
            if (state.fingerprint() != fingerprint) {
                state.requireModel("states[" + (from + row) + "]", fingerprint);
            }
            state.row = row;
        }
        for (int row = 0; row < count; row++) {
            int other = states[from + row].row;
            if (other != row) {
                throw new IllegalArgumentException(
                        "states: expected each stream once, found the same state at index " + (from + row) + " and at "
                                + (from + other) + "; a stream takes its steps one after the other");
            }
        }
    }

    /** One step of each stream. */
    void step(
            float[] x,
            int xOffset,
            State[] states,
            int from,
            int count,
            float[] y,
            int yOffset,
            @Nullable GateProbe probe) {
        Network network = live.now();
        int inputSize = network.inputSize();
        int outputSize = network.outputSize();
        int together = network.sharesWeights() ? MOST_ROWS : 1;
        if (probe != null) {
            together = count; // so that it sees each stream's own number
        }
        for (int done = 0, rows; done < count; done += rows) {
            rows = Math.min(together, count - done);
            int in = xOffset + done * inputSize;
            int out = yOffset + done * outputSize;
            if (rows == 1 && probe == null) {
                live.now().step(x, in, states[from + done].floats(), y, out, scratch, null);
            } else {
                stepRows(x, in, states, from + done, rows, y, out, probe);
            }
        }
    }

    private void stepRows(
            float[] x,
            int xOffset,
            State[] states,
            int from,
            int rows,
            float[] y,
            int yOffset,
            @Nullable GateProbe probe) {
        float[] batch = scratch.states((long) rows * layout.initial().length);
        for (int row = 0; row < rows; row++) {
            layout.toBatch(states[from + row].floats(), batch, row, rows);
        }
        scratch.schedule().uniform(1, rows);
        live.run(x, xOffset, false, batch, y, yOffset, scratch, probe);
        for (int row = 0; row < rows; row++) {
            layout.fromBatch(batch, row, rows, states[from + row].floats());
        }
    }
}
