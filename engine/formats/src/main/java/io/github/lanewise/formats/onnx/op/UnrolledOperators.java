package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.InitialStates;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.StepSum;
import io.github.lanewise.formats.onnx.value.TimeStep;
import io.github.lanewise.formats.onnx.value.UnrolledState;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What PyTorch's exporter writes for an RNN, for which it has no node of its own: a MatMul, two Adds and an activation for
 * every time step. Each of these returns null where the values are no such thing.
 */
public final class UnrolledOperators {
    private UnrolledOperators() {}

    /** U h, with h the step before or an initial state that is not all of an input. */
    static @Nullable StepSum matMul(NodeContext o, Folding folding) throws FormatException {
        Value state = o.value(0);
        boolean known = state instanceof RepeatedConstant || state instanceof RealConstant;
        boolean part = state instanceof InputView view && !view.isWhole();
        if (!known && !part && !(state instanceof UnrolledState)) {
            return null;
        }
        RealConstant matrix = folding.constant(o, 1, "a matrix");
        if (state instanceof UnrolledState hidden
                && !(hidden.isMatrix() && hidden.run().multipliesWith(matrix))) {
            return null;
        }
        List<Dim> dims = MovementOperators.dims(o, state);
        requireState(o, folding, dims, matrix);
        return StepSum.of(state, matrix, dims, List.of(o.node().title()));
    }

    private static void requireState(NodeContext o, Folding folding, List<Dim> dims, RealConstant matrix)
            throws FormatException {
        int rank = dims.size();
        boolean fits = rank >= 2
                && rank <= 3
                && dims.subList(0, rank - 2).stream().allMatch(dim -> dim.is(1))
                && matrix.rank() == 2
                && matrix.count() > 0
                && matrix.size(0) == matrix.size(1);
        if (!fits || !folding.sizes().known(dims.getLast()).is(matrix.size(0))) {
            throw o.refused(
                    "states (1, batch, units) and a matrix (units, units) of a recurrence",
                    dims + " and " + matrix.describe());
        }
    }

    /** Adds the bias or the input's part to a step. */
    static @Nullable StepSum add(NodeContext o, Folding folding) throws FormatException {
        if (!o.operator().equals("Add")) {
            return null;
        }
        StepSum sum = null;
        int other = 1;
        for (int i = 0; i < 2 && sum == null; i++) {
            sum = sum(o, folding, o.value(i), o.value(1 - i));
            other = 1 - i;
        }
        if (sum == null) {
            for (int i = 0; i < 2; i++) {
                if (o.value(i) instanceof TimeStep step) {
                    String expected = "the state's part of a recurrence beside " + step.describe();
                    throw o.refused(expected, o.value(1 - i).describe());
                }
            }
            return null;
        }
        if (o.value(other) instanceof RealConstant && sum.bias() == null && sum.state() != null) {
            return sum.withBias(LayerOperators.vector(o, folding, other, sum.units()), o.node());
        }
        TimeStep step = step(o.value(other), folding);
        if (step == null || sum.input() != null) {
            throw o.refusedInput(other, "a bias, or a linear layer's row of one time step, each once", o.value(other));
        }
        requireFits(o, folding, sum, step);
        return sum.withInput(step, o.node());
    }

    /** A value as the state's part of a step; the first one's may be stored, or look like a layer behind an input. */
    private static @Nullable StepSum sum(NodeContext o, Folding folding, Value value, Value other)
            throws FormatException {
        if (value instanceof StepSum sum) {
            return sum;
        }
        if (!(other instanceof TimeStep)) {
            return null;
        }
        if (value instanceof RealConstant seed) {
            List<Dim> dims = MovementOperators.dims(o, seed);
            boolean fits = dims.size() >= 2
                    && dims.subList(0, dims.size() - 2).stream().allMatch(dim -> dim.is(1));
            return fits ? StepSum.of(null, seed, dims, List.of()) : null;
        }
        return value instanceof Rows rows ? ofInput(o, folding, rows) : null;
    }

    private static @Nullable StepSum ofInput(NodeContext o, Folding folding, Rows rows) throws FormatException {
        LayerChain before = rows.chain().before();
        if (before == null
                || before.layer() != null
                || !(rows.chain().layer() instanceof LinearSpec linear)
                || !rows.endsWithFeatures()
                || !withoutLast(rows.axes()).equals(withoutLast(before.input().axes()))) {
            return null;
        }
        int units = linear.outputSize();
        RealConstant transposed = new RealConstant(linear.weight().data(), units, linear.inputSize());
        RealConstant matrix = (RealConstant) transposed.transposed(new int[] {1, 0});
        List<Dim> dims = MovementOperators.dims(o, before.input());
        requireState(o, folding, dims, matrix);
        List<String> nodes = folding.origins().of(rows.chain());
        StepSum sum = StepSum.of(before.input(), matrix, dims, nodes);
        return linear.bias() == null
                ? sum
                : new StepSum(
                        sum.state(), matrix, new RealConstant(linear.bias().data(), units), null, sum.dims(), nodes);
    }

