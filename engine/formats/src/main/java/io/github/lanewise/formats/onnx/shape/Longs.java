package io.github.lanewise.formats.onnx.shape;

import java.util.Arrays;

/** A list of longs that grows. */
public final class Longs {
    private long[] values = new long[8];
    private int size;

    public void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size++] = value;
    }

    public int size() {
        return size;
    }

    public long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
