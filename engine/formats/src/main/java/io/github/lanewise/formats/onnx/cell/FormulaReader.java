package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.cell.RowSource.Pick;
import io.github.lanewise.formats.onnx.facts.ConstantRows;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.facts.Ranges;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.CellActivation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads how nodes compute values, each after those that it needs. Linear forms are seen through whatever only moves them:
 * single indices of axes other than the last, parts of the last, axes of extent 1.
 */
public final class FormulaReader {
    /** How far the product of a bound and a slope in float may be from 1. */
    private static final float SLOPE_ERROR = 1e-6f;

    private static final Map<String, Set<String>> ATTRIBUTES = Map.ofEntries(
            Map.entry("Cast", Set.of("to", "saturate")),
            Map.entry("Dropout", Set.of("ratio", "seed")),
            Map.entry("Unsqueeze", Set.of("axes")),
            Map.entry("Squeeze", Set.of("axes")),
            Map.entry("Reshape", Set.of("allowzero")),
            Map.entry("Gather", Set.of("axis")),
            Map.entry("Slice", Set.of("starts", "ends", "axes")),
            Map.entry("Split", Set.of("axis", "split", "num_outputs")),
            Map.entry("Concat", Set.of("axis")),
            Map.entry("SplitToSequence", Set.of("axis", "keepdims")),
            Map.entry("Gemm", Set.of("alpha", "beta", "transA", "transB")),
            Map.entry("Clip", Set.of("min", "max")),
            Map.entry("Elu", Set.of("alpha")),
            Map.entry("LeakyRelu", Set.of("alpha")),
            Map.entry("ThresholdedRelu", Set.of("alpha")),
            Map.entry("HardSigmoid", Set.of("alpha", "beta")));

    private final Facts facts;
    private final Map<String, Formula> formulas = new HashMap<>();

    /** Values side by side along their last axis. */
    private final Map<String, List<String>> joined = new HashMap<>();

    /** Values in the reverse order of an axis, and lists of the steps of one. */
    private final Map<String, Ordered> ordered = new HashMap<>();

    private final boolean partsOfRows;

    /** The steps of an axis, forward or in reverse order. */
    private record Ordered(String value, int axis, boolean reversed) {}

    /**
     * A reader.
     *
     * @param partsOfRows whether a product of values side by side is one of each of them, as a fused cell's of x and h, or of
     *     all of them, as of the two directions of the layer below
     */
    public FormulaReader(Facts facts, boolean partsOfRows) {
        this.facts = facts;
        this.partsOfRows = partsOfRows;
    }

    /** The formula of a value; of one that no node has made here, no more than its name. */
    public Formula of(String value) {
        Formula formula = formulas.get(value);
        if (formula != null) {
            return formula;
        }
        Value constant = facts.constant(value);
        return constant == null ? new Formula.Given(value, RowSource.of(value)) : new Formula.Fixed(value, constant);
    }

    public void read(OnnxNode node) {
        String output = node.output(0);
        String input = node.input(0);
        if (output == null || input == null || !node.domain().isEmpty() || !hasKnownAttributes(node)) {
            return;
        }
        switch (node.operator()) {
            case "Split" -> split(node, input);
            case "Concat" -> {
                // Of one value it changes nothing.
                if (node.inputs().size() == 1) {
                    formulas.put(output, renamed(of(input), output));
                } else {
                    concat(node, output);
                }
            }
            case "SplitToSequence" -> list(node, input, output);
            default -> {
                Formula formula = formula(node, input, output);
                if (formula != null) {
                    formulas.put(output, formula);
                }
            }
        }
    }

    /** A node with an attribute that is not looked at here is left to its own rule, which may refuse it. */
    private static boolean hasKnownAttributes(OnnxNode node) {
        return ATTRIBUTES
                .getOrDefault(node.operator(), Set.of())
                .containsAll(node.attributes().keySet());
    }

    private boolean trains(OnnxNode node) {
        String training = node.input(2);
        long[] truth = facts.numbers(training);
        return training != null && (truth == null || truth.length != 1 || truth[0] != 0);
    }

