package io.github.lanewise.formats.tensors;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.text.Messages;

/** What the header of a safetensors file says of one tensor. Offsets are bytes from the beginning of the data. */
final class TensorEntry {
    private final String name;
    private final Dtype dtype;
    private final long[] shape;
    private final long begin;
    private final long end;

    TensorEntry(String name, Dtype dtype, long[] shape, long begin, long end) {
        this.name = name;
        this.dtype = dtype;
        this.shape = shape;
        this.begin = begin;
        this.end = end;
    }

    String name() {
        return name;
    }

    Dtype dtype() {
        return dtype;
    }

    long[] shape() {
        return shape.clone();
    }

    String shapeText() {
        return Messages.shape(shape);
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    String offsetsText() {
        return "[" + begin + ", " + end + "]";
    }
}
