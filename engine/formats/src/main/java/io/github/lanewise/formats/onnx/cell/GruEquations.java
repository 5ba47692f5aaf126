package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.cell.Cell.Before;
import io.github.lanewise.formats.onnx.cell.Cell.Gate;
import io.github.lanewise.formats.onnx.cell.CellEquations.ActivatedForm;
import io.github.lanewise.formats.onnx.cell.Formula.Activated;
import io.github.lanewise.formats.onnx.cell.Formula.Difference;
import io.github.lanewise.formats.onnx.cell.Formula.Fixed;
import io.github.lanewise.formats.onnx.cell.Formula.Linear;
import io.github.lanewise.formats.onnx.facts.ConstantRows;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.CellOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code h' = z * h + (1 - z) * n}, or {@code n + z * (h - n)}, with {@code n = tanh(W x + b + r * (U h + b'))} or {@code n =
 * tanh(W x + b + U (r * h))}, with whatever activations, and the factors and terms in any order.
 */
public final class GruEquations {
    private final Facts facts;
    private final FormulaReader formulas;

    public GruEquations(Facts facts, FormulaReader formulas) {
        this.facts = facts;
        this.formulas = formulas;
    }

    /** The parts of h'. */
    private record Update(ActivatedForm z, Formula state, Activated n) {}

    /** The parts of n: its own form, the reset gate, and what that multiplies if it is a form and not the state. */
    private record New(
            LinearForm input, ActivatedForm r, @Nullable Formula reset) {}

    /** The cell whose hidden state after the step a formula is; null where it is none. */
    @Nullable
    public Cell match(Formula hidden) {
        for (Formula[] terms : CellEquations.terms(hidden)) {
            Update update = interpolated(terms[0], terms[1]);
            update = update != null ? update : corrected(terms[0], terms[1]);
            update = update != null ? update : turned(terms[0], terms[1]);
            New parts = update == null ? null : parts(update.n().of(), update.state());
            Cell cell = update == null || parts == null ? null : cell(hidden, update, parts);
            if (cell != null) {
                return cell;
            }
        }
        return null;
    }

    /** z * h + (1 - z) * n. */
    private static @Nullable Update interpolated(Formula kept, Formula added) {
        for (Formula[] one : CellEquations.factors(kept)) {
            ActivatedForm z = CellEquations.gate(one[0]);
            for (Formula[] other : z == null ? List.<Formula[]>of() : CellEquations.factors(added)) {
                if (z != null && isRest(other[0], z) && other[1] instanceof Activated n) {
                    return new Update(z, one[1], n);
                }
            }
        }
        return null;
    }

    /** z * n + (1 - z) * h, where z is 1 less what it is above: of a sigmoid, that of -x. */
    private static @Nullable Update turned(Formula added, Formula kept) {
        for (Formula[] one : CellEquations.factors(added)) {
            ActivatedForm z = CellEquations.gate(one[0]);
            boolean sigmoid = z != null && z.activated().function().function() == CellActivation.Function.SIGMOID;
            for (Formula[] other : sigmoid ? CellEquations.factors(kept) : List.<Formula[]>of()) {
                if (z != null && isRest(other[0], z) && one[1] instanceof Activated n) {
                    return new Update(new ActivatedForm(z.activated(), z.form().times(-1)), other[1], n);
                }
            }
        }
        return null;
    }

    private static boolean isRest(Formula formula, ActivatedForm z) {
        return formula instanceof Difference difference
                && difference.left() instanceof Fixed one
                && ConstantRows.scalar(one.constant()) == 1
                && isSame(difference.right(), z.activated());
    }

    /** z * (h - n) + n. */
    private static @Nullable Update corrected(Formula correction, Formula n) {
        for (Formula[] factors : CellEquations.factors(correction)) {
            ActivatedForm z = CellEquations.gate(factors[0]);
            if (z != null
                    && n instanceof Activated fresh
                    && factors[1] instanceof Difference difference
                    && isSame(difference.right(), n)) {
                return new Update(z, difference.left(), fresh);
            }
        }
        return null;
    }

