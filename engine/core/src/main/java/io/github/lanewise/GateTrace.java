package io.github.lanewise;

import io.github.lanewise.cell.Cell;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.spec.CellKind;
import org.jspecify.annotations.Nullable;

/**
 * The gates and states of one layer and direction after one time step of one sequence: a window on the kernels' own
 * memory, so that nothing is computed or allocated for it. The object is used again for the next call: copy what you keep.
 * Not thread-safe.
 */
public final class GateTrace {
    private static final String HIDDEN_STATE = "hidden state";
    private static final String CELL_STATE = "cell state";

    private @Nullable RecurrentStage stage;
    private boolean reverse;
    private int step;
    private int row;
    private float[] gates = new float[0];
    private float[] state = gates;
    private int gatesOffset;
    private int hiddenOffset;
    private int cellOffset;

    GateTrace() {}

    /** Moves the window; the parameters are those of {@link io.github.lanewise.network.GateProbe#see}. */
    void move(
            RecurrentStage newStage,
            boolean newReverse,
            int newStep,
            int newRow,
            float[] newGates,
            int newGatesOffset,
            float[] newState,
            int newHiddenOffset,
            int newCellOffset) {
        stage = newStage;
        reverse = newReverse;
        step = newStep;
        row = newRow;
        gates = newGates;
        gatesOffset = newGatesOffset;
        state = newState;
        hiddenOffset = newHiddenOffset;
        cellOffset = newCellOffset;
    }

    /**
     * The stack's name.
     *
     * @return empty where the model is one stack
     */
    public String stack() {
        return stage().name();
    }

    /**
     * The layer.
     *
     * @return number of the recurrent layer, from 0, counted through all stacks of the model, as {@link State} counts them
     */
    public int layer() {
        return stage().layer();
    }

    /**
     * The direction.
     *
     * @return true for the reverse direction
     */
    public boolean reverse() {
        return reverse;
    }

    /**
     * The time step.
     *
     * @return from 0 at the beginning of the call that computes; 0 in {@link Session#step}
     */
    public int step() {
        return step;
    }

    /**
     * The sequence's number in its batch.
     *
     * @return from 0, in the caller's order
     */
    public int row() {
        return row;
    }

    /**
     * The cell.
     *
     * @return which equations; it says which gates there are, see {@link Gate#of}
     */
    public CellKind kind() {
        return ofStage().kind();
    }

    /**
     * How many numbers each gate has, and the cell state of an LSTM.
     *
     * @return the hidden size (H)
     */
    public int hiddenSize() {
        return ofStage().hiddenSize();
    }

    /**
     * How many numbers the hidden state has.
     *
     * @return the hidden size, or the projection's where there is one
     */
    public int hiddenStateSize() {
        return ofStage().recurrentSize();
    }

    /**
     * One unit's gate.
     *
     * @param gate one of this kind of cell
     * @param unit from 0
     * @return its value
     * @throws IllegalArgumentException if this kind of cell has no such gate
     * @throws IndexOutOfBoundsException if there is no such unit
     */
    public float get(Gate gate, int unit) {
        return at(gate, gates, start(gate), hiddenSize(), unit);
    }

    /**
     * A gate of all units.
     *
     * @param gate one of this kind of cell
     * @param target at least {@link #hiddenSize} floats, written
     * @throws IllegalArgumentException if this kind of cell has no such gate, or the array is too short
     */
    public void copy(Gate gate, float[] target) {
        copy(gate, gates, start(gate), hiddenSize(), target);
    }

    /**
     * h of one unit after the step; after the projection where there is one.
     *
     * @param unit from 0
     * @return its value
     * @throws IndexOutOfBoundsException if there is no such unit
     */
    public float hidden(int unit) {
        return at(HIDDEN_STATE, state, hiddenOffset, hiddenStateSize(), unit);
    }

    /**
     * h of all units after the step; after the projection where there is one.
     *
     * @param target at least {@link #hiddenStateSize} floats, written
     * @throws IllegalArgumentException if the array is too short
     */
    public void copyHidden(float[] target) {
        copy(HIDDEN_STATE, state, hiddenOffset, hiddenStateSize(), target);
    }

    /**
     * c of one unit of an LSTM after the step.
     *
     * @param unit from 0
     * @return its value
     * @throws IllegalArgumentException if this kind of cell has no cell state
     * @throws IndexOutOfBoundsException if there is no such unit
     */
    public float cell(int unit) {
        return at(CELL_STATE, state, cellStart(), hiddenSize(), unit);
    }

    /**
     * c of all units of an LSTM after the step.
     *
     * @param target at least {@link #hiddenSize} floats, written
     * @throws IllegalArgumentException if this kind of cell has no cell state, or the array is too short
     */
    public void copyCell(float[] target) {
        copy(CELL_STATE, state, cellStart(), hiddenSize(), target);
    }

    private static float at(Object what, float[] floats, int start, int size, int unit) {
        if (unit < 0 || unit >= size) {
            throw new IndexOutOfBoundsException(what + ": expected a unit from 0 to " + (size - 1) + ", found " + unit);
        }
        return floats[start + unit];
    }

    private static void copy(Object what, float[] floats, int start, int size, float[] target) {
        if (target.length < size) {
            throw new IllegalArgumentException(
                    what + ": expected room for " + size + " floats, found " + target.length);
        }
        System.arraycopy(floats, start, target, 0, size);
    }

    private int start(Gate gate) {
        int gateRow = gate.row(kind());
        if (gateRow < 0) {
            throw new IllegalArgumentException(
                    "expected a gate of " + kind() + ", one of " + Gate.of(kind()) + ", found " + gate);
        }
        return gatesOffset + gateRow * Rows.stride(hiddenSize());
    }

    private int cellStart() {
        if (kind() != CellKind.LSTM) {
            throw new IllegalArgumentException("expected an LSTM, which has a cell state, found " + kind());
        }
        return cellOffset;
    }

    private Cell ofStage() {
        return stage().cell(reverse ? stage().directions() - 1 : 0);
    }

    private RecurrentStage stage() {
        if (stage == null) {
            throw new IllegalStateException("a GateTrace is valid only inside GateListener.onStep");
        }
        return stage;
    }
}
