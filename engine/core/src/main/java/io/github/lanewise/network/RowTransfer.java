package io.github.lanewise.network;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.memory.Rows;
import java.util.Arrays;

/**
 * Moves rows between the caller's arrays, which lie as a tensor does, and a network's own, which lie in the order of a {@link
 * Schedule} and a whole number of vectors apart. Immutable.
 */
final class RowTransfer {
    private final int inputSize;
    private final int outputSize;
    private final OutputCopy outputCopy;

    RowTransfer(int inputSize, int outputSize, OutputCopy outputCopy) {
        this.inputSize = inputSize;
        this.outputSize = outputSize;
        this.outputCopy = outputCopy;
    }

    /** The rows of input of a block. */
    float[] load(float[] x, int xOffset, boolean batchFirst, Block block, Scratch scratch) {
        int stride = Rows.stride(inputSize);
        int batch = block.batch();
        float[] rows = scratch.rows(-1, (long) block.steps() * batch * stride);
        for (int step = 0; step < block.steps(); step++) {
            for (int row = 0; row < block.active(step); row++) {
                int from = xOffset + callersRow(block, step, row, batchFirst) * inputSize;
                System.arraycopy(x, from, rows, (step * batch + row) * stride, inputSize);
            }
        }
        return rows;
    }

    /** A row of output at each step of a block, zeros beyond a sequence's length. */
    void storeEveryStep(Block block, float[] rows, float[] x, int xOffset, float[] y, int yOffset, boolean batchFirst) {
        int stride = Rows.stride(outputSize);
        int batch = block.batch();
        for (int step = 0; step < block.steps(); step++) {
            for (int row = 0; row < batch; row++) {
                int callers = callersRow(block, step, row, batchFirst);
                int to = yOffset + callers * outputSize;
                if (row < block.active(step)) {
                    outputCopy.copy(
                            rows, (step * batch + row) * stride, x, xOffset + callers * inputSize, y, to, outputSize);
                } else {
                    Arrays.fill(y, to, to + outputSize, 0f);
                }
            }
        }
    }

    private static int callersRow(Block block, int step, int row, boolean batchFirst) {
        Schedule schedule = block.schedule();
        int t = block.first() + step;
        return batchFirst ? schedule.row(row) * schedule.steps() + t : t * schedule.batch() + schedule.row(row);
    }

    /** A row of output of one stream. */
    void storeStep(float[] rows, int at, float[] x, int xOffset, float[] y, int yOffset) {
        outputCopy.copy(rows, at, x, xOffset, y, yOffset, outputSize);
    }

    /** A row of output a sequence. */
    void storeOneEach(Schedule schedule, float[] rows, float[] y, int yOffset) {
        int stride = Rows.stride(outputSize);
        for (int row = 0; row < schedule.batch(); row++) {
            System.arraycopy(rows, row * stride, y, yOffset + schedule.row(row) * outputSize, outputSize);
        }
    }

    /** Keeps the output of a stage for the rows whose last step is in this block. */
    static void keepLastSteps(Stage stage, Block block, float[] rows, Scratch scratch) {
        int stride = stage.outputStride();
        int batch = block.batch();
        float[] last = scratch.last.atLeast((long) batch * stride);
        for (int row = 0; row < batch; row++) {
            int step = block.schedule().length(row) - 1 - block.first();
            if (step >= 0 && step < block.steps()) {
                System.arraycopy(rows, (step * batch + row) * stride, last, row * stride, stage.outputSize());
            }
        }
    }

    /** Keeps the final hidden states of a layer, forward and reverse side by side. */
    static void keepFinalHidden(RecurrentStage stage, int batch, float[] states, Scratch scratch) {
        float[] last = scratch.last.atLeast((long) batch * stage.outputStride());
        for (int direction = 0; direction < stage.directions(); direction++) {
            Cell cell = stage.cell(direction);
            int size = cell.recurrentSize();
            int from = stage.hiddenOffset(direction, batch);
            for (int row = 0; row < batch; row++) {
                int to = row * stage.outputStride() + direction * size;
                System.arraycopy(states, from + row * cell.hiddenStride(), last, to, size);
            }
        }
    }
}