    private @Nullable Formula formula(OnnxNode node, String input, String output) {
        String second = node.input(1);
        return switch (node.operator()) {
            case "Identity" -> of(input);
            case "Cast" -> Facts.isCastToReals(node) ? of(input) : null;
            case "Dropout" -> trains(node) ? null : of(input);
            case "Unsqueeze", "Squeeze", "Reshape" -> keepsRows(input, output) ? renamed(of(input), output) : null;
            case "Expand" -> isSame(input, output) ? of(input) : null;
            case "Gather" -> gather(node, input, output);
            case "Slice" -> slice(node, input, output);
            case "SequenceAt" -> sequenceAt(node, input, output);
            case "MatMul" -> second == null ? null : product(node, input, second, output);
            case "Gemm" -> second == null ? null : gemm(node, input, second, output);
            case "Add" -> second == null ? null : sum(of(input), of(second), output);
            case "Sub" -> second == null ? null : new Formula.Difference(output, of(input), of(second));
            case "Mul" -> second == null ? null : times(of(input), of(second), output);
            case "Clip" -> clipped(ActivationNodes.most(facts, node), of(input), output);
            default -> {
                CellActivation function = ActivationNodes.function(node);
                yield function == null ? null : new Formula.Activated(output, function, of(input));
            }
        };
    }

    /** Whether all that changes is where axes of extent 1 are, before the last. */
    private boolean keepsRows(String input, String output) {
        List<Dim> before = facts.extents(input);
        List<Dim> after = facts.extents(output);
        return before != null
                && after != null
                && !before.isEmpty()
                && !after.isEmpty()
                && before.getLast().equals(after.getLast())
                && withoutOnes(before).equals(withoutOnes(after));
    }

    private boolean isSame(String input, String output) {
        List<Dim> before = facts.extents(input);
        return before != null && before.equals(facts.extents(output));
    }

    private static List<Dim> withoutOnes(List<Dim> dims) {
        return dims.subList(0, dims.size() - 1).stream()
                .filter(dim -> !dim.is(1))
                .toList();
    }

    private static Formula renamed(Formula formula, String name) {
        return formula instanceof Formula.Given given
                ? new Formula.Given(name, given.source().readAs(name))
                : formula;
    }

    private @Nullable Formula gather(OnnxNode node, String input, String output) {
        int rank = facts.rank(input);
        int axis = Facts.axis(node, 0, rank);
        long[] index = facts.numbers(node.input(1));
        boolean one = index != null && index.length == 1 && axis >= 0 && axis < rank - 1;
        if (one && facts.size(input, axis) == 1) {
            return renamed(of(input), output);
        }
        return one && index != null ? picked(steps(input, axis), index[0], output) : null;
    }

    /** One step, counted from the end if the index is negative. */
    private @Nullable Formula picked(Ordered steps, long index, String output) {
        if (Math.abs(index) > Integer.MAX_VALUE / 2) {
            return null;
        }
        int place = (int) (index < 0 ? -1 - index : index);
        boolean fromEnd = index < 0 != steps.reversed;
        int extent = facts.size(steps.value, steps.axis);
        Pick pick = fromEnd && place < extent
                ? new Pick(steps.axis, false, extent - 1 - place)
                : new Pick(steps.axis, fromEnd, place);
        return picked(steps.value, pick, output);
    }

    /** The steps of a value's axis. If the value is another one in reverse order, they are that one's. */
    private Ordered steps(String value, int axis) {
        Ordered before = ordered.get(value);
        return before != null && before.reversed && before.axis == axis ? before : new Ordered(value, axis, false);
    }

    private Formula picked(String value, Pick pick, String output) {
        Formula formula = of(value);
        if (formula instanceof Formula.Linear linear) {
            Map<RowSource, MatrixView> products = new LinkedHashMap<>();
            linear.form().products().forEach((source, matrix) -> {
                RowSource whole = whole(source, value);
                if (whole != null) {
                    products.put(whole.picked(pick, output), matrix);
                }
            });
            if (products.size() == linear.form().products().size()) {
                LinearForm form = new LinearForm(
                        linear.form().size(), products, linear.form().bias());
                return new Formula.Linear(output, form);
            }
        }
        RowSource whole = formula instanceof Formula.Given given ? whole(given.source(), value) : null;
        RowSource source = whole == null ? RowSource.of(value) : whole;
        return new Formula.Given(output, source.picked(pick, output));
    }

