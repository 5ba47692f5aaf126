package io.github.lanewise.formats.keras.hdf5;

/**
 * The type of an array's elements.
 *
 * @param kind what they are
 * @param size bytes of an element, at least 1
 * @param bigEndian whether the bytes of a number come with the most significant first
 */
public record Datatype(Kind kind, int size, boolean bigEndian) {
    /** The kinds of elements. */
    public enum Kind {
        /** Signed integers. */
        SIGNED,
        /** Unsigned integers. */
        UNSIGNED,
        /** IEEE 754 binary16, binary32 or binary64, by their size. */
        FLOAT,
        /** The upper half of a binary32. */
        BFLOAT16,
        /** Text of a fixed number of bytes. */
        TEXT,
        /** Text of any length, in a heap. */
        LONG_TEXT,
        /** Anything else. */
        OTHER
    }

    private static final int MAX_SIZE = 1 << 30;

    static Datatype read(Cursor in) throws Hdf5Exception {
        int classAndVersion = in.u8();
        int bits = in.u8();
        int signAt = in.u8();
        in.skip(1);
        long size = in.u32();
        if (size < 1 || size > MAX_SIZE) {
            throw in.refused("elements of 1 to " + MAX_SIZE + " bytes", Long.toString(size));
        }
        boolean bigEndian = (bits & 1) != 0;
        Kind kind = switch (classAndVersion & 15) {
            case 0 -> integer(in, (int) size, (bits & 8) != 0);
            case 1 -> floating(in, (int) size, bits, signAt);
            case 3 -> Kind.TEXT;
            case 9 -> (bits & 15) == 1 && size == 16 ? Kind.LONG_TEXT : Kind.OTHER;
            default -> Kind.OTHER;
        };
        return new Datatype(kind, (int) size, bigEndian && kind != Kind.TEXT && kind != Kind.LONG_TEXT);
    }

    private static Kind integer(Cursor in, int size, boolean signed) throws Hdf5Exception {
        int offset = in.u16();
        int precision = in.u16();
        boolean whole = offset == 0 && precision == size * Byte.SIZE && Integer.bitCount(size) == 1 && size <= 8;
        return !whole ? Kind.OTHER : signed ? Kind.SIGNED : Kind.UNSIGNED;
    }

    private static Kind floating(Cursor in, int size, int bits, int signAt) throws Hdf5Exception {
        boolean vax = (bits & 0x40) != 0;
        boolean leadingOneImplied = (bits >> 4 & 3) == 2;
        int offset = in.u16();
        int precision = in.u16();
        int exponentAt = in.u8();
        int exponentBits = in.u8();
        int mantissaAt = in.u8();
        int mantissaBits = in.u8();
        long bias = in.u32();
        boolean usual = offset == 0
                && precision == size * Byte.SIZE
                && mantissaAt == 0
                && exponentAt == mantissaBits
                && exponentBits + mantissaBits == precision - 1
                && bias == (1L << (exponentBits - 1)) - 1
                && signAt == precision - 1
                && leadingOneImplied
                && !vax;
        if (!usual) {
            return Kind.OTHER;
        }
        boolean ieee = (size == 2 && exponentBits == 5)
                || (size == 4 && exponentBits == 8)
                || (size == 8 && exponentBits == 11);
        return ieee ? Kind.FLOAT : size == 2 && exponentBits == 8 ? Kind.BFLOAT16 : Kind.OTHER;
    }

    /**
     * The type in a few words.
     *
     * @return for instance {@code FLOAT of 4 bytes}
     */
    public String describe() {
        return kind + " of " + size + " bytes";
    }
}
