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
        for (Formula[] terms :
                formula instanceof Activated activated ? orders(activated.of(), false) : List.<Formula[]>of()) {
            for (Formula[] factors : terms[0] instanceof Linear ? orders(terms[1], true) : List.<Formula[]>of()) {
                LinearForm form = ((Linear) terms[0]).form();
                RealConstant vector =
                        factors[0] instanceof Fixed fixed ? ConstantRows.row(fixed.constant(), form.size()) : null;
                if (vector != null) {
                    return new PeepholeGate(new ActivatedForm((Activated) formula, form), factors[1], vector);
                }
            }
        }
        return null;
    }

    /** Both orders of a product's factors, or of a sum's terms; none for other formulas. */
    static List<Formula[]> orders(Formula formula, boolean product) {
        Formula left;
        Formula right;
        if (product && formula instanceof Product(String _, Formula one, Formula two)) {
            left = one;
            right = two;
        } else if (!product && formula instanceof Sum(String _, Formula one, Formula two)) {
            left = one;
            right = two;
        } else {
            return List.of();
        }
        return List.of(new Formula[] {left, right}, new Formula[] {right, left});
    }

    /** A state before a step. */
    public static Before before(Formula state) {
        return state instanceof Fixed fixed
                ? new Before(fixed.value(), fixed.value(), fixed.constant())
                : new Before(state.value(), state.value(), null);
    }

    /** The same of rows that a product reads. */
    public static Before before(RowSource source, Facts facts) {
        return new Before(source.value(), source.read(), facts.constant(source.read()));
    }

    /** The sources of several forms, with the matrix of the first that has each; null where there are more than two. */
    public static @Nullable Map<RowSource, MatrixView> sources(List<LinearForm> forms) {
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
    public static @Nullable List<Gate> gates(List<LinearForm> forms, RowSource x, @Nullable RowSource state) {
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
