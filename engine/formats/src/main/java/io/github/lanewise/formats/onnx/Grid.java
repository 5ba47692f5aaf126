package io.github.lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Elements that are known, and how they move. Immutable. */
abstract sealed class Grid implements Value permits Reals, Integers {
    private final int[] shape;

    Grid(int[] shape) {
        this.shape = shape;
    }

    /** The elements of a map, in its order, in another shape. */
    abstract Grid take(int[] newShape, int[] map);

    /** The elements of several grids of one sort, one after another. */
    abstract Grid appended(List<Grid> all, int[] newShape);

    /** The same elements in another shape of as many. */
    abstract Grid shaped(int[] newShape);

    final int[] shape() {
        return shape.clone();
    }

    final int rank() {
        return shape.length;
    }

    final int size(int axis) {
        return shape[axis];
    }

    final int count() {
        return Shapes.count(shape);
    }

    final boolean hasShape(int... expected) {
        return Arrays.equals(shape, expected);
    }

    final Grid transposed(int[] perm) {
        int[] strides = Shapes.strides(shape);
        int[] newShape = new int[perm.length];
        int[] newStrides = new int[perm.length];
        for (int i = 0; i < perm.length; i++) {
            newShape[i] = shape[perm[i]];
            newStrides[i] = strides[perm[i]];
        }
        return take(newShape, Shapes.walk(newShape, 0, newStrides));
    }

    /** Every step-th element of an axis, count of them, from start. */
    final Grid sliced(int axis, int start, int step, int count) {
        int[] strides = Shapes.strides(shape);
        int[] newShape = shape.clone();
        newShape[axis] = count;
        int from = count == 0 ? 0 : start * strides[axis];
        strides[axis] *= step;
        return take(newShape, Shapes.walk(newShape, from, strides));
    }

    /** Elements of an axis by number; without one, the axis is gone. */
    final Grid gathered(int axis, int[] indices, boolean dropAxis) {
        List<Grid> parts = new ArrayList<>();
        for (int index : indices) {
            parts.add(sliced(axis, index, 1, 1));
        }
        Grid joined = joined(parts, axis);
        if (!dropAxis) {
            return joined;
        }
        int[] newShape = new int[shape.length - 1];
        for (int i = 0, to = 0; i < shape.length; i++) {
            if (i != axis) {
                newShape[to++] = shape[i];
            }
        }
        return joined.shaped(newShape);
    }

    /** Several grids of one sort, side by side along an axis in which alone they differ. */
    static Grid joined(List<Grid> parts, int axis) {
        int[] newShape = parts.getFirst().shape();
        newShape[axis] = 0;
        List<Grid> front = new ArrayList<>();
        for (Grid part : parts) {
            newShape[axis] += part.shape[axis];
            front.add(part.transposed(toFront(part.rank(), axis)));
        }
        int[] appendedShape = new int[newShape.length];
        int[] perm = toFront(newShape.length, axis);
        int[] inverse = new int[perm.length];
        for (int i = 0; i < perm.length; i++) {
            appendedShape[i] = newShape[perm[i]];
            inverse[perm[i]] = i;
        }
        return parts.getFirst().appended(front, appendedShape).transposed(inverse);
    }

    private static int[] toFront(int rank, int axis) {
        int[] perm = new int[rank];
        perm[0] = axis;
        for (int i = 0, to = 1; i < rank; i++) {
            if (i != axis) {
                perm[to++] = i;
            }
        }
        return perm;
    }

    /** Repeated along the axes in which it has one element; null where the shapes do not fit. */
    final Grid expanded(int[] newShape) {
        int[] strides = Shapes.strides(shape);
        int[] newStrides = new int[newShape.length];
        for (int i = 1; i <= shape.length; i++) {
            newStrides[newShape.length - i] = shape[shape.length - i] == 1 ? 0 : strides[shape.length - i];
        }
        return take(newShape, Shapes.walk(newShape, 0, newStrides));
    }
}
