package io.github.lanewise;

import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.Schedule;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch's states on the caller's side as PyTorch has them: one kind of state of all layers and directions in one tensor. */
final class StackedStates {
    private StackedStates() {}

    /** The shape for an input: (L D, N, size), or (L D, size) without a batch. */
    static int[] shape(RecurrentSpec stack, Tensor input, boolean batchFirst, int size) {
        int layers = stack.numLayers() * stack.directions();
        return input.rank() == 2
                ? new int[] {layers, size}
                : new int[] {layers, SequenceShapes.batch(input, batchFirst), size};
    }

    /** Refuses a tensor of another shape. Allocates nothing unless it refuses. */
    static void check(
            String what, @Nullable Tensor state, RecurrentSpec stack, Tensor input, boolean batchFirst, int size) {
        if (state == null) {
            return;
        }
        boolean fits = input.rank() == 2
                ? state.rank() == 2
                : state.rank() == 3 && state.size(1) == SequenceShapes.batch(input, batchFirst);
        if (!fits || state.size(0) != stack.numLayers() * stack.directions() || state.size(state.rank() - 1) != size) {
            state.requireShape(what, shape(stack, input, batchFirst, size));
        }
    }

    /** Copies one kind of state of every layer and direction, the caller's into ours or ours into the caller's. */
    static void copy(
            @Nullable Tensor tensor,
            boolean cellState,
            List<RecurrentStage> stages,
            Schedule schedule,
            float[] states,
            boolean in) {
        if (tensor == null) {
            return;
        }
        int floats = schedule.batch() * tensor.size(tensor.rank() - 1);
        int at = 0;
        for (int i = 0; i < stages.size(); i++) {
            for (int direction = 0; direction < stages.get(i).directions(); direction++) {
                BatchStates.copy(stages.get(i), direction, cellState, schedule, states, tensor, at, in);
                at += floats;
            }
        }
    }
}
