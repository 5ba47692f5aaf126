package io.github.lanewise.formats.onnx;

import io.github.lanewise.formats.FormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tensor of the file; its elements are decoded when somebody asks for them. */
final class OnnxTensor {
    private static final int MAX_RANK = 8;

    private final Source source;
    private final String name;
    private final ElementType type;
    private final int[] shape;
    private final int count;
    private final @Nullable ByteBuffer raw;
    private final long[] typed;

    private OnnxTensor(
            Source source,
            String name,
            ElementType type,
            int[] shape,
            int count,
            @Nullable ByteBuffer raw,
            long[] typed) {
        this.source = source;
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.count = count;
        this.raw = raw;
        this.typed = typed;
    }

    static OnnxTensor read(Source source, Wire in) throws FormatException {
        Longs dims = new Longs();
        Longs typed = new Longs();
        String name = "";
        long typeNumber = 0;
        int typedField = 0;
        ByteBuffer raw = null;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> in.integers(dims);
                case 2 -> typeNumber = in.integer();
                case 4 -> in.reals(typed);
                case 5, 7, 11 -> in.integers(typed);
                case 8 -> name = in.text();
                case 9 -> raw = in.bytes();
                case 10 -> in.doubles(typed);
                case 13 ->
                    throw source.refused(
                            "tensor '" + name + "'",
                            "data within the file",
                            "data in another file",
                            "save the model in one file");
                case 3, 14 -> {
                    if (in.integer() != 0 || field == 3) {
                        throw source.refused(
                                "tensor '" + name + "'", "its whole data within the file", "another place", "");
                    }
                }
                default -> in.skip();
            }
            if (field == 4 || field == 5 || field == 7 || field == 10 || field == 11) {
                if (typedField != 0 && typedField != field) {
                    throw source.refused("tensor '" + name + "'", "data in one field", "several", "");
                }
                typedField = field;
            }
        }
        String where = "tensor '" + name + "'";
        ElementType type = ElementType.of(typeNumber);
        if (type == null) {
            throw source.refused(
                    where,
                    "an element type of "
                            + Arrays.stream(ElementType.values())
                                    .map(Enum::name)
                                    .collect(Collectors.joining(", ")),
                    "number " + typeNumber,
                    "");
        }
        int[] shape = shape(source, where, dims.toArray());
        int count = count(source, where, shape);
        long found = raw != null ? raw.remaining() / type.bytes() : typed.size();
        boolean whole = raw == null || raw.remaining() % type.bytes() == 0;
        if (found != count
                || !whole
                || (raw != null && typed.size() > 0)
                || (raw == null && !fits(type, typedField, count))) {
            throw source.refused(
                    where,
                    count + " elements of " + type + " for shape " + Shapes.text(shape),
                    raw != null ? raw.remaining() + " bytes" : typed.size() + " elements in field " + typedField,
                    "");
        }
        return new OnnxTensor(source, name, type, shape, count, raw, raw == null ? typed.toArray() : new long[0]);
    }

    /** Whether the typed field is the one that TensorProto has for the type. */
    private static boolean fits(ElementType type, int field, int count) {
        int expected = switch (type) {
            case FLOAT -> 4;
            case INT64 -> 7;
            case DOUBLE -> 10;
            case UINT32, UINT64 -> 11;
            case UINT8, INT8, UINT16, INT16, INT32, BOOL, FLOAT16, BFLOAT16 -> 5;
        };
        return count == 0 || field == expected;
    }

    private static int[] shape(Source source, String where, long[] dims) throws FormatException {
        if (dims.length > MAX_RANK) {
            throw source.refused(where, "at most " + MAX_RANK + " dimensions", Integer.toString(dims.length), "");
        }
        int[] shape = new int[dims.length];
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0 || dims[i] > Integer.MAX_VALUE) {
                throw source.refused(where, "dimensions from 0 to 2^31 - 1", Long.toString(dims[i]), "");
            }
            shape[i] = (int) dims[i];
        }
        return shape;
    }

    private static int count(Source source, String where, int[] shape) throws FormatException {
        long count = 1;
        for (int extent : shape) {
            count *= extent;
            if (count > Integer.MAX_VALUE) {
                throw source.refused(where, "fewer than 2^31 elements", "shape " + Shapes.text(shape), "");
            }
        }
        return (int) count;
    }

    String name() {
        return name;
    }

    ElementType type() {
        return type;
    }

    int[] shape() {
        return shape.clone();
    }

    int count() {
        return count;
    }

    /** The elements of a type of reals, rounded to float. */
    float[] floats() throws FormatException {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = switch (type) {
                case FLOAT -> Float.intBitsToFloat(raw == null ? (int) typed[i] : raw.getInt(i * Float.BYTES));
                case FLOAT16 -> Float.float16ToFloat(raw == null ? (short) typed[i] : raw.getShort(i * Short.BYTES));
                case BFLOAT16 ->
                    Float.intBitsToFloat((raw == null ? (int) typed[i] : raw.getShort(i * Short.BYTES)) << Short.SIZE);
                case DOUBLE -> rounded(Double.longBitsToDouble(raw == null ? typed[i] : raw.getLong(i * Double.BYTES)));
                default ->
                    throw source.refused(
                            "tensor '" + name + "'", "FLOAT, FLOAT16, BFLOAT16 or DOUBLE", type.name(), "");
            };
        }
        return floats;
    }

    private float rounded(double value) throws FormatException {
        float rounded = (float) value;
        if (Float.isInfinite(rounded) && Double.isFinite(value)) {
            throw source.refused("tensor '" + name + "'", "values within a float's range", Double.toString(value), "");
        }
        return rounded;
    }

    /** The elements of a type of integers. */
    long[] integers() throws FormatException {
        if (type.isReal()) {
            throw source.refused("tensor '" + name + "'", "integers", type.name(), "");
        }
        long[] integers = new long[count];
        for (int i = 0; i < count; i++) {
            integers[i] = raw == null ? typed[i] : integer(raw, i);
            if (integers[i] < 0 && type == ElementType.UINT64) {
                throw source.refused(
                        "tensor '" + name + "'", "integers below 2^63", Long.toUnsignedString(integers[i]), "");
            }
        }
        return integers;
    }

    private long integer(ByteBuffer data, int i) {
        return switch (type) {
            case UINT8, BOOL -> Byte.toUnsignedLong(data.get(i));
            case INT8 -> data.get(i);
            case UINT16 -> Short.toUnsignedLong(data.getShort(i * Short.BYTES));
            case INT16 -> data.getShort(i * Short.BYTES);
            case INT32 -> data.getInt(i * Integer.BYTES);
            case UINT32 -> Integer.toUnsignedLong(data.getInt(i * Integer.BYTES));
            case INT64, UINT64 -> data.getLong(i * Long.BYTES);
            case FLOAT, FLOAT16, BFLOAT16, DOUBLE -> throw new AssertionError(type);
        };
    }

    /** One real as a tensor without dimensions, for attributes that are plain numbers. */
    static OnnxTensor ofReals(Source source, float[] reals, int... shape) {
        long[] bits = new long[reals.length];
        for (int i = 0; i < reals.length; i++) {
            bits[i] = Float.floatToRawIntBits(reals[i]);
        }
        return new OnnxTensor(source, "", ElementType.FLOAT, shape, reals.length, null, bits);
    }

    /** Integers as a tensor, for attributes that are plain numbers. */
    static OnnxTensor ofIntegers(Source source, long[] integers, int... shape) {
        return new OnnxTensor(source, "", ElementType.INT64, shape, integers.length, null, integers);
    }
}
