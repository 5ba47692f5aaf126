package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.cell.Cell.Before;
import io.github.lanewise.formats.onnx.cell.Cell.Gate;
import io.github.lanewise.formats.onnx.cell.CellEquations.ActivatedForm;
import io.github.lanewise.formats.onnx.cell.CellEquations.PeepholeGate;
import io.github.lanewise.formats.onnx.cell.Formula.Activated;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code c' = f * c + i * g, h' = o * tanh(c')}, with whatever activations, and the factors and terms in any order. */
public final class LstmEquations {
    private final Facts facts;
    private final StateChoice states;

    public LstmEquations(Facts facts, StateChoice states) {
        this.facts = facts;
        this.states = states;
    }

    /** The parts of c'. */
    private record CellState(PeepholeGate i, PeepholeGate f, ActivatedForm g, Formula before) {}

    /** The cell whose hidden state after the step a formula is; null where it is none. */
    @Nullable
    public Cell match(Formula hidden) {
        for (Formula[] factors : CellEquations.factors(hidden)) {
            PeepholeGate o = CellEquations.peepholeGate(factors[0]);
            if (o != null && factors[1] instanceof Activated squashed && o.seesOnly(squashed.of())) {
                CellState state = cellState(squashed.of(), o);
                Cell cell = state == null ? null : cell(hidden, o, squashed, state);
                if (cell != null) {
                    return cell;
                }
            }
        }
        return null;
    }

    private static @Nullable CellState cellState(Formula formula, PeepholeGate o) {
        for (Formula[] terms : CellEquations.terms(formula)) {
            for (Formula[] factors : CellEquations.factors(terms[0])) {
                PeepholeGate f = CellEquations.peepholeGate(factors[0]);
                CellState state = f == null || CellEquations.gate(factors[1]) != null || !f.seesOnly(factors[1])
                        ? null
                        : added(terms[1], f, factors[1], o);
                if (state != null) {
                    return state;
                }
            }
        }
        return null;
    }

    /** i * g; of two gates the one with the activation of the others is i. */
    private static @Nullable CellState added(Formula formula, PeepholeGate f, Formula before, PeepholeGate o) {
        CellState any = null;
        for (Formula[] factors : CellEquations.factors(formula)) {
            PeepholeGate i = CellEquations.peepholeGate(factors[0]);
            ActivatedForm g = CellEquations.gate(factors[1]);
            if (i != null && g != null && i.seesOnly(before)) {
                CellState state = new CellState(i, f, g, before);
                if (i.function().equals(o.function())) {
                    return state;
                }
                any = state;
            }
        }
        return any;
    }

    private @Nullable Cell cell(Formula hidden, PeepholeGate o, Activated squashed, CellState state) {
        List<LinearForm> forms =
                List.of(state.i().form(), state.f().form(), state.g().form(), o.form());
        boolean sameGates = state.i().function().equals(o.function())
                && state.f().function().equals(o.function());
        Map<RowSource, MatrixView> sources = sameGates ? CellEquations.sources(forms) : null;
        if (sources == null) {
            return null;
        }
        Formula before = state.before();
        RowSource last =
                sources.size() < 2 ? null : states.choose(sources, o.form().size(), before.value(), source -> false);
        RowSource x = CellEquations.other(sources, last);
        List<Gate> gates = x == null ? null : CellEquations.gates(forms, x, last);
        if (gates == null || x == null || (last == null && !CellEquations.isZeros(before))) {
            return null;
        }
        CellOptions options = CellOptions.of(CellKind.LSTM)
                .withActivations(o.function(), state.g().activated().function(), squashed.function());
        return new Cell(
                CellKind.LSTM,
                options,
                gates,
                peepholes(state.i(), o, state.f()),
                x,
                last == null ? Before.ZEROS : CellEquations.before(last, facts),
                CellEquations.before(before),
                hidden.value(),
                squashed.of().value());
    }

    private static List<RealConstant> peepholes(PeepholeGate i, PeepholeGate o, PeepholeGate f) {
        if (i.peepholes() == null && o.peepholes() == null && f.peepholes() == null) {
            return List.of();
        }
        List<RealConstant> peepholes = new ArrayList<>();
        for (PeepholeGate gate : List.of(i, o, f)) {
            int size = gate.form().size();
            RealConstant given = gate.peepholes();
            peepholes.add(given == null ? new RealConstant(new float[size], size) : given);
        }
        return peepholes;
    }
}
