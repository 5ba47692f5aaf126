package io.github.lanewise.cli.trace;

import io.github.lanewise.Gate;
import io.github.lanewise.spec.CellKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every unit of a cell has at every step: its gates and its states. */
public enum Signal {
    /** i of an LSTM. */
    INPUT_GATE(Gate.INPUT, "i", "input gate", "how much is let in", true),
    /** f of an LSTM. */
    FORGET_GATE(Gate.FORGET, "f", "forget gate", "how much is kept", true),
    /** g of an LSTM. */
    CELL_GATE(Gate.CELL_GATE, "g", "cell gate", "what there is to let in", false),
    /** o of an LSTM. */
    OUTPUT_GATE(Gate.OUTPUT, "o", "output gate", "how much is shown", true),
    /** r of a GRU. */
    RESET_GATE(Gate.RESET, "r", "reset gate", "how much of the past the new gate sees", true),
    /** z of a GRU. */
    UPDATE_GATE(Gate.UPDATE, "z", "update gate", "how much of the past is kept", true),
    /** n of a GRU. */
    NEW_GATE(Gate.NEW, "n", "new gate", "what there is to replace the past", false),
    /** c of an LSTM. */
    CELL_STATE(null, "c", "cell state", "what is remembered", false),
    /** h of every cell. */
    HIDDEN_STATE(null, "h", "hidden state", "what is shown", false);

    private final @Nullable Gate gate;
    private final String letter;
    private final String title;
    private final String meaning;
    private final boolean fraction;

    Signal(@Nullable Gate gate, String letter, String title, String meaning, boolean fraction) {
        this.gate = gate;
        this.letter = letter;
        this.title = title;
        this.meaning = meaning;
        this.fraction = fraction;
    }

    /**
     * What a kind of cell has.
     *
     * @param kind the cell
     * @return its gates in PyTorch's order, then its states
     */
    public static List<Signal> of(CellKind kind) {
        List<Gate> gates = Gate.of(kind);
        List<Signal> signals = new ArrayList<>();
        for (Signal signal : values()) {
            boolean has = switch (signal) {
                case HIDDEN_STATE -> true;
                case CELL_STATE -> kind == CellKind.LSTM;
                default -> gates.contains(signal.gate);
            };
            if (has) {
                signals.add(signal);
            }
        }
        return signals;
    }

    /** The gate, or null for a state. */
    @Nullable
    Gate gate() {
        return gate;
    }

    /**
     * The letter in PyTorch's equations.
     *
     * @return one letter
     */
    public String letter() {
        return letter;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** For people who do not know the equations. */
    String meaning() {
        return meaning;
    }

    /** Whether it is a share of something, from 0 to 1; others have a sign. */
    boolean isFraction() {
        return fraction;
    }
}
