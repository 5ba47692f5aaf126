package io.github.lanewise.cli.trace;

import io.github.lanewise.GateTrace;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gates and states of one layer and direction over the steps of one sequence. */
public final class LayerTrace {
    private final RecurrentSpec stack;
    private final int layer;
    private final int direction;
    private final float[] initialHidden;
    private final float[] initialCell;
    private final Map<Signal, float[]> values = new EnumMap<>(Signal.class);
    private final float[] row;
    private int steps;

    /**
     * A layer and direction before the first step.
     *
     * @param stack that it belongs to
     * @param layer its number in the stack, from 0
     * @param direction 0, or 1 for the reverse one of a bidirectional stack
     * @param h0 hidden states (L D, Hout) before the first step, or null for zeros
     * @param c0 cell states (L D, H) before the first step, or null for zeros
     * @param capacity the steps that are expected
     */
    LayerTrace(RecurrentSpec stack, int layer, int direction, @Nullable Tensor h0, @Nullable Tensor c0, int capacity) {
        this.stack = stack;
        this.layer = layer;
        this.direction = direction;
        int cell = layer * stack.directions() + direction;
        initialHidden = initial(h0, cell, stack.recurrentSize());
        initialCell = initial(c0, cell, stack.hiddenSize());
        for (Signal signal : Signal.of(stack.kind())) {
            values.put(signal, new float[Math.multiplyExact(capacity, size(signal))]);
        }
        row = new float[stack.hiddenSize()];
    }

    private static float[] initial(@Nullable Tensor states, int cell, int size) {
        return states == null ? new float[size] : Arrays.copyOfRange(states.data(), cell * size, (cell + 1) * size);
    }

    /** Keeps one step. */
    void add(GateTrace trace) {
        int step = trace.step();
        steps = Math.max(steps, step + 1);
        for (Map.Entry<Signal, float[]> entry : values.entrySet()) {
            Signal signal = entry.getKey();
            int size = size(signal);
            if (entry.getValue().length < steps * size) {
                entry.setValue(Arrays.copyOf(entry.getValue(), Math.multiplyExact(2 * steps, size)));
            }
            if (signal == Signal.HIDDEN_STATE) {
                trace.copyHidden(row);
            } else if (signal == Signal.CELL_STATE) {
                trace.copyCell(row);
            } else if (signal.gate() != null) {
                trace.copy(signal.gate(), row);
            }
            System.arraycopy(row, 0, entry.getValue(), step * size, size);
        }
    }

    /**
     * The stack that the layer belongs to.
     *
     * @return the stack
     */
    public RecurrentSpec stack() {
        return stack;
    }

    /**
     * The cell.
     *
     * @return which equations
     */
    public CellKind kind() {
        return stack.kind();
    }

    /**
     * The layer's number in its stack.
     *
     * @return from 0
     */
    public int layer() {
        return layer;
    }

    /** 0, or 1 for the second direction of a bidirectional stack. */
    int direction() {
        return direction;
    }

    /**
     * Which way it runs.
     *
     * @return true from the last step to the first
     */
    public boolean isReverse() {
        return stack.isReverse(direction);
    }

    /**
     * The steps of the sequence in this layer.
     *
     * @return behind a repeat, those of the repeat
     */
    public int steps() {
        return steps;
    }

    CellWeights weights() {
        return stack.weights().get(layer * stack.directions() + direction);
    }

    /** Features of the layer's input rows. */
    int inputSize() {
        return layer == 0 ? stack.inputSize() : stack.outputSize();
    }

    /**
     * What the layer has at each step.
     *
     * @return gates, then states
     */
    public List<Signal> signals() {
        return Signal.of(stack.kind());
    }

    /**
     * How many units have a signal.
     *
     * @param signal one of the cell's
     * @return the hidden size, or the projection's for the hidden state
     */
    public int size(Signal signal) {
        return signal == Signal.HIDDEN_STATE ? stack.recurrentSize() : stack.hiddenSize();
    }

    /** A signal's values, at least steps rows of a number for each unit. Not a copy. */
    float[] values(Signal signal) {
        float[] found = values.get(signal);
        if (found == null) {
            throw new IllegalArgumentException(
                    "expected a signal of " + stack.kind() + ", one of " + signals() + ", found " + signal);
        }
        return found;
    }

    /** A signal of one unit after a step. */
    float at(Signal signal, int step, int unit) {
        return values(signal)[step * size(signal) + unit];
    }

    /** A state of one unit after a step; before the first step in the layer's direction it is the initial one. */
    float stateAfter(Signal state, int step, int unit) {
        if (step < 0 || step >= steps) {
            return state == Signal.CELL_STATE ? initialCell[unit] : initialHidden[unit];
        }
        return at(state, step, unit);
    }

    /**
     * The layer and direction, for people.
     *
     * @return for instance {@code lstm, layer 2, reverse: LSTM, 64 units}
     */
    public String describe() {
        String way = stack.bidirectional() || stack.reverse() ? isReverse() ? ", reverse" : ", forward" : "";
        return stackName() + "layer " + (layer + 1) + way + ": " + stack.kind() + ", " + stack.hiddenSize() + " units";
    }

    /**
     * A layer of the same stack with all its directions, for people.
     *
     * @param number the layer's number in the stack, from 0
     * @return for instance {@code lstm, layer 2}
     */
    public String describe(int number) {
        return stackName() + "layer " + (number + 1);
    }

    private String stackName() {
        return stack.name().isEmpty() ? "" : stack.name() + ", ";
    }
}
