package io.github.lanewise;

import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.Schedule;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch's states on the caller's side as {@link LayerState}s, one a recurrent layer. */
final class LayerStates {
    private LayerStates() {}

    /** Zeros of the right shapes. */
    static List<LayerState> zeros(List<RecurrentStage> stages, int batch) {
        List<LayerState> states = new ArrayList<>();
        for (RecurrentStage stage : stages) {
            Tensor hidden =
                    Tensor.zeros(stage.directions(), batch, stage.cell(0).recurrentSize());
            @Nullable
            Tensor cell = stage.cell(0).cellStride() == 0
                    ? null
                    : Tensor.zeros(stage.directions(), batch, stage.cell(0).hiddenSize());
            states.add(new LayerState(hidden, cell));
        }
        return List.copyOf(states);
    }

    /** Refuses states of other shapes. Allocates nothing unless it refuses. */
    static void check(String what, @Nullable List<LayerState> states, List<RecurrentStage> stages, int batch) {
        if (states == null) {
            return;
        }
        if (states.size() != stages.size()) {
            throw new IllegalArgumentException(
                    what + ": expected one for each of " + stages.size() + " recurrent layers, found " + states.size());
        }
        for (int i = 0; i < stages.size(); i++) {
            RecurrentStage stage = stages.get(i);
            @Nullable Tensor cell = states.get(i).cell();
            check(
                    what,
                    i,
                    "hidden",
                    states.get(i).hidden(),
                    stage,
                    batch,
                    stage.cell(0).recurrentSize());
            if ((cell != null) != (stage.cell(0).cellStride() > 0)) {
                throw new IllegalArgumentException(what + ", layer " + i + ": expected "
                        + (cell == null ? "cell states, found none" : "no cell states, found some"));
            }
            if (cell != null) {
                check(what, i, "cell", cell, stage, batch, stage.cell(0).hiddenSize());
            }
        }
    }

    private static void check(
            String what, int layer, String kind, Tensor state, RecurrentStage stage, int batch, int size) {
        boolean fits = state.rank() == 3
                && state.size(0) == stage.directions()
                && state.size(1) == batch
                && state.size(2) == size;
        if (!fits) {
            state.requireShape(what + ", layer " + layer + ", " + kind, stage.directions(), batch, size);
        }
    }

    /** Copies the caller's states into ours, or ours into the caller's. */
    static void copy(
            @Nullable List<LayerState> callers,
            List<RecurrentStage> stages,
            Schedule schedule,
            float[] states,
            boolean in) {
        if (callers == null) {
            return;
        }
        for (int i = 0; i < stages.size(); i++) {
            copy(stages.get(i), false, schedule, states, callers.get(i).hidden(), in);
            @Nullable Tensor cell = callers.get(i).cell();
            if (cell != null) {
                copy(stages.get(i), true, schedule, states, cell, in);
            }
        }
    }

    private static void copy(
            RecurrentStage stage, boolean cellState, Schedule schedule, float[] states, Tensor tensor, boolean in) {
        for (int direction = 0; direction < stage.directions(); direction++) {
            int at = direction * tensor.size(1) * tensor.size(2);
            BatchStates.copy(stage, direction, cellState, schedule, states, tensor, at, in);
        }
    }
}
