package io.github.lanewise.network;

import io.github.lanewise.memory.Rows;
import org.jspecify.annotations.Nullable;

/** One stage of a network: a recurrent layer, a convolution along time, or a layer that maps each row alone. Immutable, so thread-safe. */
sealed interface Stage permits RecurrentStage, TemporalConv1dStage, RowStage {
    /** Features of an input row. */
    int inputSize();

    /** Features of an output row. */
    int outputSize();

    /** Floats from row to row of the output. */
    default int outputStride() {
        return Rows.stride(outputSize());
    }

    /** Floats of a block's rows up to which a longer block makes this stage no slower. */
    default long floatsAhead() {
        return 0;
    }

    /** Multiplications of a row and step, of all directions; 0 where there is no matrix. */
    default long multiplications() {
        return 0;
    }

    /** Whether no step can be computed before the last one is there. */
    default boolean needsWholeSequence() {
        return false;
    }

    /**
     * Computes a block of steps of a batch.
     *
     * @param block which
     * @param x rows of input
     * @param y rows of output
     * @param states of the batch, advanced by stages that have some
     * @param scratch the thread's
     * @param probe sees the gates of recurrent layers, or null
     */
    void run(Block block, float[] x, float[] y, float[] states, Scratch scratch, @Nullable GateProbe probe);

    /** The most floats that any row of this stage takes in memory. */
    int widestStride();
}
