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

    public boolean isReal() {
        return this == FLOAT || this == FLOAT16 || this == DOUBLE || this == BFLOAT16;
    }
}
