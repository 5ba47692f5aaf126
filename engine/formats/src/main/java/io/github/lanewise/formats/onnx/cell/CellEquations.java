package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.cell.Cell.Before;
import io.github.lanewise.formats.onnx.cell.Cell.Gate;
import io.github.lanewise.formats.onnx.cell.Formula.Activated;
import io.github.lanewise.formats.onnx.cell.Formula.Fixed;
import io.github.lanewise.formats.onnx.cell.Formula.Linear;
import io.github.lanewise.formats.onnx.cell.Formula.Product;
import io.github.lanewise.formats.onnx.cell.Formula.Sum;
import io.github.lanewise.formats.onnx.facts.ConstantRows;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.spec.CellActivation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the equations of all cells are made of: gates, which are activations of linear forms, and states. */
final class CellEquations {
    private CellEquations() {}

    /** A gate: its activation and its linear form. */
    record ActivatedForm(Activated activated, LinearForm form) {}

    /** A formula as a gate; null where it is none. */
    static @Nullable ActivatedForm gate(Formula formula) {
        return formula instanceof Activated activated && activated.of() instanceof Linear linear
                ? new ActivatedForm(activated, linear.form())
                : null;
    }

    /**
     * A gate that sees the cell state through peepholes.
     *
     * @param gate without them
     * @param state that it sees, or null
     * @param peepholes what each unit's state is multiplied with, or null
     */
    record PeepholeGate(
            ActivatedForm gate,
            @Nullable Formula state,
            @Nullable RealConstant peepholes) {
        LinearForm form() {
            return gate.form();
        }

        CellActivation function() {
            return gate.activated().function();
        }

        /** Whether it sees no other state than one. */
        boolean seesOnly(Formula formula) {
            return state == null || state.value().equals(formula.value());
        }
    }

    /** A formula as a gate with or without peepholes; null where it is none. */
    static @Nullable PeepholeGate peepholeGate(Formula formula) {
        ActivatedForm plain = gate(formula);
        if (plain != null) {
            return new PeepholeGate(plain, null, null);
        }
        if (!(formula instanceof Activated activated)) {
            return null;
        }
        for (Formula[] terms : terms(activated.of())) {
            for (Formula[] factors : factors(terms[1])) {
                PeepholeGate gate = terms[0] instanceof Linear linear ? peepholeGate(activated, linear, factors) : null;
                if (gate != null) {
                    return gate;
                }
            }
        }
        return null;
    }

    private static @Nullable PeepholeGate peepholeGate(Activated activated, Linear linear, Formula[] factors) {
        LinearForm form = linear.form();
        RealConstant vector =
                factors[0] instanceof Fixed fixed ? ConstantRows.row(fixed.constant(), form.size()) : null;
        return vector == null ? null : new PeepholeGate(new ActivatedForm(activated, form), factors[1], vector);
    }

    /** Both orders of a product's factors; none for other formulas. */
    static List<Formula[]> factors(Formula formula) {
        return formula instanceof Product(String _, Formula left, Formula right) ? orders(left, right) : List.of();
    }

    /** Both orders of a sum's terms; none for other formulas. */
    static List<Formula[]> terms(Formula formula) {
        return formula instanceof Sum(String _, Formula left, Formula right) ? orders(left, right) : List.of();
    }

    private static List<Formula[]> orders(Formula left, Formula right) {
        return List.of(new Formula[] {left, right}, new Formula[] {right, left});
    }

    /** Whether a state is zeros that the graph stores. */
    static boolean isZeros(Formula state) {
        return state instanceof Fixed fixed && ConstantRows.isZero(fixed.constant());
    }

    /** A state before a step. */
    static Before before(Formula state) {
        return state instanceof Fixed fixed
                ? new Before(fixed.value(), fixed.value(), fixed.constant())
                : new Before(state.value(), state.value(), null);
    }

    /** The same of rows that a product reads. */
    static Before before(RowSource source, Facts facts) {
        return new Before(source.value(), source.read(), facts.constant(source.read()));
    }

    /** The sources of several forms, with the matrix of the first that has each; null where there are more than two. */
    static @Nullable Map<RowSource, MatrixView> sources(List<LinearForm> forms) {
        Map<RowSource, MatrixView> sources = new LinkedHashMap<>();
        forms.forEach(form -> form.products().forEach(sources::putIfAbsent));
        return sources.size() > 2 ? null : sources;
    }

    /** The source that is not the state; null where there is no other. */
    static @Nullable RowSource other(Map<RowSource, MatrixView> sources, @Nullable RowSource state) {
        Set<RowSource> others = new LinkedHashSet<>(sources.keySet());
        if (state != null) {
            others.remove(state);
        }
        return others.size() == 1 ? others.iterator().next() : null;
    }

    /** Gates that all multiply x, and the state if there is one; null where one does not. */
    static @Nullable List<Gate> gates(List<LinearForm> forms, RowSource x, @Nullable RowSource state) {
        List<Gate> gates = new ArrayList<>();
        for (LinearForm form : forms) {
            MatrixView input = form.products().get(x);
            MatrixView hidden = state == null ? null : form.products().get(state);
            if (input == null
                    || (state != null && hidden == null)
                    || form.size() != forms.getFirst().size()) {
                return null;
            }
            gates.add(new Gate(input, hidden, form.bias(), null));
        }
        return gates;
    }
}
