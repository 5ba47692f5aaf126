package io.github.lanewise.network;

import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.LayerSpec;
import org.jspecify.annotations.Nullable;

/** A stage that maps each row alone, whatever its time step. */
abstract sealed class RowStage implements Stage
        permits LinearStage,
                Conv1dStage,
                EmbeddingStage,
                ActivationStage,
                MagnitudeStage,
                LayerNormStage,
                MergeStage,
                KeepStage,
                MaskStage {
    private final int inputSize;
    private final int outputSize;

    RowStage(LayerSpec spec) {
        inputSize = spec.inputSize();
        outputSize = spec.outputSize();
    }

    /**
     * Maps rows.
     *
     * @param count how many
     * @param x rows of input, a cache line's multiple apart
     * @param xOffset index of the first of them in x
     * @param y rows of output, likewise; not the same memory
     * @param yOffset index of the first of them in y
     * @param scratch the thread's
     */
    abstract void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch);

    /** Whether vectors are taken from the middle of a row on, so that they reach up to a whole one behind its end. */
    boolean readsBehindRows() {
        return false;
    }

    @Override
    public final int inputSize() {
        return inputSize;
    }

    @Override
    public final int outputSize() {
        return outputSize;
    }

    /** Floats from row to row of the input. */
    final int inputStride() {
        return Rows.stride(inputSize);
    }

    @Override
    public int widestStride() {
        return Math.max(inputStride(), outputStride());
    }

    /** Maps every running row of a block. */
    @Override
    public final void run(
            Block block, float[] x, float[] y, float[] states, Scratch scratch, @Nullable GateProbe probe) {
        for (int step = 0; step < block.steps(); ) {
            int count = block.rowsTogether(step, block.steps());
            int row = step * block.batch();
            rows(count, x, row * inputStride(), y, row * outputStride(), scratch);
            step = block.stepAfter(step, count);
        }
    }
}
