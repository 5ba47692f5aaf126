package io.github.lanewise.cli;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers from a file of tensors, of whatever number type they are stored as. */
final class NumberReader {
    /** Up to here a float holds every whole number. */
    private static final long EXACT = 1 << 24;

    private final Safetensors file;

    NumberReader(Safetensors file) {
        this.file = file;
    }

    /** What {@link #floats} reads, or null if the file does not have it. */
    @Nullable
    Tensor optionalFloats(String name) throws FormatException {
        return file.has(name) ? floats(name) : null;
    }

    /**
     * A tensor of any float type, rounded to floats, or of any integer type, if floats hold its numbers exactly; truth values
     * are 0 and 1.
     *
     * @throws FormatException if it is missing, of another type, or holds a number that is too large
     */
    Tensor floats(String name) throws FormatException {
        Dtype dtype = file.dtype(name);
        if (dtype.isReadableAsFloats()) {
            return file.floats(name);
        }
        if (!dtype.isReadableAsIntegers()) {
            throw refusal(name, "floats or integers", dtype.toString(), "convert it to F32");
        }
        int[] shape = new int[file.shape(name).length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = narrow(name, file.shape(name)[i]);
        }
        return Tensor.of(exact(name), shape);
    }

    private float[] exact(String name) throws FormatException {
        long[] integers = file.integers(name);
        float[] floats = new float[integers.length];
        for (int i = 0; i < floats.length; i++) {
            if (integers[i] < -EXACT || integers[i] > EXACT) {
                throw refusal(
                        name,
                        "integers from -" + EXACT + " to " + EXACT + ", which floats hold exactly",
                        integers[i] + " at index " + i,
                        "convert it to F32");
            }
            floats[i] = integers[i];
        }
        return floats;
    }

    /**
     * A vector of whole numbers, or null if the file does not have it.
     *
     * @throws FormatException if it is no vector, or a number is no whole one, or beyond all counting
     */
    int @Nullable [] optionalCounts(String name) throws FormatException {
        if (!file.has(name)) {
            return null;
        }
        long[] shape = file.shape(name);
        if (shape.length != 1) {
            throw refusal(name, "one dimension, a number for each sequence", "shape " + Arrays.toString(shape), "");
        }
        long[] integers = file.integers(name);
        int[] counts = new int[integers.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = narrow(name + "[" + i + "]", integers[i]);
        }
        return counts;
    }

    private int narrow(String name, long value) throws FormatException {
        if (value != (int) value) {
            throw refusal(name, "a number below 2^31", Long.toString(value), "");
        }
        return (int) value;
    }

    private FormatException refusal(String name, String expected, String found, String hint) {
        Path path = file.path();
        return new FormatException(path, "tensor " + name, expected, found, hint);
    }
}
