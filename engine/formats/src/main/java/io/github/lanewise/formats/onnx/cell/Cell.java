package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a recurrent layer, as nodes of a graph write it out.
 *
 * @param kind of cell
 * @param options its activations, and where a GRU resets
 * @param gates in PyTorch's order
 * @param peepholes of an LSTM's input, output and forget gate, as ONNX orders them; empty for a cell without
 * @param x the rows that it reads
 * @param hidden the hidden state before
 * @param cell the cell state before; null for a cell without
 * @param hiddenAfter the value that is the hidden state after the step, which is the output too
 * @param cellAfter the value that is the cell state after the step; null for a cell without
 */
public record Cell(
        CellKind kind,
        CellOptions options,
        List<Gate> gates,
        List<RealConstant> peepholes,
        RowSource x,
        Before hidden,
        @Nullable Before cell,
        String hiddenAfter,
        @Nullable String cellAfter) {
    public Cell {
        gates = List.copyOf(gates);
        peepholes = List.copyOf(peepholes);
    }

    /**
     * A state before a step.
     *
     * @param value the value, seen through whatever only moves it
     * @param read the name under which the step reads it; empty for zeros that an exporter has left out
     * @param constant the state if it is one that the graph stores, or null
     */
    public record Before(
            String value, String read, @Nullable Value constant) {
        /** Zeros of which nothing is left in the graph. */
        public static final Before ZEROS = new Before("", "", null);
    }

    /**
     * The weights of a gate, or of the reset state of a GRU's new gate.
     *
     * @param input of x
     * @param hidden of the hidden state; null where the state before is zeros that an exporter has multiplied
     * @param bias of both, or of x alone where the gate has two
     * @param hiddenBias of the hidden state's part alone, for the new gate of a GRU that resets it
     */
    public record Gate(
            MatrixView input,
            @Nullable MatrixView hidden,
            @Nullable RealConstant bias,
            @Nullable RealConstant hiddenBias) {
        /** Whether both have the same weights; a matrix that is not there may be any. */
        boolean agreesWith(Gate other) {
            return input.hasElementsOf(other.input)
                    && (hidden == null || other.hidden == null || hidden.hasElementsOf(other.hidden))
                    && same(bias, other.bias)
                    && same(hiddenBias, other.hiddenBias);
        }

        static boolean same(@Nullable RealConstant one, @Nullable RealConstant other) {
            if (one == null || other == null) {
                return one == other;
            }
            return Arrays.equals(one.data(), other.data());
        }
    }

    public int units() {
        return gates.getFirst().input().columns();
    }

    public int inputSize() {
        return gates.getFirst().input().rows();
    }

    /** Whether the weights of all gates are of the sizes that a layer has. */
    public boolean fits() {
        int units = units();
        for (Gate gate : gates) {
            MatrixView hidden = gate.hidden();
            boolean square = hidden == null || (hidden.rows() == units && hidden.columns() == units);
            if (!square || gate.input().rows() != inputSize() || gate.input().columns() != units) {
                return false;
            }
        }
        return units > 0 && inputSize() > 0;
    }

    /** Whether both are steps of the same layer. */
    boolean hasWeightsOf(Cell other) {
        if (kind != other.kind
                || !options.equals(other.options)
                || gates.size() != other.gates.size()
                || peepholes.size() != other.peepholes.size()) {
            return false;
        }
        for (int i = 0; i < peepholes.size(); i++) {
            if (!Gate.same(peepholes.get(i), other.peepholes.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < gates.size(); i++) {
            if (!gates.get(i).agreesWith(other.gates.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether this step goes on where another ends. */
    public boolean follows(Cell other) {
        return hidden.value().equals(other.hiddenAfter)
                && (cell == null || Objects.equals(cell.value(), other.cellAfter))
                && hasWeightsOf(other);
    }
}
