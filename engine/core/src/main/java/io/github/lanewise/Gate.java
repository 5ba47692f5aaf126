package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import java.util.Arrays;
import java.util.List;

/** A gate of a recurrent cell, under PyTorch's letter. What the gates make of the states, {@link GateTrace} has besides. */
public enum Gate {
    /** i of an LSTM: how much of the cell gate is let in. */
    INPUT("i"),
    /** f of an LSTM: how much of the cell state is kept. */
    FORGET("f"),
    /** g of an LSTM: what there is to let in. */
    CELL_GATE("g"),
    /** o of an LSTM: how much of the cell state is shown. */
    OUTPUT("o"),
    /** r of a GRU: how much of the past the new gate sees. */
    RESET("r"),
    /** z of a GRU: how much of the past is kept. */
    UPDATE("z"),
    /** n of a GRU: what there is to replace the past. */
    NEW("n");

    private final String letter;

    Gate(String letter) {
        this.letter = letter;
    }

    /**
     * The letter in PyTorch's equations.
     *
     * @return one letter
     */
    public String letter() {
        return letter;
    }

    /**
     * What a kind of cell has.
     *
     * @param kind the cell
     * @return its gates in the order of its rows; none for an RNN
     */
    public static List<Gate> of(CellKind kind) {
        return Arrays.stream(values()).filter(gate -> gate.row(kind) >= 0).toList();
    }

    /** The gate's number among the rows of z, or -1. */
    int row(CellKind kind) {
        return switch (kind) {
            case LSTM ->
                switch (this) {
                    case INPUT -> 0;
                    case FORGET -> 1;
                    case CELL_GATE -> 2;
                    case OUTPUT -> 3;
                    case RESET, UPDATE, NEW -> -1;
                };
            case GRU ->
                switch (this) {
                    case RESET -> 0;
                    case UPDATE -> 1;
                    case NEW -> 2;
                    case INPUT, FORGET, CELL_GATE, OUTPUT -> -1;
                };
            case RNN_TANH, RNN_RELU -> -1;
        };
    }
}