    private static List<List<AxisPart>> withoutLast(List<List<AxisPart>> axes) {
        return axes.subList(0, Math.max(0, axes.size() - 1));
    }

    /** A row of one time step, of a linear layer; the last one may have been taken for the model's output. */
    private static @Nullable TimeStep step(Value value, Folding folding) {
        if (value instanceof TimeStep step) {
            return step;
        }
        List<AxisPart> time = folding.time();
        if (!(value instanceof Rows rows) || !(rows.chain().layer() instanceof LinearSpec) || rows.direction() >= 0) {
            return null;
        }
        if (rows.head() == Head.LAST_STEP && time != null) {
            Dim extent = folding.sizes().known(AxisPart.extent(time));
            boolean isKnown = extent.isNumber() && extent.factor() <= Integer.MAX_VALUE;
            int last = (int) extent.factor() - 1;
            return isKnown ? new TimeStep(rows.chain(), rows.features(), time, false, last, rows.axes()) : null;
        }
        return rows.head() == Head.EVERY_STEP
                ? new TimeStep(rows.chain(), rows.features(), List.of(), false, 0, rows.axes())
                : null;
    }

    private static void requireFits(NodeContext o, Folding folding, StepSum sum, TimeStep step) throws FormatException {
        KnownExtents sizes = folding.sizes();
        boolean matrix =
                step.isMatrix() && sizes.known(AxisPart.extent(step.features())).is(sum.units());
        Dim sequences = matrix ? sizes.known(AxisPart.extent(step.batch())) : Dim.ONE;
        Dim states = sizes.known(sum.dims().get(sum.dims().size() - 2));
        boolean sameBatch = states.equals(sequences)
                || (states.is(1) && !(sum.state() instanceof UnrolledState))
                || (sum.state() instanceof InputView && !(states.isNumber() && sequences.isNumber()));
        if (!matrix || !sameBatch) {
            throw o.refused(
                    "the state's part and the input's part of a time step, (batch, units) both",
                    sum.dims() + " and " + AxisPart.extents(step.axes()));
        }
    }

    /** The hidden state of a step. */
    static @Nullable UnrolledState activation(NodeContext o, Folding folding, CellKind kind) throws FormatException {
        if (!(o.value(0) instanceof StepSum sum)) {
            return null;
        }
        if (sum.input() == null) {
            throw o.refusedInput(0, "a step of a recurrence with its input", sum);
        }
        Unrolled run;
        if (sum.state() instanceof UnrolledState last) {
            run = last.run();
            run.grow(o, kind, last, sum);
        } else {
            if (sum.input().index() != 0) {
                throw o.refused(
                        "a recurrence that begins with time step 0", sum.input().describe());
            }
            run = new Unrolled(o, folding, kind, sum, initial(o, folding, sum));
        }
        List<List<AxisPart>> axes = new ArrayList<>();
        for (int i = 0; i < sum.dims().size() - 2; i++) {
            axes.add(List.of());
        }
        axes.add(run.batch());
        axes.add(run.units());
        return new UnrolledState(run, run.steps() - 1, axes);
    }

    private static @Nullable InitialStates initial(NodeContext o, Folding folding, StepSum sum) throws FormatException {
        Value state = sum.state();
        if (state == null) {
            return null;
        }
        if (MovementOperators.dims(o, state).size() == 2) {
            state = MovementOperators.unsqueezed(o, state, 0);
        }
        return InitialStates.of(o, folding, state, "an initial state", 1, sum.units(), false);
    }

    /** All hidden states of one recurrence, in the order of time: the recurrent layer's rows. */
    static @Nullable Rows concat(NodeContext o, Folding folding, List<Value> values, int axis) throws FormatException {
        if (!(values.getFirst() instanceof UnrolledState first)) {
            return null;
        }
        Unrolled run = first.run();
        for (Value value : values) {
            if (!(value instanceof UnrolledState hidden && hidden.run() == run)) {
                return null;
            }
        }
        boolean reversed = run.isReversed();
        boolean inOrder = values.size() == run.steps() && first.axes().get(axis).isEmpty();
        for (int i = 0; i < values.size() && inOrder; i++) {
            UnrolledState hidden = (UnrolledState) values.get(i);
            inOrder = hidden.step() == (reversed ? values.size() - 1 - i : i)
                    && hidden.axes().equals(first.axes());
        }
        if (!inOrder) {
            throw o.refused(
                    "all " + run.steps() + " steps of the recurrence, each once and in the order of time",
                    values.size() + " from " + first.describe());
        }
        Rows rows = run.rows(folding);
        if (rows == null) {
            throw o.refused("as many steps as its input has, " + run.extent(folding), Integer.toString(run.steps()));
        }
        return rows.moved(AxisPart.replaced(first.axes(), axis, Objects.requireNonNull(folding.time())));
    }

    /** Hidden states that stand alone are final ones; what is none of them stays as it is. */
    public static Value asFinal(Value value, Folding folding) {
        if (!(value instanceof UnrolledState hidden)) {
            return value;
        }
        FinalStates states = hidden.asFinal(folding);
        return states == null ? value : states;
    }
}
