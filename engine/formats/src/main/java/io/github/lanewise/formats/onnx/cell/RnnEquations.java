package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.cell.Cell.Before;
import io.github.lanewise.formats.onnx.cell.Cell.Gate;
import io.github.lanewise.formats.onnx.cell.CellEquations.ActivatedForm;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.spec.CellActivation.Function;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code h' = tanh(W x + U h + b)}, with whatever activation. */
public final class RnnEquations {
    private final Facts facts;
    private final StateChoice states;
    private final FormulaReader formulas;

    public RnnEquations(Facts facts, StateChoice states, FormulaReader formulas) {
        this.facts = facts;
        this.states = states;
        this.formulas = formulas;
    }

    /** The cell whose hidden state after the step a formula is; null where it is none. */
    @Nullable
    public Cell match(Formula hidden) {
        ActivatedForm gate = CellEquations.gate(hidden);
        Map<RowSource, MatrixView> sources = gate == null ? null : CellEquations.sources(List.of(gate.form()));
        if (gate == null || sources == null || sources.size() != 2) {
            return null;
        }
        RowSource last =
                states.choose(sources, gate.form().size(), null, source -> goesOn(hidden, gate, sources, source));
        RowSource x = last == null ? null : CellEquations.other(sources, last);
        return last == null || x == null ? null : cell(hidden, gate, x, last);
    }

    private boolean goesOn(Formula hidden, ActivatedForm gate, Map<RowSource, MatrixView> sources, RowSource state) {
        Cell before = states.endingWith(state.value());
        RowSource x = CellEquations.other(sources, state);
        Cell cell = before == null || x == null ? null : cell(hidden, gate, x, state);
        return cell != null && before != null && cell.hasWeightsOf(before);
    }

    private @Nullable Cell cell(Formula hidden, ActivatedForm gate, RowSource x, RowSource state) {
        List<Gate> gates = CellEquations.gates(List.of(gate.form()), x, state);
        return gates == null ? null : cell(hidden, gate, gates, x, CellEquations.before(state, facts));
    }

    private static Cell cell(Formula hidden, ActivatedForm gate, List<Gate> gates, RowSource x, Before state) {
        boolean relu = gate.activated().function().function() == Function.RELU;
        CellKind kind = relu ? CellKind.RNN_RELU : CellKind.RNN_TANH;
        CellOptions options =
                CellOptions.of(kind).withActivations(gate.activated().function());
        return new Cell(kind, options, gates, List.of(), x, state, null, hidden.value(), null);
    }

    /**
     * The step before a cell, from a state of zeros of which nothing is left but x's part and the biases; null where there is
     * no such step.
     */
    @Nullable
    public Cell fromZeros(Cell second) {
        Formula hidden = formulas.of(second.hidden().value());
        ActivatedForm gate = CellEquations.gate(hidden);
        if (gate == null || gate.form().products().size() != 1) {
            return null;
        }
        RowSource x = gate.form().sources().iterator().next();
        List<Gate> gates = CellEquations.gates(List.of(gate.form()), x, null);
        Cell first = gates == null ? null : cell(hidden, gate, gates, x, Before.ZEROS);
        return first != null && second.hasWeightsOf(first) ? first : null;
    }
}
