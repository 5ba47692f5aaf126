package io.github.lanewise;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.Schedule;
import io.github.lanewise.spec.Tensor;

/** Copies states of a batch between the caller's order of sequences and ours. */
final class BatchStates {
    private BatchStates() {}

    /**
     * Copies one kind of state of one layer and direction.
     *
     * @param stage the layer
     * @param direction 0 forward, 1 reverse
     * @param cellState whether it is the cell state
     * @param schedule of the batch
     * @param states ours
     * @param tensor the caller's
     * @param at where the direction's (N, size) floats begin there
     * @param in whether the caller's go into ours
     */
    static void copy(
            RecurrentStage stage,
            int direction,
            boolean cellState,
            Schedule schedule,
            float[] states,
            Tensor tensor,
            int at,
            boolean in) {
        Cell cell = stage.cell(direction);
        int batch = schedule.batch();
        int size = tensor.size(tensor.rank() - 1);
        int from = cellState ? stage.cellOffset(direction, batch) : stage.hiddenOffset(direction, batch);
        int stride = cellState ? cell.cellStride() : cell.hiddenStride();
        for (int row = 0; row < batch; row++) {
            int callers = at + schedule.row(row) * size;
            if (in) {
                System.arraycopy(tensor.data(), callers, states, from + row * stride, size);
            } else {
                System.arraycopy(states, from + row * stride, tensor.data(), callers, size);
            }
        }
    }
}
