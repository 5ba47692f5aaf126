package io.github.lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * Final states of recurrent layers: a little array of them, each a matrix of sequences by units.
 *
 * @param axes the extents of the array, and in between {@link #BATCH} and {@link #UNITS}
 * @param refs the states, row-major over the axes of the array
 */
record States(List<Integer> axes, List<Ref> refs) implements Value {
    /** The axis of the sequences. */
    static final int BATCH = FoldedGraph.BATCH;

    /** The axis of the units. */
    static final int UNITS = FoldedGraph.UNITS;

    /**
     * One state.
     *
     * @param node whose
     * @param direction of the node, from 0
     * @param cell whether it is the cell state
     */
    record Ref(RecurrentNode node, int direction, boolean cell) {}

    States {
        axes = List.copyOf(axes);
        refs = List.copyOf(refs);
    }

    int[] extents() {
        return axes.stream()
                .filter(extent -> extent >= 0)
                .mapToInt(extent -> extent)
                .toArray();
    }

    boolean isArrayAxis(int axis) {
        return axes.get(axis) >= 0;
    }

    /** The number, among the axes of the array, of an axis. */
    private int arrayAxis(int axis) {
        return (int)
                axes.subList(0, axis).stream().filter(extent -> extent >= 0).count();
    }

    private States picked(List<Integer> newAxes, int[] map) {
        List<Ref> picked = new ArrayList<>();
        for (int index : map) {
            picked.add(refs.get(index));
        }
        return new States(newAxes, picked);
    }

    States transposed(int[] perm) {
        int[] strides = Shapes.strides(extents());
        List<Integer> newAxes = new ArrayList<>();
        List<Integer> newStrides = new ArrayList<>();
        for (int axis : perm) {
            newAxes.add(axes.get(axis));
            if (isArrayAxis(axis)) {
                newStrides.add(strides[arrayAxis(axis)]);
            }
        }
        int[] extents = new States(newAxes, refs).extents();
        return picked(
                newAxes,
                Shapes.walk(extents, 0, newStrides.stream().mapToInt(i -> i).toArray()));
    }

    States sliced(int axis, int start, int step, int count) {
        int[] extents = extents();
        int[] strides = Shapes.strides(extents);
        int inArray = arrayAxis(axis);
        int from = start * strides[inArray];
        extents[inArray] = count;
        strides[inArray] *= step;
        return picked(withAxis(axis, count), Shapes.walk(extents, from, strides));
    }

    private List<Integer> withAxis(int axis, int extent) {
        List<Integer> newAxes = new ArrayList<>(axes);
        newAxes.set(axis, extent);
        return newAxes;
    }

    /** With an axis of extent 1 more. */
    States unsqueezed(int axis) {
        List<Integer> newAxes = new ArrayList<>(axes);
        newAxes.add(axis, 1);
        return new States(newAxes, refs);
    }

    /** Without an axis of extent 1. */
    States squeezed(int axis) {
        List<Integer> newAxes = new ArrayList<>(axes);
        newAxes.subList(axis, axis + 1).clear();
        return new States(newAxes, refs);
    }

    /** Side by side along an axis of the array; the other axes are the same. */
    static States joined(List<States> parts, int axis) {
        States first = parts.getFirst();
        int rank = first.axes.size();
        int[] front = new int[rank];
        int[] back = new int[rank];
        front[0] = axis;
        for (int i = 0, to = 1; i < rank; i++) {
            if (i != axis) {
                front[to++] = i;
            }
        }
        for (int i = 0; i < rank; i++) {
            back[front[i]] = i;
        }
        List<Ref> all = new ArrayList<>();
        int extent = 0;
        for (States part : parts) {
            States moved = part.transposed(front);
            all.addAll(moved.refs);
            extent += moved.axes.getFirst();
        }
        List<Integer> newAxes = new ArrayList<>(first.transposed(front).axes);
        newAxes.set(0, extent);
        return new States(newAxes, all).transposed(back);
    }

    @Override
    public String describe() {
        return "final states of " + refs.getFirst().node().where();
    }
}
