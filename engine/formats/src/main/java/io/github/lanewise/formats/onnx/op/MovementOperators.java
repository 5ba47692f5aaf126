package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.Movable;
import io.github.lanewise.formats.onnx.value.Padded;
import io.github.lanewise.formats.onnx.value.PartialLayer;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.onnx.value.ValueExtents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Operators that move axes and keep the elements: Transpose, Squeeze, Unsqueeze, Reshape, Flatten, ReduceMean of one. */
final class MovementOperators {
    private MovementOperators() {}

    static Value transpose(NodeContext o) throws FormatException {
        Value value = o.value(0);
        int rank = ValueExtents.rank(value);
        long[] given = o.integers("perm");
        int[] perm = new int[rank];
        boolean[] seen = new boolean[rank];
        for (int i = 0; i < rank; i++) {
            perm[i] = given == null ? rank - 1 - i : i < given.length ? o.axis(given[i], rank) : 0;
            seen[perm[i]] = true;
        }
        for (boolean each : seen) {
            if (!each || (given != null && given.length != rank)) {
                throw o.refused("a perm of " + rank + " axes, each once", Arrays.toString(given));
            }
        }
        return switch (value) {
            case Constant constant -> constant.transposed(perm);
            case RepeatedConstant repeated -> repeated.transposed(perm);
            case Movable movable -> movable.moved(AxisPart.transposed(movable.axes(), perm));
            case FinalStates states -> states.transposed(perm);
            case PartialLayer partial -> throw o.refusedInput(0, "rows of a whole layer", partial);
        };
    }

    static Value unsqueeze(NodeContext o) throws FormatException {
        Value value = o.value(0);
        long[] axes = o.numbers(1, "axes");
        if (axes == null) {
            throw o.refused("axes", "none");
        }
        int rank = ValueExtents.rank(value) + axes.length;
        TreeSet<Integer> sorted = new TreeSet<>();
        for (long axis : axes) {
            sorted.add(o.axis(axis, rank));
        }
        if (sorted.size() != axes.length) {
            throw o.refused("axes that differ", Arrays.toString(axes));
        }
        for (int axis : sorted) {
            value = unsqueezed(o, value, axis);
        }
        return value;
    }

    /** With an axis of extent 1 more. */
    private static Value unsqueezed(NodeContext o, Value value, int axis) throws FormatException {
        return switch (value) {
            case Constant constant -> {
                List<Integer> shape = new ArrayList<>();
                for (int extent : constant.shape()) {
                    shape.add(extent);
                }
                shape.add(axis, 1);
                yield constant.shaped(shape.stream().mapToInt(i -> i).toArray());
            }
            case RepeatedConstant repeated -> {
                List<Dim> dims = new ArrayList<>(repeated.dims());
                dims.add(axis, Dim.ONE);
                yield repeated.shaped(dims);
            }
            case Movable movable -> movable.moved(AxisPart.inserted(movable.axes(), axis));
            case FinalStates states -> states.unsqueezed(axis);
            case Padded padded -> padded.unsqueezed(axis);
            case PartialLayer partial -> throw o.refusedInput(0, "rows of a whole layer", partial);
        };
    }

    static Value squeeze(NodeContext o, KnownExtents sizes) throws FormatException {
        Value value = o.value(0);
        long[] axes = o.numbers(1, "axes");
        List<Dim> dims = ValueExtents.of(value);
        TreeSet<Integer> which = new TreeSet<>();
        for (int i = 0; axes == null && i < dims.size(); i++) {
            Dim dim = sizes.known(dims.get(i));
            if (!dim.isNumber()) {
                throw o.refused("axes, since extent " + dim + " may be 1", "none");
            }
            if (dim.is(1)) {
                which.add(i);
            }
        }
        for (int i = 0; axes != null && i < axes.length; i++) {
            which.add(o.axis(axes[i], dims.size()));
        }
        for (int axis : which.descendingSet()) {
            if (!sizes.known(dims.get(axis)).is(1)) {
                throw o.refused("extent 1 of axis " + axis, dims.get(axis).toString());
            }
            value = dropped(o, value, axis);
        }
        return value;
    }

