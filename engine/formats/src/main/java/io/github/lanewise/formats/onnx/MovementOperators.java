package io.github.lanewise.formats.onnx;

import io.github.lanewise.formats.FormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Operators that move axes: Transpose, Squeeze, Unsqueeze, Reshape, Flatten. */
final class MovementOperators {
    private MovementOperators() {}

    static Value transpose(Operands o) throws FormatException {
        Value value = o.value(0);
        int rank = rank(o, value);
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
            case Grid grid -> grid.transposed(perm);
            case Repeated repeated -> repeated.transposed(perm);
            case Movable movable -> movable.moved(Atom.transposed(movable.axes(), perm));
            case States states -> states.transposed(perm);
            case Unfinished unfinished -> throw o.refusedInput(0, "rows of a whole layer", unfinished);
        };
    }

    static Value unsqueeze(Operands o) throws FormatException {
        Value value = o.value(0);
        long[] axes = o.numbers(1, "axes");
        if (axes == null) {
            throw o.refused("axes", "none");
        }
        int rank = rank(o, value) + axes.length;
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
    static Value unsqueezed(Operands o, Value value, int axis) throws FormatException {
        return switch (value) {
            case Grid grid -> {
                List<Integer> shape = new ArrayList<>();
                for (int extent : grid.shape()) {
                    shape.add(extent);
                }
                shape.add(axis, 1);
                yield grid.shaped(shape.stream().mapToInt(i -> i).toArray());
            }
            case Repeated repeated -> {
                List<Dim> dims = new ArrayList<>(repeated.dims());
                dims.add(axis, Dim.ONE);
                yield repeated.shaped(dims);
            }
            case Movable movable -> movable.moved(with(movable.axes(), axis));
            case States states -> states.unsqueezed(axis);
            case Padded padded -> padded.unsqueezed(axis);
            case Unfinished unfinished -> throw o.refusedInput(0, "rows of a whole layer", unfinished);
        };
    }

    private static List<List<Atom>> with(List<List<Atom>> axes, int axis) {
        List<List<Atom>> more = new ArrayList<>(axes);
        more.add(axis, List.of());
        return more;
    }

    static Value squeeze(Operands o, Sizes sizes) throws FormatException {
        Value value = o.value(0);
        long[] axes = o.numbers(1, "axes");
        List<Dim> dims = dims(o, value);
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
    static Value dropped(Operands o, Value value, int axis) throws FormatException {
        return switch (value) {
            case Grid grid -> grid.gathered(axis, new int[] {0}, true);
            case Repeated repeated -> {
                List<Dim> dims = new ArrayList<>(repeated.dims());
                dims.remove(axis);
                yield repeated.shaped(dims);
            }
            case Movable movable -> movable.moved(Atom.without(movable.axes(), axis));
            case States states when states.isArrayAxis(axis) -> states.squeezed(axis);
            case States states -> throw o.refusedInput(0, "an axis of layers and directions", states);
            case Unfinished unfinished -> throw o.refusedInput(0, "rows of a whole layer", unfinished);
        };
    }

    static Value flatten(Operands o, Folding folding) throws FormatException {
        Value value = o.value(0);
        List<Dim> dims = dims(o, value);
        long given = o.integer("axis", 1);
        int axis = given == dims.size() ? dims.size() : o.axis(given, dims.size());
        List<Dim> target = List.of(Dim.product(dims.subList(0, axis)), Dim.product(dims.subList(axis, dims.size())));
        return reshaped(o, value, target, folding);
    }

    static Value reshape(Operands o, Folding folding) throws FormatException {
        Value value = o.value(0);
        boolean allowZero = o.truth("allowzero");
        if (!(o.value(1) instanceof Integers shape) || shape.rank() != 1) {
            throw o.refusedInput(1, "a shape", o.value(1));
        }
        List<Dim> dims = dims(o, value);
        List<Dim> target = new ArrayList<>();
        for (Dim dim : shape.elements()) {
            boolean copied = dim.is(0) && !allowZero;
            if (copied && target.size() >= dims.size()) {
                throw o.refused("at most " + dims.size() + " extents that 0 copies", shape.describe());
            }
            target.add(copied ? dims.get(target.size()) : dim);
        }
        if (target.stream().filter(dim -> dim.is(-1)).count() > 1) {
            throw o.refused("one extent of -1 at most", shape.describe());
        }
        return reshaped(o, value, target, folding);
    }

    private static Value reshaped(Operands o, Value value, List<Dim> target, Folding folding) throws FormatException {
        Sizes sizes = folding.sizes();
        @Nullable
        Value reshaped = switch (value) {
            case Grid grid -> Reshapes.grid(grid, target);
            case Repeated repeated -> Reshapes.repeated(repeated, target);
            case Movable movable -> {
                List<List<Atom>> axes = Atom.regrouped(movable.axes(), target, sizes);
                yield axes == null ? null : movable.moved(axes);
            }
            case States states -> {
                Value array = Reshapes.states(states, target, sizes);
                Rows rows = array == null ? folding.asRows(states) : null;
                List<List<Atom>> axes = rows == null ? null : Atom.regrouped(rows.axes(), target, sizes);
                yield rows != null && axes != null ? rows.moved(axes) : array;
            }
            case Unfinished unfinished -> throw o.refusedInput(0, "rows of a whole layer", unfinished);
        };
        if (reshaped == null) {
            throw o.refused("a shape that keeps time, batch and features apart", target + " for " + dims(o, value));
        }
        return reshaped;
    }

    static int rank(Operands o, Value value) throws FormatException {
        return dims(o, value).size();
    }

    /** The extents of a value. */
    static List<Dim> dims(Operands o, Value value) throws FormatException {
        return switch (value) {
            case Grid grid -> {
                List<Dim> dims = new ArrayList<>();
                for (int extent : grid.shape()) {
                    dims.add(Dim.of(extent));
                }
                yield dims;
            }
            case Repeated repeated -> repeated.dims();
            case Movable movable -> Atom.extents(movable.axes());
            case States states -> {
                List<Dim> dims = new ArrayList<>();
                RecurrentNode node = states.refs().getFirst().node();
                for (int axis : states.axes()) {
                    dims.add(axis >= 0 ? Dim.of(axis) : axis == States.BATCH ? node.batch() : Dim.of(node.units()));
                }
                yield dims;
            }
            case Unfinished unfinished -> unfinished.dims();
        };
    }

    /** ReduceMean, where the mean is of one element. */
    static Value mean(Operands o, Folding folding) throws FormatException {
        Value value = o.value(0);
        List<Dim> dims = dims(o, value);
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
        Normalizing mean = keep ? NormalizationOperators.mean(o, folding, axes) : null;
        if (mean != null && !folding.sizes().known(dims.getLast()).is(1)) {
            return mean;
        }
        for (int axis : axes.descendingSet()) {
            if (!folding.sizes().known(dims.get(axis)).is(1)) {
                throw o.refused("the mean of one element, axis " + axis + " of extent 1", "extent " + dims.get(axis));
            }
            value = keep ? value : dropped(o, value, axis);
        }
        return value;
    }
}
