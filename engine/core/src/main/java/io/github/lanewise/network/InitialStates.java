package io.github.lanewise.network;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The states that sequences begin from: zeros, or what the model has stored. Immutable. */
final class InitialStates {
    private final List<RecurrentStage> recurrent;
    private final List<TemporalConv1dStage> convolutions;
    private final int stateFloats;

    /** The state of one stream, or null for zeros. */
    private final float @Nullable [] stored;

    InitialStates(
            ModelSpec spec, List<RecurrentStage> recurrent, List<TemporalConv1dStage> convolutions, int stateFloats) {
        this.recurrent = recurrent;
        this.convolutions = convolutions;
        this.stateFloats = stateFloats;
        stored = stored(spec);
    }

    private float @Nullable [] stored(ModelSpec spec) {
        float[] row = new float[stateFloats];
        boolean any = false;
        int next = 0;
        for (LayerSpec layer : spec.layers()) {
            if (layer instanceof RecurrentSpec stack) {
                any |= stack.initialHidden() != null || stack.initialCell() != null;
                for (int i = 0; i < stack.weights().size(); i++) {
                    RecurrentStage stage = recurrent.get(next + i / stack.directions());
                    copyRow(stack.initialHidden(), i, row, stage.hiddenOffset(i % stack.directions(), 1));
                    copyRow(stack.initialCell(), i, row, stage.cellOffset(i % stack.directions(), 1));
                }
                next += stack.numLayers();
            }
        }
        return any ? row : null;
    }

    private static void copyRow(@Nullable Tensor states, int index, float[] row, int at) {
        if (states != null) {
            System.arraycopy(states.data(), index * states.size(1), row, at, states.size(1));
        }
    }

    /** Puts the states of a batch, from the array's beginning, to where sequences begin. */
    void begin(float[] states, int batch) {
        if (stored == null) {
            Arrays.fill(states, 0, batch * stateFloats, 0f);
            return;
        }
        // By index: a list's iterator is an object wherever the compiler does not see through it.
        for (int i = 0; i < convolutions.size(); i++) {
            convolutions.get(i).begin(states, batch);
        }
        for (int i = 0; i < recurrent.size(); i++) {
            RecurrentStage stage = recurrent.get(i);
            for (int direction = 0; direction < stage.directions(); direction++) {
                Cell cell = stage.cell(direction);
                int h = stage.hiddenOffset(direction, batch);
                int c = stage.cellOffset(direction, batch);
                repeat(stored, stage.hiddenOffset(direction, 1), states, h, cell.hiddenStride(), batch);
                repeat(stored, stage.cellOffset(direction, 1), states, c, cell.cellStride(), batch);
            }
        }
    }

    private static void repeat(float[] row, int from, float[] rows, int to, int stride, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(row, from, rows, to + i * stride, stride);
        }
    }
}