    /** Without an axis of extent 1. */
    static Value dropped(NodeContext o, Value value, int axis) throws FormatException {
        return switch (value) {
            case Constant constant -> constant.gathered(axis, new int[] {0}, true);
            case RepeatedConstant repeated -> {
                List<Dim> dims = new ArrayList<>(repeated.dims());
                dims.remove(axis);
                yield repeated.shaped(dims);
            }
            case Movable movable -> movable.moved(AxisPart.without(movable.axes(), axis));
            case FinalStates states when states.isArrayAxis(axis) -> states.squeezed(axis);
            case FinalStates states -> throw o.refusedInput(0, "an axis of layers and directions", states);
            case PartialLayer partial -> throw o.refusedInput(0, "rows of a whole layer", partial);
        };
    }

    static Value flatten(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        List<Dim> dims = ValueExtents.of(value);
        long given = o.integer("axis", 1);
        int axis = given == dims.size() ? dims.size() : o.axis(given, dims.size());
        List<Dim> target = List.of(Dim.product(dims.subList(0, axis)), Dim.product(dims.subList(axis, dims.size())));
        return reshaped(o, value, target, folding);
    }

    static Value reshape(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        boolean allowZero = o.truth("allowzero");
        List<Dim> shape = ConstantOperators.extents(o, 1);
        List<Dim> dims = ValueExtents.of(value);
        List<Dim> target = new ArrayList<>();
        for (Dim dim : shape) {
            boolean copied = dim.is(0) && !allowZero;
            if (copied && target.size() >= dims.size()) {
                throw o.refused(
                        "at most " + dims.size() + " extents that 0 copies",
                        o.value(1).describe());
            }
            target.add(copied ? dims.get(target.size()) : dim);
        }
        if (target.stream().filter(dim -> dim.is(-1)).count() > 1) {
            throw o.refused("one extent of -1 at most", o.value(1).describe());
        }
        return reshaped(o, value, target, folding);
    }

    private static Value reshaped(NodeContext o, Value value, List<Dim> target, Folding folding)
            throws FormatException {
        KnownExtents sizes = folding.sizes();
        @Nullable
        Value reshaped = switch (value) {
            case Constant constant -> Reshapes.constant(constant, target);
            case RepeatedConstant repeated -> Reshapes.repeated(repeated, target);
            case Movable movable -> {
                List<List<AxisPart>> axes = AxisPart.regrouped(movable.axes(), target, sizes);
                yield axes == null ? null : movable.moved(axes);
            }
            case FinalStates states -> {
                Value array = Reshapes.states(states, target, sizes);
                Rows rows = array == null ? folding.asRows(states) : null;
                List<List<AxisPart>> axes = rows == null ? null : AxisPart.regrouped(rows.axes(), target, sizes);
                yield rows != null && axes != null ? rows.moved(axes) : array;
            }
            case PartialLayer partial -> throw o.refusedInput(0, "rows of a whole layer", partial);
        };
        if (reshaped == null) {
            throw o.refused(
                    "a shape that keeps time, batch and features apart", target + " for " + ValueExtents.of(value));
        }
        return reshaped;
    }

    /** ReduceMean, where the mean is of one element. */
    static Value mean(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        List<Dim> dims = ValueExtents.of(value);
        long[] given = o.numbers(1, "axes");
        boolean noneIsNone = o.truth("noop_with_empty_axes");
        TreeSet<Integer> axes = new TreeSet<>();
        if (given != null && given.length > 0) {
            for (long axis : given) {
                axes.add(o.axis(axis, dims.size()));
            }
        } else {
            for (int i = 0; !noneIsNone && i < dims.size(); i++) {
                axes.add(i);
            }
        }
        boolean keep = o.integer("keepdims", 1) != 0;
        for (int axis : axes.descendingSet()) {
            if (!folding.sizes().known(dims.get(axis)).is(1)) {
                throw o.refused("the mean of one element, axis " + axis + " of extent 1", "extent " + dims.get(axis));
            }
            value = keep ? value : dropped(o, value, axis);
        }
        return value;
    }

    /** Rows of which a file writes out as many steps as an axis has. */
    static Value steps(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        List<Dim> dims = ValueExtents.of(value);
        int axis = o.axis("axis", 0, dims.size());
        Dim count = Dim.of(o.integer("count", 0));
        Dim extent = folding.sizes().known(dims.get(axis));
        if (!extent.equals(count) && !folding.sizes().learn(extent, count)) {
            throw o.refused("as many steps as its input has, " + extent, count.toString());
        }
        return value;
    }
}
