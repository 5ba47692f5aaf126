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
    private @Nullable RecurrentStage stage;
    private boolean reverse;
    private int step;
    private int row;
    private float[] gates = new float[0];
    private float[] state = gates;
    private int gatesAt;
    private int hAt;
    private int cAt;

    GateTrace() {}

    /** Moves the window; the parameters are those of {@link io.github.lanewise.network.GateProbe#see}. */
    void move(
            RecurrentStage newStage,
            boolean newReverse,
            int newStep,
            int newRow,
            float[] newGates,
            int newGatesAt,
            float[] newState,
            int newHAt,
            int newCAt) {
        stage = newStage;
        reverse = newReverse;
        step = newStep;
        row = newRow;
        gates = newGates;
        gatesAt = newGatesAt;
        state = newState;
        hAt = newHAt;
        cAt = newCAt;
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
     * The layer's number in its stack.
     *
     * @return from 0
     */
    public int layer() {
        return stage().layer();
    }

    /**
     * The direction.
     *
     * @return true for the reverse direction of a bidirectional layer
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
        return cell().kind();
    }

    /**
     * How many numbers a gate has here.
     *
     * @param gate one of this kind of cell
     * @return the hidden size; for HIDDEN_STATE with a projection, the projection's size
     */
    public int size(Gate gate) {
        return gate == Gate.HIDDEN_STATE ? cell().recurrentSize() : cell().hiddenSize();
    }

    /**
     * One unit's number.
     *
     * @param gate one of this kind of cell
     * @param unit from 0
     * @return its value
     * @throws IllegalArgumentException if this kind of cell has no such gate
     * @throws IndexOutOfBoundsException if there is no such unit
     */
    public float get(Gate gate, int unit) {
        if (unit < 0 || unit >= size(gate)) {
            throw new IndexOutOfBoundsException(
                    gate + ": expected a unit from 0 to " + (size(gate) - 1) + ", found " + unit);
        }
        return buffer(gate)[start(gate) + unit];
    }

    /**
     * All units' numbers.
     *
     * @param gate one of this kind of cell
     * @param target at least {@link #size} floats, written
     * @throws IllegalArgumentException if this kind of cell has no such gate, or the array is too short
     */
    public void copy(Gate gate, float[] target) {
        if (target.length < size(gate)) {
            throw new IllegalArgumentException(
                    gate + ": expected room for " + size(gate) + " floats, found " + target.length);
        }
        System.arraycopy(buffer(gate), start(gate), target, 0, size(gate));
    }

    private float[] buffer(Gate gate) {
        return gate.isStateOf(kind()) ? state : gates;
    }

    private int start(Gate gate) {
        if (gate.isStateOf(kind())) {
            return gate == Gate.HIDDEN_STATE ? hAt : cAt;
        }
        int gateRow = gate.row(kind());
        if (gateRow < 0) {
            throw new IllegalArgumentException(
                    "expected a gate of " + kind() + ", one of " + Gate.of(kind()) + ", found " + gate);
        }
        return gatesAt + gateRow * Rows.stride(cell().hiddenSize());
    }

    private Cell cell() {
        return stage().cell(reverse ? 1 : 0);
    }

    private RecurrentStage stage() {
        if (stage == null) {
            throw new IllegalStateException("a GateTrace is valid only inside GateListener.onStep");
        }
        return stage;
    }
}
