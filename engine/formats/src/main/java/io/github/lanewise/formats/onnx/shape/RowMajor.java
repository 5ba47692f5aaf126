package io.github.lanewise.formats.onnx.shape;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Shapes of constants, and where elements go when they move. */
public final class RowMajor {
    private RowMajor() {}

    public static String text(int[] shape) {
        return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
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

    /**
     * For every element of a result, in order, the element of the source that it is.
     *
     * @param shape of the result
     * @param start the source's element for the first one
     * @param strides in the source, a dimension of the result each; 0 repeats, negative goes back
     */
    public static int[] walk(int[] shape, int start, int[] strides) {
        int[] map = new int[count(shape)];
        int[] index = new int[shape.length];
        int at = start;
        for (int i = 0; i < map.length; i++) {
            map[i] = at;
            for (int d = shape.length - 1; d >= 0; d--) {
                at += strides[d];
                if (++index[d] < shape[d]) {
                    break;
                }
                at -= strides[d] * shape[d];
                index[d] = 0;
            }
        }
        return map;
    }
}
