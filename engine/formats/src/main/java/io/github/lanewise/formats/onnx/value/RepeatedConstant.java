package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A constant repeated along axes whose extents only a run knows: the zeros that an exporter makes for initial states.
 *
 * @param base of the same rank, with one element along the repeated axes
 * @param dims the extents
 */
public record RepeatedConstant(RealConstant base, List<Dim> dims) implements Value {
    public RepeatedConstant {
        dims = List.copyOf(dims);
    }

    public static RepeatedConstant filled(float value, List<Dim> dims) {
        int[] ones = new int[dims.size()];
        Arrays.fill(ones, 1);
        return new RepeatedConstant(new RealConstant(new float[] {value}, ones), dims);
    }

    public RepeatedConstant transposed(int[] perm) {
        List<Dim> moved = new ArrayList<>();
        for (int axis : perm) {
            moved.add(dims.get(axis));
        }
        return new RepeatedConstant((RealConstant) base.transposed(perm), moved);
    }

    /** With other extents and the same elements: where axes of one element come or go. */
    public RepeatedConstant shaped(List<Dim> newDims) {
        int[] newShape = new int[newDims.size()];
        Arrays.fill(newShape, 1);
        int from = 0;
        for (int i = 0; i < newShape.length; i++) {
            if (newDims.get(i).is(1)) {
                continue;
            }
            while (dims.get(from).is(1)) {
                from++;
            }
            newShape[i] = base.size(from++);
        }
        return new RepeatedConstant(base.shaped(newShape), newDims);
    }

    /** A range of an axis; of a repeated one, any. */
    public RepeatedConstant sliced(int axis, int start, int count) {
        List<Dim> newDims = new ArrayList<>(dims);
        newDims.set(axis, Dim.of(count));
        boolean repeats = base.size(axis) == 1;
        return new RepeatedConstant(repeats ? base : (RealConstant) base.sliced(axis, start, 1, count), newDims);
    }

    @Override
    public String describe() {
        return "a constant of shape " + dims;
    }
}
