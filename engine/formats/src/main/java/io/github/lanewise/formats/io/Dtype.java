package io.github.lanewise.formats.io;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The element types of the safetensors format, under the names that it gives them. */
public enum Dtype {
    /** Truth values, a byte each, 0 or 1. */
    BOOL(8, Reading.INTEGERS),
    /** Unsigned integers of 8 bits. */
    U8(8, Reading.INTEGERS),
    /** Signed integers of 8 bits. */
    I8(8, Reading.INTEGERS),
    /** Floats of 8 bits with 5 bits of exponent. */
    F8_E5M2(8, Reading.NOTHING),
    /** Floats of 8 bits with 4 bits of exponent. */
    F8_E4M3(8, Reading.NOTHING),
    /** Powers of two, 8 bits of exponent. */
    F8_E8M0(8, Reading.NOTHING),
    /** Floats of 4 bits, two to a byte. */
    F4(4, Reading.NOTHING),
    /** Floats of 6 bits with 2 bits of exponent. */
    F6_E2M3(6, Reading.NOTHING),
    /** Floats of 6 bits with 3 bits of exponent. */
    F6_E3M2(6, Reading.NOTHING),
    /** Signed integers of 16 bits. */
    I16(16, Reading.INTEGERS),
    /** Unsigned integers of 16 bits. */
    U16(16, Reading.INTEGERS),
    /** IEEE 754 binary16. */
    F16(16, Reading.FLOATS),
    /** The upper half of an IEEE 754 binary32. */
    BF16(16, Reading.FLOATS),
    /** Signed integers of 32 bits. */
    I32(32, Reading.INTEGERS),
    /** Unsigned integers of 32 bits. */
    U32(32, Reading.INTEGERS),
    /** IEEE 754 binary32. */
    F32(32, Reading.FLOATS),
    /** Complex numbers, two binary32 each. */
    C64(64, Reading.NOTHING),
    /** IEEE 754 binary64. */
    F64(64, Reading.FLOATS),
    /** Signed integers of 64 bits. */
    I64(64, Reading.INTEGERS),
    /** Unsigned integers of 64 bits. */
    U64(64, Reading.INTEGERS);

    private enum Reading {
        FLOATS,
        INTEGERS,
        NOTHING
    }

    private final int bits;
    private final Reading reading;

    Dtype(int bits, Reading reading) {
        this.bits = bits;
        this.reading = reading;
    }

    /**
     * The size of an element.
     *
     * @return bits, at least 4
     */
    public int bits() {
        return bits;
    }

    /**
     * Whether {@link io.github.lanewise.formats.tensors.Safetensors#floats} and
     * {@link io.github.lanewise.formats.tensors.Safetensors#doubles} read it.
     *
     * @return true for F16, BF16, F32 and F64
     */
    public boolean isReadableAsFloats() {
        return reading == Reading.FLOATS;
    }

    /**
     * Whether {@link io.github.lanewise.formats.tensors.Safetensors#integers} reads it. Types of floats it reads only where all
     * values are whole numbers.
     *
     * @return true for BOOL, the integers, F16, BF16, F32 and F64
     */
    public boolean isReadableAsIntegers() {
        return reading != Reading.NOTHING;
    }

    /**
     * The type of a name.
     *
     * @param name as safetensors writes it
     * @return the type; null if there is none of that name
     */
    public static @Nullable Dtype ofName(String name) {
        return Arrays.stream(values())
                .filter(dtype -> dtype.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * All names, for messages.
     *
     * @return the names with commas between them
     */
    public static String names() {
        return Arrays.stream(values()).map(Dtype::name).collect(Collectors.joining(", "));
    }
}
