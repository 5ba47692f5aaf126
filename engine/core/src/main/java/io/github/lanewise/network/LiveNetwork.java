package io.github.lanewise.network;

import org.jspecify.annotations.Nullable;

/**
 * A model's network as its calls find it: the one that it was made with until {@link #changeOver} puts another in its place,
 * the same model compiled for other kernels. States, scratch and rows lie the same way for all kernels, and results are the
 * same bits, so calls in progress need not know: a step or a block of time steps goes on with the network that it began
 * with, and the next one takes the new one. The old one is free then. Thread-safe.
 */
public final class LiveNetwork {
    private volatile @Nullable Network network;

    /**
     * A network that may be replaced.
     *
     * @param network the first one
     */
    public LiveNetwork(Network network) {
        this.network = network;
    }

    /**
     * The network of this moment.
     *
     * @return for one step, one block of steps, or a question about the model
     * @throws IllegalStateException if the model is closed
     */
    public Network now() {
        Network now = network;
        if (now == null) {
            throw new IllegalStateException("model: expected an open one, found one that was closed");
        }
        return now;
    }

    /**
     * Puts another network in place, for every call from now on.
     *
     * @param next the same model, compiled for other kernels
     */
    public synchronized void changeOver(Network next) {
        if (network != null) {
            network = next;
        }
    }

    /** Lets the network go. Calls that begin now are refused. */
    public synchronized void close() {
        network = null;
    }

    /**
     * A batch of sequences, as the scratch's schedule says, block by block. Everything has been checked.
     *
     * @param x the input, (T, N, features) or (N, T, features)
     * @param xOffset index of its first float in x
     * @param batchFirst which of the two; it goes for an output of every step too
     * @param states rows of state, read and advanced
     * @param y the output: rows of every step in the same order, zeros beyond a sequence's length, or one row per sequence; behind
     *     a repeat every sequence has the repeat's steps
     * @param yOffset index of its first float in y
     * @param scratch the thread's
     * @param probe sees the gates, or null
     */
    public void run(
            float[] x,
            int xOffset,
            boolean batchFirst,
            float[] states,
            float[] y,
            int yOffset,
            Scratch scratch,
            @Nullable GateProbe probe) {
        int sections = now().sections();
        for (int section = 0; section < sections; section++) {
            Block block = now().block(section, scratch);
            int steps = block.schedule().steps();
            int length = now().blockSteps(section, block.schedule());
            for (int first = 0; first < steps; first += length) {
                block.set(first, Math.min(length, steps - first));
                now().run(section, block, x, xOffset, batchFirst, states, y, yOffset, scratch, probe);
            }
            now().finish(section, states, y, yOffset, scratch);
        }
    }
}
