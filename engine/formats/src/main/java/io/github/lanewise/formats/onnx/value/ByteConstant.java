package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.RowMajor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A constant of integers of 8 bits: quantized weights, and their zero points. */
public final class ByteConstant extends Constant {
    private final byte[] data;
    private final boolean signed;
    private final Set<String> names;

    /**
     * Elements.
     *
     * @param data row-major
     * @param signed whether they go from -128 to 127, and not from 0 to 255
     * @param names of the file's constants that they are from
     * @param shape the extents
     */
    public ByteConstant(byte[] data, boolean signed, Set<String> names, int... shape) {
        super(shape);
        this.data = data;
        this.signed = signed;
        this.names = names;
    }

    public boolean isSigned() {
        return signed;
    }

    /** One element, from -128 to 127 or from 0 to 255. */
    public int number(int index) {
        return signed ? data[index] : Byte.toUnsignedInt(data[index]);
    }

    /** The same under a name, for instance that of a node's output. */
    public ByteConstant named(String name) {
        return new ByteConstant(data, signed, Set.of(name), shape());
    }

    /** The same elements as integers of arithmetic. */
    public IntegerConstant integers() {
        List<Dim> integers = new ArrayList<>();
        for (int i = 0; i < data.length; i++) {
            integers.add(Dim.of(number(i)));
        }
        return new IntegerConstant(integers, shape());
    }

    /**
     * What they stand for: (number - zero point) * scale, with these scales where int8 holds each number less its zero point.
     *
     * @param scales of the same shape
     * @param zeroPoints of the same shape; null for zeros
     */
    public RealConstant dequantized(RealConstant scales, @Nullable ByteConstant zeroPoints) {
        float[] reals = new float[data.length];
        boolean held = true;
        for (int i = 0; i < reals.length; i++) {
            int number = number(i) - (zeroPoints == null ? 0 : zeroPoints.number(i));
            float scale = scales.data()[i];
            reals[i] = number * scale;
            held &= number == (byte) number && scale >= 0 && Float.isFinite(reals[i]);
        }
        return held
                ? RealConstant.ofMultiples(reals, scales.data(), names, shape())
                : new RealConstant(reals, names, shape());
    }

    @Override
    public boolean hasSameElements(Constant other) {
        return other instanceof ByteConstant bytes
                && signed == bytes.signed
                && hasShape(other.shape())
                && Arrays.equals(data, bytes.data);
    }

    @Override
    ByteConstant take(int[] newShape, int[] map) {
        byte[] taken = new byte[map.length];
        for (int i = 0; i < map.length; i++) {
            taken[i] = data[map[i]];
        }
        return new ByteConstant(taken, signed, names, newShape);
    }

    @Override
    ByteConstant appended(List<Constant> all, int[] newShape) {
        byte[] joined = new byte[RowMajor.count(newShape)];
        Set<String> union = new LinkedHashSet<>();
        int at = 0;
        for (Constant part : all) {
            ByteConstant bytes = (ByteConstant) part;
            System.arraycopy(bytes.data, 0, joined, at, bytes.data.length);
            union.addAll(bytes.names);
            at += bytes.data.length;
        }
        return new ByteConstant(joined, signed, union, newShape);
    }

    @Override
    public ByteConstant shaped(int[] newShape) {
        return new ByteConstant(data, signed, names, newShape);
    }

    @Override
    public String describe() {
        return "integers of 8 bits of shape " + RowMajor.text(shape());
    }
}
