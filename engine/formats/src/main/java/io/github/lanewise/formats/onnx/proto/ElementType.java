package io.github.lanewise.formats.onnx.proto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The element types of ONNX that a graph of this family can have, with the numbers of TensorProto.DataType. */
public enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    UINT16(4, 2),
    INT16(5, 2),
    INT32(6, 4),
    INT64(7, 8),
    BOOL(9, 1),
    FLOAT16(10, 2),
    DOUBLE(11, 8),
    UINT32(12, 4),
    UINT64(13, 8),
    BFLOAT16(16, 2);

    private final int number;
    private final int bytes;

    ElementType(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    public static @Nullable ElementType of(long number) {
        return Arrays.stream(values())
                .filter(t -> t.number == number)
                .findFirst()
                .orElse(null);
    }

    int bytes() {
        return bytes;
    }

    /** Whether an element of TensorProto's int32 or int64 fields is one of this type; floats of 16 bits stand there as bits. */
    boolean holdsStored(long element) {
        return switch (this) {
            case BOOL -> element == 0 || element == 1;
            case UINT8 -> element == (element & 0xff);
            case UINT16 -> element == (element & 0xffff);
            case UINT32 -> element == (element & 0xffffffffL);
            case INT8 -> element == (byte) element;
            case INT16 -> element == (short) element;
            case INT32 -> element == (int) element;
            case FLOAT16, BFLOAT16 -> element == (element & 0xffff) || element == (short) element;
            case FLOAT, DOUBLE, INT64, UINT64 -> true;
        };
    }

    public boolean isReal() {
        return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
    }

    /** Whether a number is one of this type; of a type of reals every one is. */
    public boolean holds(float value) {
        if (isReal()) {
            return true;
        }
        int width = this == BOOL ? 1 : bytes * Byte.SIZE;
        boolean signed = this == INT8 || this == INT16 || this == INT32 || this == INT64;
        double end = Math.scalb(1.0, signed ? width - 1 : width);
        return value == Math.rint(value) && value < end && value >= (signed ? -end : 0);
    }

    /** A number rounded to this type of reals: to the nearest, ties to even, infinity beyond its range. */
    public float rounded(float value) {
        return switch (this) {
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(value));
            case BFLOAT16 -> toBfloat16(value);
            default -> value;
        };
    }

    /** The upper half of a float's bits, rounded to even. */
    private static float toBfloat16(float value) {
        if (Float.isNaN(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        int odd = (bits >>> Short.SIZE) & 1;
        return Float.intBitsToFloat((bits + 0x7fff + odd) & 0xffff0000);
    }
}