    private @Nullable New parts(Formula sum, Formula state) {
        for (Formula[] terms : CellEquations.terms(sum)) {
            for (Formula[] factors : CellEquations.factors(terms[1])) {
                ActivatedForm r = CellEquations.gate(factors[0]);
                boolean resets = r != null && (factors[1] instanceof Linear || factors[1] instanceof Fixed);
                if (resets && r != null && terms[0] instanceof Linear linear) {
                    return new New(linear.form(), r, factors[1]);
                }
            }
        }
        return sum instanceof Linear linear ? resetBefore(linear.form(), state) : null;
    }

    /** U (r * h): a product whose rows are the reset state. */
    private @Nullable New resetBefore(LinearForm form, Formula state) {
        for (RowSource source : form.sources()) {
            for (Formula[] factors : CellEquations.factors(formulas.of(source.value()))) {
                ActivatedForm r = CellEquations.gate(factors[0]);
                if (r != null && isSame(factors[1], state)) {
                    return new New(form, r, null);
                }
            }
        }
        return null;
    }

    private static boolean isSame(Formula one, Formula other) {
        return one.value().equals(other.value());
    }

    private @Nullable Cell cell(Formula hidden, Update update, New parts) {
        ActivatedForm z = update.z();
        ActivatedForm r = parts.r();
        List<LinearForm> forms = List.of(r.form(), z.form());
        RowSource state = state(r.form(), update.state());
        Map<RowSource, MatrixView> sources = CellEquations.sources(forms);
        RowSource x = sources == null ? null : CellEquations.other(sources, state);
        boolean sameGates = z.activated().function().equals(r.activated().function());
        if (x == null || !sameGates || (state == null && !CellEquations.isZeros(update.state()))) {
            return null;
        }
        List<Gate> gates = CellEquations.gates(forms, x, state);
        Gate fresh = gates == null ? null : newGate(parts, x, state);
        if (gates == null
                || fresh == null
                || fresh.input().columns() != z.form().size()) {
            return null;
        }
        List<Gate> all = new ArrayList<>(gates);
        all.add(fresh);
        CellOptions options = CellOptions.of(CellKind.GRU)
                .withActivations(z.activated().function(), update.n().function())
                .withLinearBeforeReset(parts.reset() != null);
        Before before = state == null ? Before.ZEROS : CellEquations.before(state, facts);
        return new Cell(CellKind.GRU, options, all, List.of(), x, before, null, hidden.value(), null);
    }

    /** The source that is the state, as the update reads it too. */
    private static @Nullable RowSource state(LinearForm form, Formula state) {
        String value = state instanceof Formula.Given given && given.source().pick() == null
                ? given.source().value()
                : state.value();
        for (RowSource source : form.sources()) {
            if ((source.pick() == null && source.value().equals(value))
                    || source.read().equals(state.value())) {
                return source;
            }
        }
        return null;
    }

    private static @Nullable Gate newGate(New parts, RowSource x, @Nullable RowSource state) {
        MatrixView input = parts.input().products().get(x);
        Formula reset = parts.reset();
        if (input == null) {
            return null;
        }
        if (reset == null) {
            RowSource other = CellEquations.other(parts.input().products(), x);
            MatrixView matrix = other == null ? null : parts.input().products().get(other);
            return matrix == null ? null : new Gate(input, matrix, parts.input().bias(), null);
        }
        if (parts.input().products().size() != 1) {
            return null;
        }
        if (reset instanceof Fixed fixed) {
            RealConstant vector = ConstantRows.row(fixed.constant(), input.columns());
            return state != null || vector == null
                    ? null
                    : new Gate(input, null, parts.input().bias(), vector);
        }
        LinearForm form = ((Linear) reset).form();
        MatrixView matrix = state == null ? null : form.products().get(state);
        boolean alone = matrix != null && form.products().size() == 1;
        return alone ? new Gate(input, matrix, parts.input().bias(), form.bias()) : null;
    }
}
