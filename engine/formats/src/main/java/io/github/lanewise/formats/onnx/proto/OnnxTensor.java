package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A tensor of the file; its elements are decoded when somebody asks for them. */
public final class OnnxTensor {
    /** How much is decoded at a time. */
    private static final int BLOCK_BYTES = 1 << 20;

    private final Refusals source;
    private final String name;
    private final ElementType type;
    private final int[] shape;
    private final int count;
    private final @Nullable RawData raw;
    private final long[] typed;

    /** What takes elements, as the bits that TensorProto's fields have for them. */
    private interface Elements {
        void take(int index, long bits) throws FormatException;
    }

    OnnxTensor(
            Refusals source,
            String name,
            ElementType type,
            int[] shape,
            int count,
            @Nullable RawData raw,
            long[] typed) {
        this.source = source;
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.count = count;
        this.raw = raw;
        this.typed = typed;
    }

    public String name() {
        return name;
    }

    /** The tensor, for messages. */
    public String where() {
        return "tensor '" + name + "'";
    }

    public ElementType type() {
        return type;
    }

    public int[] shape() {
        return shape.clone();
    }

    public int count() {
        return count;
    }

    /** The elements of a type of reals, rounded to float. */
    public float[] floats() throws FormatException {
        if (!type.isReal()) {
            throw source.refused(where(), "FLOAT, FLOAT16, BFLOAT16 or DOUBLE", type.name(), "");
        }
        float[] floats = new float[count];
        decode((index, bits) -> floats[index] = real(bits));
        return floats;
    }

    private float real(long bits) throws FormatException {
        return switch (type) {
            case FLOAT -> Float.intBitsToFloat((int) bits);
            case FLOAT16 -> Float.float16ToFloat((short) bits);
            case BFLOAT16 -> Float.intBitsToFloat((int) bits << Short.SIZE);
            case DOUBLE -> rounded(Double.longBitsToDouble(bits));
            default -> throw new AssertionError(type);
        };
    }

    private void decode(Elements target) throws FormatException {
        if (raw == null) {
            for (int i = 0; i < count; i++) {
                target.take(i, typed[i]);
            }
            return;
        }
        int size = type.bytes();
        for (int from = 0, length; from < count; from += length) {
            length = Math.min(BLOCK_BYTES / size, count - from);
            ByteBuffer block = raw.read((long) from * size, length * size);
            for (int i = 0; i < length; i++) {
                target.take(from + i, bits(block, i * size));
            }
        }
    }

    private float rounded(double value) throws FormatException {
        float rounded = (float) value;
        if (Float.isInfinite(rounded) && Double.isFinite(value)) {
            throw source.refused(where(), "values within a float's range", Double.toString(value), "");
        }
        return rounded;
    }

    /** The elements of a type of integers. */
    public long[] integers() throws FormatException {
        if (type.isReal()) {
            throw source.refused(where(), "integers", type.name(), "");
        }
        long[] integers = new long[count];
        decode((index, bits) -> integers[index] = integer(bits));
        return integers;
    }

    /** The elements of INT8 or UINT8. */
    public byte[] bytes() throws FormatException {
        if (type != ElementType.INT8 && type != ElementType.UINT8) {
            throw source.refused(where(), "INT8 or UINT8", type.name(), "");
        }
        byte[] bytes = new byte[count];
        decode((index, bits) -> bytes[index] = (byte) bits);
        return bytes;
    }

    private long integer(long bits) throws FormatException {
        if (bits < 0 && type == ElementType.UINT64) {
            throw source.refused(where(), "integers below 2^63", Long.toUnsignedString(bits), "");
        }
        return bits;
    }

    private long bits(ByteBuffer data, int at) {
        return switch (type) {
            case UINT8, BOOL -> Byte.toUnsignedLong(data.get(at));
            case INT8 -> data.get(at);
            case UINT16 -> Short.toUnsignedLong(data.getShort(at));
            case INT16, FLOAT16, BFLOAT16 -> data.getShort(at);
            case INT32, FLOAT -> data.getInt(at);
            case UINT32 -> Integer.toUnsignedLong(data.getInt(at));
            case INT64, UINT64, DOUBLE -> data.getLong(at);
        };
    }
}
