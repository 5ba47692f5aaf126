package io.github.lanewise.formats.bytes;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The elements of one array of a file: bytes, and what they mean. */
public final class Elements {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The longest array that every JVM can make. */
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

    private final Path path;
    private final String where;
    private final Dtype dtype;
    private final boolean swapped;
    private final MemorySegment bytes;

    public Elements(Path path, String where, Dtype dtype, ByteOrder order, MemorySegment bytes) {
        this.path = path;
        this.where = where;
        this.dtype = dtype;
        this.swapped = order == ByteOrder.BIG_ENDIAN;
        this.bytes = bytes;
    }

    /** The nearest floats. A finite number that no float comes near is refused. */
    public float[] floats() throws FormatException {
        requireFloats();
        float[] floats = new float[count()];
        if (dtype == Dtype.F32 && !swapped) {
            MemorySegment.copy(bytes, FLOAT, 0, floats, 0, floats.length);
            return floats;
        }
        for (int i = 0; i < floats.length; i++) {
            double value = real(i);
            floats[i] = (float) value;
            if (Float.isInfinite(floats[i]) && Double.isFinite(value)) {
                throw refused(i, "values within the range of a float", Double.toString(value));
            }
        }
        return floats;
    }

    /** Exactly. */
    public double[] doubles() throws FormatException {
        requireFloats();
        double[] doubles = new double[count()];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = real(i);
        }
        return doubles;
    }

    /** As floats in a shape that has as many elements. */
    public Tensor tensor(long... shape) throws FormatException {
        int[] extents = new int[shape.length];
        for (int i = 0; i < extents.length; i++) {
            // Only a tensor without elements can have an extent that is no int.
            if (shape[i] > Integer.MAX_VALUE) {
                throw new FormatException(path, where, "extents below 2^31", Messages.shape(shape), "");
            }
            extents[i] = (int) shape[i];
        }
        return Tensor.of(floats(), extents);
    }

    /** Exactly, or refused. */
    public long[] integers() throws FormatException {
        if (!dtype.isReadableAsIntegers()) {
            throw new FormatException(path, where, "integers or whole numbers", dtype.name(), "");
        }
        long[] integers = new long[count()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = dtype.isReadableAsFloats() ? whole(i) : integer(i);
        }
        return integers;
    }

    /** Of I8 only, as they are. */
    public byte[] bytes() throws FormatException {
        if (dtype != Dtype.I8) {
            throw new FormatException(path, where, "dtype I8", dtype.name(), "");
        }
        byte[] elements = new byte[count()];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, elements, 0, elements.length);
        return elements;
    }

    private void requireFloats() throws FormatException {
        if (!dtype.isReadableAsFloats()) {
            throw new FormatException(
                    path, where, "dtype F32, F64, F16 or BF16", dtype.name(), "convert the tensor to one of these");
        }
    }

    private int count() throws FormatException {
        long count = bytes.byteSize() / (dtype.bits() / Byte.SIZE);
        if (count > MAX_LENGTH) {
            throw new FormatException(path, where, "at most " + MAX_LENGTH + " elements", Long.toString(count), "");
        }
        return (int) count;
    }

    private double real(long i) {
        return switch (dtype) {
            case F16 -> Float.float16ToFloat(bits16(i));
            case BF16 -> Float.intBitsToFloat(bits16(i) << 16);
            case F32 -> Float.intBitsToFloat(bits32(i));
            case F64 -> Double.longBitsToDouble(bits64(i));
            default -> throw new AssertionError(dtype);
        };
    }

    private long integer(long i) throws FormatException {
        return switch (dtype) {
            case BOOL -> truth(i);
            case U8 -> Byte.toUnsignedInt(bits8(i));
            case I8 -> bits8(i);
            case U16 -> Short.toUnsignedInt(bits16(i));
            case I16 -> bits16(i);
            case U32 -> Integer.toUnsignedLong(bits32(i));
            case I32 -> bits32(i);
            case U64 -> unsigned(i);
            case I64 -> bits64(i);
            default -> throw new AssertionError(dtype);
        };
    }

    private long truth(long i) throws FormatException {
        int value = Byte.toUnsignedInt(bits8(i));
        if (value > 1) {
            throw refused(i, "0 or 1", Integer.toString(value));
        }
        return value;
    }

    private long unsigned(long i) throws FormatException {
        long value = bits64(i);
        if (value < 0) {
            throw refused(i, "integers below 2^63", Long.toUnsignedString(value));
        }
        return value;
    }

    private long whole(long i) throws FormatException {
        double value = real(i);
        if (value != Math.rint(value) || Math.abs(value) >= 0x1p63) {
            throw refused(i, "whole numbers below 2^63", Double.toString(value));
        }
        return (long) value;
    }

    private FormatException refused(long i, String expected, String found) {
        return new FormatException(path, where, expected, found + " at index " + i, "");
    }

    private byte bits8(long i) {
        return bytes.get(ValueLayout.JAVA_BYTE, i);
    }

    private short bits16(long i) {
        short bits = bytes.get(SHORT, i * Short.BYTES);
        return swapped ? Short.reverseBytes(bits) : bits;
    }

    private int bits32(long i) {
        int bits = bytes.get(INT, i * Integer.BYTES);
        return swapped ? Integer.reverseBytes(bits) : bits;
    }

    private long bits64(long i) {
        long bits = bytes.get(LONG, i * Long.BYTES);
        return swapped ? Long.reverseBytes(bits) : bits;
    }
}
