package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.RowMajor;
import java.util.ArrayList;
import java.util.List;

/**
 * Final states of recurrent layers: an array of states, each a matrix of sequences by units.
 *
 * @param axes the extents of the array, and among them {@link #BATCH} and {@link #UNITS} where the axes of a state stand
 * @param refs the states, row-major over the axes of the array
 */
public record FinalStates(List<Integer> axes, List<Ref> refs) implements Value {
    /** The axis of the sequences. */
    public static final int BATCH = -1;

    /** The axis of the units. */
    public static final int UNITS = -2;

    /**
     * One state.
     *
     * @param node whose
     * @param direction of the node, from 0
     * @param cell whether it is the cell state
     */
    public record Ref(RecurrentNode node, int direction, boolean cell) {}

    public FinalStates {
        axes = List.copyOf(axes);
        refs = List.copyOf(refs);
    }

    public int[] extents() {
        return axes.stream()
                .filter(extent -> extent >= 0)
                .mapToInt(extent -> extent)
                .toArray();
    }

    public boolean isArrayAxis(int axis) {
        return axes.get(axis) >= 0;
    }

    /** The number, among the axes of the array, of an axis. */
    private int arrayAxis(int axis) {
        return (int)
                axes.subList(0, axis).stream().filter(extent -> extent >= 0).count();
    }

    private FinalStates picked(List<Integer> newAxes, int[] map) {
        List<Ref> picked = new ArrayList<>();
        for (int index : map) {
            picked.add(refs.get(index));
        }
        return new FinalStates(newAxes, picked);
    }

    public FinalStates transposed(int[] perm) {
        int[] strides = RowMajor.strides(extents());
        List<Integer> newAxes = new ArrayList<>();
        List<Integer> newStrides = new ArrayList<>();
        for (int axis : perm) {
            newAxes.add(axes.get(axis));
            if (isArrayAxis(axis)) {
                newStrides.add(strides[arrayAxis(axis)]);
            }
        }
        int[] extents = new FinalStates(newAxes, refs).extents();
        return picked(
                newAxes,
                RowMajor.walk(extents, 0, newStrides.stream().mapToInt(i -> i).toArray()));
    }

    public FinalStates sliced(int axis, int start, int step, int count) {
        int[] extents = extents();
        int[] strides = RowMajor.strides(extents);
        int inArray = arrayAxis(axis);
        int from = start * strides[inArray];
        extents[inArray] = count;
        strides[inArray] *= step;
        return picked(withAxis(axis, count), RowMajor.walk(extents, from, strides));
    }

    private List<Integer> withAxis(int axis, int extent) {
        List<Integer> newAxes = new ArrayList<>(axes);
        newAxes.set(axis, extent);
        return newAxes;
    }

    /** With an axis of extent 1 more. */
    public FinalStates unsqueezed(int axis) {
        List<Integer> newAxes = new ArrayList<>(axes);
        newAxes.add(axis, 1);
        return new FinalStates(newAxes, refs);
    }

    /** Without an axis of extent 1. */
    public FinalStates squeezed(int axis) {
        List<Integer> newAxes = new ArrayList<>(axes);
        newAxes.subList(axis, axis + 1).clear();
        return new FinalStates(newAxes, refs);
    }

    /** Side by side along an axis of the array; the other axes are the same. */
    public static FinalStates joined(List<FinalStates> parts, int axis) {
        int[] perm = RowMajor.toFront(parts.getFirst().axes.size(), axis);
        List<FinalStates> front =
                parts.stream().map(part -> part.transposed(perm)).toList();
        int extent = front.stream().mapToInt(part -> part.axes.getFirst()).sum();
        List<Ref> all = front.stream().flatMap(part -> part.refs.stream()).toList();
        return new FinalStates(front.getFirst().withAxis(0, extent), all).transposed(RowMajor.inverse(perm));
    }

    @Override
    public String describe() {
        return "final states of " + refs.getFirst().node().where();
    }
}
