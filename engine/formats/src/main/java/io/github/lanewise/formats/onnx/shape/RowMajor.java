package io.github.lanewise.formats.onnx.shape;

import io.github.lanewise.formats.text.Messages;
import java.util.Arrays;

/** Arrays in row-major order: their shapes, and where elements go when axes move. */
public final class RowMajor {
    private RowMajor() {}

    public static String text(int[] shape) {
        return Messages.shape(Arrays.stream(shape).asLongStream().toArray());
    }

    /** Elements of a shape that some array has; so it fits an int. */
    public static int count(int[] shape) {
        int count = 1;
        for (int extent : shape) {
            count = Math.multiplyExact(count, extent);
        }
        return count;
    }

    /** Row-major strides. */
    public static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /** The permutation that puts one axis before the others. */
    public static int[] toFront(int rank, int axis) {
        int[] perm = new int[rank];
        perm[0] = axis;
        for (int i = 0, to = 1; i < rank; i++) {
            if (i != axis) {
                perm[to++] = i;
            }
        }
        return perm;
    }

    /** The permutation that undoes another. */
    public static int[] inverse(int[] perm) {
        int[] inverse = new int[perm.length];
        for (int i = 0; i < perm.length; i++) {
            inverse[perm[i]] = i;
        }
        return inverse;
    }

    /**
     * For every element of a result, in order, the index of the source's element that it is.
     *
     * @param shape of the result
     * @param start the source's element for the first one
     * @param strides in the source, one for each dimension of the result; 0 repeats, negative goes back
     */
    public static int[] walk(int[] shape, int start, int[] strides) {
        int[] map = new int[count(shape)];
        walk(shape, start, strides, (i, at) -> map[i] = at);
        return map;
    }

    /** The elements of a source that {@link #walk} finds, in an array of their own. */
    public static float[] picked(float[] source, int[] shape, int start, int[] strides) {
        float[] picked = new float[count(shape)];
        walk(shape, start, strides, (i, at) -> picked[i] = source[at]);
        return picked;
    }

    private interface Visitor {
        void visit(int index, int at);
    }

    private static void walk(int[] shape, int start, int[] strides, Visitor visitor) {
        int count = count(shape);
        int[] index = new int[shape.length];
        int at = start;
        for (int i = 0; i < count; i++) {
            visitor.visit(i, at);
            for (int d = shape.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                at -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
    }
}
