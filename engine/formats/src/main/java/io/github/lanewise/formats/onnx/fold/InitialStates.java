package io.github.lanewise.formats.onnx.fold;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.StateSource;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.onnx.value.ValueExtents;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a recurrent node's initial states of one sort come from: zeros, constants that the model stores, or a part of an
 * input for each direction.
 *
 * @param stored (directions, units), or null
 * @param sources one per direction, null where it is no input
 */
public record InitialStates(@Nullable Tensor stored, List<@Nullable StateSource> sources) {
    /**
     * Reads an input of a node.
     *
     * @param o the node
     * @param folding for the sizes of named extents
     * @param index of the input
     * @param what its name
     * @param directions 1 or 2
     * @param units H
     * @param batchFirst whether it is (batch, directions, units) instead of (directions, batch, units)
     */
    public static InitialStates read(
            NodeContext o, Folding folding, int index, String what, int directions, int units, boolean batchFirst)
            throws FormatException {
        Value value = o.optional(index);
        if (value == null) {
            return new InitialStates(null, none(directions));
        }
        return of(o, folding, value, what, directions, units, batchFirst);
    }

    private static List<@Nullable StateSource> none(int directions) {
        return Collections.nCopies(directions, null);
    }

    /** Takes a value of the shape of such an input. */
    public static InitialStates of(
            NodeContext o, Folding folding, Value value, String what, int directions, int units, boolean batchFirst)
            throws FormatException {
        List<@Nullable StateSource> none = none(directions);
        int batchAxis = batchFirst ? 0 : 1;
        List<Dim> dims = ValueExtents.of(value);
        KnownExtents sizes = folding.sizes();
        boolean fits = dims.size() == 3
                && sizes.known(dims.get(1 - batchAxis)).is(directions)
                && (sizes.known(dims.get(2)).is(units) || sizes.learn(dims.get(2), Dim.of(units)));
        if (!fits) {
            String shape = batchFirst ? "(batch, " + directions : "(" + directions + ", batch";
            throw o.refused(what + " of shape " + shape + ", " + units + ")", dims.toString());
        }
        return switch (value) {
            case RealConstant reals -> new InitialStates(stored(o, what, reals, batchAxis, directions, units), none);
            case RepeatedConstant repeated ->
                new InitialStates(stored(o, what, concrete(repeated, batchAxis), batchAxis, directions, units), none);
            case InputView view
            when view.axes().stream().allMatch(axis -> axis.size() <= 1) ->
                new InitialStates(null, sources(view, directions, batchAxis));
            default -> throw o.refused(what + ", a constant or an input of the graph", value.describe());
        };
    }

    /** With one sequence, or with as many as it is written out for. */
    private static RealConstant concrete(RepeatedConstant repeated, int batchAxis) {
        int[] shape = repeated.base().shape();
        for (int i = 0; i < shape.length; i++) {
            Dim dim = repeated.dims().get(i);
            shape[i] = i != batchAxis && dim.isNumber() ? (int) dim.factor() : shape[i];
        }
        return (RealConstant) repeated.base().expanded(shape);
    }

    /** The state of all sequences; null for zeros. */
    private static @Nullable Tensor stored(
            NodeContext o, String what, RealConstant reals, int batchAxis, int directions, int units)
            throws FormatException {
        RealConstant byBatch = (RealConstant) (batchAxis == 0 ? reals : reals.transposed(new int[] {1, 0, 2}));
        float[] data = byBatch.data();
        int each = directions * units;
        boolean zeros = true;
        for (int i = 0; i < data.length; i++) {
            if (data[i] != data[i % each]) {
                throw o.refused(what + " that is the same for every sequence, or an input of the graph", "others");
            }
            zeros &= data[i] == 0;
        }
        if (zeros) {
            return null;
        }
        Tensor stored = Tensor.zeros(directions, units);
        System.arraycopy(data, 0, stored.data(), 0, each);
        return stored;
    }

    private static List<@Nullable StateSource> sources(InputView view, int directions, int batchAxis) {
        List<@Nullable StateSource> sources = new ArrayList<>();
        for (int d = 0; d < directions; d++) {
            List<Integer> start = new ArrayList<>();
            for (int i = 0; i < view.shape().size(); i++) {
                start.add(view.fixed().getOrDefault(InputView.id(view.input(), i), 0));
            }
            for (int axis = 0; axis < view.axes().size(); axis++) {
                for (AxisPart part : view.axes().get(axis)) {
                    int dimension = InputView.dimension(part.id());
                    start.set(dimension, part.from() + (axis == 1 - batchAxis ? d : 0));
                }
            }
            sources.add(new StateSource(
                    view.input(),
                    start,
                    dimension(view.axes().get(batchAxis)),
                    dimension(view.axes().get(2))));
        }
        return sources;
    }

    private static int dimension(List<AxisPart> axis) {
        return axis.isEmpty() ? -1 : InputView.dimension(axis.getFirst().id());
    }

    /**
     * The stored states of several layers or directions.
     *
     * @param first the states of the first ones; null for zeros
     * @param last the states of the last ones; null for zeros
     * @param count how many there are in all
     * @param units H
     * @return (count, units), or null where both are zeros
     */
    public static @Nullable Tensor joined(@Nullable Tensor first, @Nullable Tensor last, int count, int units) {
        if (first == null && last == null) {
            return null;
        }
        Tensor joined = Tensor.zeros(count, units);
        if (first != null) {
            System.arraycopy(first.data(), 0, joined.data(), 0, first.data().length);
        }
        if (last != null) {
            int length = last.data().length;
            System.arraycopy(last.data(), 0, joined.data(), joined.data().length - length, length);
        }
        return joined;
    }
}
