package io.github.lanewise.network;

import io.github.lanewise.memory.AlignedFloats;

/** A stage that maps each row alone, whatever its time step. */
sealed interface RowStage extends Stage
        permits LinearStage, Conv1dStage, EmbeddingStage, ActivationStage, MagnitudeStage, LayerNormStage {
    /**
     * Maps rows.
     *
     * @param count how many
     * @param x rows of input, a cache line's multiple apart
     * @param xAt where they begin
     * @param y rows of output, likewise; not the same memory
     * @param yAt where they begin
     * @param scratch the thread's
     */
    void rows(int count, AlignedFloats x, long xAt, AlignedFloats y, long yAt, Scratch scratch);

    /** Floats from row to row of the input. */
    default int inputStride() {
        return AlignedFloats.stride(inputSize());
    }

    @Override
    default int widestStride() {
        return Math.max(inputStride(), outputStride());
    }

    /** Maps every running row of a block, from the scratch's input to its output. */
    default void run(Block block, Scratch scratch) {
        AlignedFloats x = scratch.input().atLeast(0);
        AlignedFloats y = scratch.output().atLeast((long) block.steps() * block.batch() * outputStride());
        for (int step = 0; step < block.steps(); ) {
            int count = block.rowsTogether(step, block.steps());
            long row = (long) step * block.batch();
            rows(count, x, row * inputStride(), y, row * outputStride(), scratch);
            step = block.stepAfter(step, count);
        }
    }
}