    /** A source as all of a value whose axes are those of another; null where it has others. */
    private @Nullable RowSource whole(RowSource source, String other) {
        int rank = facts.rank(other);
        if (source.pick() != null || rank < 1) {
            return null;
        }
        if (facts.rank(source.value()) == rank) {
            return source;
        }
        return facts.rank(source.read()) == rank ? RowSource.of(source.read()) : null;
    }

    private @Nullable Formula slice(OnnxNode node, String input, String output) {
        long[] starts = facts.numbers(node, 1, "starts");
        long[] ends = facts.numbers(node, 2, "ends");
        long[] axes = facts.numbers(node, 3, "axes");
        long[] steps = node.input(4) == null ? null : facts.numbers(node.input(4));
        int rank = facts.rank(input);
        if (starts == null || ends == null || rank < 1) {
            return null;
        }
        int which = -1;
        for (int i = 0; i < starts.length && i < ends.length; i++) {
            boolean whole = starts[i] == 0 && ends[i] >= Integer.MAX_VALUE && (steps == null || steps[i] == 1);
            if (!whole && which >= 0) {
                return null;
            }
            which = whole ? which : i;
        }
        if (which < 0) {
            return of(input);
        }
        int axis = Facts.axis(axes == null ? which : axes[which], rank);
        return sliced(input, axis, starts[which], ends[which], steps == null ? 1 : steps[which], output);
    }

    private @Nullable Formula sliced(String input, int axis, long start, long end, long step, String output) {
        if (axis == facts.rank(input) - 1) {
            return step == 1 ? columns(input, start, facts.size(output, axis), output) : null;
        }
        if (start == -1 && end <= -Integer.MAX_VALUE && step == -1) {
            ordered.put(output, new Ordered(input, axis, true));
            return null;
        }
        boolean one = step == 1 && axis >= 0 && facts.size(output, axis) == 1;
        if (one && facts.size(input, axis) == 1) {
            return renamed(of(input), output);
        }
        return one ? picked(steps(input, axis), start, output) : null;
    }

    /** Some columns of a linear form, or of what an activation makes of one. */
    private @Nullable Formula columns(String input, long start, int count, String output) {
        Formula formula = of(input);
        Formula inner = formula instanceof Formula.Activated activated ? activated.of() : formula;
        if (!(inner instanceof Formula.Linear linear) || count < 0) {
            return null;
        }
        int size = linear.form().size();
        long from = Math.clamp(start < 0 ? start + size : start, 0, size);
        if (from + count > size) {
            return null;
        }
        Formula part = new Formula.Linear(output, linear.form().columns((int) from, count));
        return formula instanceof Formula.Activated activated
                ? new Formula.Activated(output, activated.function(), part)
                : part;
    }

    private void split(OnnxNode node, String input) {
        int rank = facts.rank(input);
        int axis = rank < 1 ? -1 : Facts.axis(node, 0, rank);
        int extent = axis < 0 ? -1 : facts.size(input, axis);
        int[] parts = extent < 0 ? null : Ranges.parts(facts, node, extent);
        int from = 0;
        for (int i = 0; parts != null && i < parts.length; i++) {
            String output = node.output(i);
            Formula part = null;
            if (output != null && axis == rank - 1) {
                part = columns(input, from, parts[i], output);
            } else if (output != null && parts[i] == 1) {
                part = extent > 1 ? picked(steps(input, axis), from, output) : renamed(of(input), output);
            }
            if (part != null && output != null) {
                formulas.put(output, part);
            }
            from += parts[i];
        }
    }

    private void list(OnnxNode node, String input, String output) {
        int axis = Facts.axis(node, 0, facts.rank(input));
        if (axis < 0 || node.input(1) != null) {
            return;
        }
        ordered.put(output, steps(input, axis));
    }

    private @Nullable Formula sequenceAt(OnnxNode node, String input, String output) {
        Ordered list = ordered.get(input);
        long[] index = facts.numbers(node.input(1));
        return list == null || index == null || index.length != 1 ? null : picked(list, index[0], output);
    }

    private void concat(OnnxNode node, String output) {
        String input = node.inputs().getFirst();
        int rank = facts.rank(input);
        if (partsOfRows && rank > 0 && Facts.axis(node, 0, rank) == rank - 1) {
            joined.put(output, node.inputs());
        }
    }

