package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.RowMajor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements that are known, and how they move. Immutable. */
public abstract sealed class Constant implements Value permits RealConstant, IntegerConstant, ByteConstant {
    /** Elements that a graph may make of nothing: more than any exporter's shapes and zeros have. */
    public static final int MAX_FILLED = 1 << 24;

    private final int[] shape;

    Constant(int[] shape) {
        this.shape = shape;
    }

    /** The elements of a map, in its order, in another shape. */
    abstract Constant take(int[] newShape, int[] map);

    /** The elements of several constants of one class, one after another. */
    abstract Constant appended(List<Constant> all, int[] newShape);

    /** The same elements in another shape of as many. */
    public abstract Constant shaped(int[] newShape);

    public final int[] shape() {
        return shape.clone();
    }

    public final int rank() {
        return shape.length;
    }

    public final int size(int axis) {
        return shape[axis];
    }

    public final int count() {
        return RowMajor.count(shape);
    }

    public final boolean hasShape(int... expected) {
        return Arrays.equals(shape, expected);
    }

    public final Constant transposed(int[] perm) {
        int[] strides = RowMajor.strides(shape);
        int[] newShape = new int[perm.length];
        int[] newStrides = new int[perm.length];
        for (int i = 0; i < perm.length; i++) {
            newShape[i] = shape[perm[i]];
            newStrides[i] = strides[perm[i]];
        }
        return take(newShape, RowMajor.walk(newShape, 0, newStrides));
    }

    /** Every step-th element of an axis, count of them, from start. */
    public final Constant sliced(int axis, int start, int step, int count) {
        int[] strides = RowMajor.strides(shape);
        int[] newShape = shape.clone();
        newShape[axis] = count;
        int from = count == 0 ? 0 : start * strides[axis];
        strides[axis] *= step;
        return take(newShape, RowMajor.walk(newShape, from, strides));
    }

    /** The elements of an axis at some indices. To drop the axis there has to be one index. */
    public final Constant gathered(int axis, int[] indices, boolean dropAxis) {
        List<Constant> parts = new ArrayList<>();
        for (int index : indices) {
            parts.add(sliced(axis, index, 1, 1));
        }
        Constant joined = joined(parts, axis);
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

    /** Several constants of one class, side by side along an axis; their other axes are the same. */
    public static Constant joined(List<Constant> parts, int axis) {
        int[] newShape = parts.getFirst().shape();
        newShape[axis] = 0;
        int[] perm = RowMajor.toFront(newShape.length, axis);
        List<Constant> front = new ArrayList<>();
        for (Constant part : parts) {
            newShape[axis] += part.shape[axis];
            front.add(part.transposed(perm));
        }
        int[] appendedShape = new int[newShape.length];
        for (int i = 0; i < perm.length; i++) {
            appendedShape[i] = newShape[perm[i]];
        }
        return parts.getFirst().appended(front, appendedShape).transposed(RowMajor.inverse(perm));
    }

    /**
     * Repeated to a shape, of which it has the extents of some axes, in their order; of none where it has one element.
     *
     * @return null where it has other extents
     */
    public final @Nullable Constant spread(int[] newShape, int... axes) {
        int[] extents = new int[axes.length];
        int[] base = new int[newShape.length];
        Arrays.fill(base, 1);
        for (int i = 0; i < axes.length; i++) {
            extents[i] = newShape[axes[i]];
            base[axes[i]] = extents[i];
        }
        boolean fits = axes.length == 0 ? count() == 1 : hasShape(extents);
        return fits ? shaped(base).expanded(newShape) : null;
    }

    /** Whether another constant is of the same class and shape and has the same elements. */
    public abstract boolean hasSameElements(Constant other);

    /** Repeated along the axes in which it has one element, to a shape that has to fit. */
    public final Constant expanded(int[] newShape) {
        int[] strides = RowMajor.strides(shape);
        int[] newStrides = new int[newShape.length];
        for (int i = 1; i <= shape.length; i++) {
            newStrides[newShape.length - i] = shape[shape.length - i] == 1 ? 0 : strides[shape.length - i];
        }
        return take(newShape, RowMajor.walk(newShape, 0, newStrides));
    }
}