    private @Nullable Formula product(OnnxNode node, String input, String second, String output) {
        RealConstant matrix = facts.reals(second);
        if (matrix == null
                || matrix.rank() != 2
                || matrix.count() == 0
                || node.inputs().size() != 2) {
            return null;
        }
        LinearForm form = form(input, MatrixView.of(matrix, false, 1));
        return form == null ? null : new Formula.Linear(output, form);
    }

    private @Nullable Formula gemm(OnnxNode node, String input, String second, String output) {
        RealConstant matrix = facts.reals(second);
        if (matrix == null || matrix.rank() != 2 || matrix.count() == 0 || Facts.integer(node, "transA", 0) == 1) {
            return null;
        }
        boolean transposed = Facts.integer(node, "transB", 0) == 1;
        LinearForm form = form(input, MatrixView.of(matrix, transposed, Facts.real(node, "alpha", 1)));
        String added = node.input(2);
        if (form == null || added == null) {
            return form == null ? null : new Formula.Linear(output, form);
        }
        boolean plain = Facts.real(node, "beta", 1) == 1;
        return plain ? sum(new Formula.Linear(output, form), of(added), output) : null;
    }

    /** A product of rows, or of several values side by side, with a matrix. */
    private @Nullable LinearForm form(String input, MatrixView matrix) {
        List<String> parts = joined.get(input);
        if (parts == null) {
            return LinearForm.of(source(input), matrix);
        }
        LinearForm sum = null;
        int row = 0;
        for (String part : parts) {
            int width = facts.size(part, -1);
            if (width < 0 || row + width > matrix.rows()) {
                return null;
            }
            LinearForm product = form(part, matrix.rows(row, width));
            sum = sum == null || product == null ? product : sum.plus(product);
            if (sum == null) {
                return null;
            }
            row += width;
        }
        return row == matrix.rows() ? sum : null;
    }

    private RowSource source(String input) {
        Formula formula = of(input);
        return formula instanceof Formula.Given given
                ? given.source().readAs(input)
                : RowSource.of(formula.value()).readAs(input);
    }

    private static Formula sum(Formula left, Formula right, String output) {
        LinearForm form = null;
        if (left instanceof Formula.Linear one && right instanceof Formula.Linear other) {
            form = one.form().plus(other.form());
        } else if (left instanceof Formula.Linear linear && right instanceof Formula.Fixed fixed) {
            form = shifted(linear.form(), fixed.constant());
        } else if (left instanceof Formula.Fixed fixed && right instanceof Formula.Linear linear) {
            form = shifted(linear.form(), fixed.constant());
        }
        return form == null ? new Formula.Sum(output, left, right) : new Formula.Linear(output, form);
    }

    private static @Nullable LinearForm shifted(LinearForm form, Value constant) {
        RealConstant vector = ConstantRows.row(constant, form.size());
        return vector == null ? null : form.plus(vector);
    }

    private static Formula times(Formula left, Formula right, String output) {
        Formula scaled = null;
        if (left instanceof Formula.Fixed fixed) {
            scaled = scaled(right, ConstantRows.scalar(fixed.constant()), output);
        } else if (right instanceof Formula.Fixed fixed) {
            scaled = scaled(left, ConstantRows.scalar(fixed.constant()), output);
        }
        return scaled == null ? new Formula.Product(output, left, right) : scaled;
    }

    private static @Nullable Formula scaled(Formula formula, float factor, String output) {
        if (formula instanceof Formula.Linear linear && !Float.isNaN(factor)) {
            return new Formula.Linear(output, linear.form().times(factor));
        }
        if (formula instanceof Formula.Clipped clipped && Math.abs(clipped.most() * factor - 1) < SLOPE_ERROR) {
            return hardSigmoid(1 / clipped.most(), clipped.of(), output);
        }
        return factor == 1 ? formula : null;
    }

    private static @Nullable Formula clipped(float most, Formula of, String output) {
        return most == 1 ? hardSigmoid(1, of, output) : most > 0 ? new Formula.Clipped(output, most, of) : null;
    }

    private static Formula hardSigmoid(float slope, Formula of, String output) {
        CellActivation function = new CellActivation(CellActivation.Function.HARD_SIGMOID, slope, 0);
        return new Formula.Activated(output, function, of);
    }
}
