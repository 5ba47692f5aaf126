package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.cursor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.keras.hdf5.Datatype.Kind;
import io.github.lanewise.formats.support.LittleEndianBytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatatypeTest {
    private static Datatype read(LittleEndianBytes bytes) throws Hdf5Exception {
        return Datatype.read(cursor(bytes));
    }

    private static LittleEndianBytes type(int kind, int bits, int size, int... properties) {
        return new LittleEndianBytes().u8(0x10 | kind, bits, 0, 0).u32(size).u8(properties);
    }

    private static LittleEndianBytes floating(int size, int exponentBits, int mantissaBits) {
        int precision = size * 8;
        return new LittleEndianBytes()
                .u8(0x11, 0x20, precision - 1, 0)
                .u32(size)
                .u16(0)
                .u16(precision)
                .u8(mantissaBits, exponentBits, 0, mantissaBits)
                .u32((1L << (exponentBits - 1)) - 1);
    }

    @Test
    void floatsOfIeee754() throws Hdf5Exception {
        assertEquals(new Datatype(Kind.FLOAT, 2, false), read(floating(2, 5, 10)));
        assertEquals(new Datatype(Kind.FLOAT, 4, false), read(floating(4, 8, 23)));
        assertEquals(new Datatype(Kind.FLOAT, 8, false), read(floating(8, 11, 52)));
        assertEquals(new Datatype(Kind.BFLOAT16, 2, false), read(floating(2, 8, 7)));
        assertEquals(new Datatype(Kind.OTHER, 2, false), read(floating(2, 6, 9)));
        assertEquals(new Datatype(Kind.OTHER, 4, false), read(floating(4, 11, 20)));
        assertEquals(new Datatype(Kind.OTHER, 8, false), read(floating(8, 8, 55)));
    }

    /** One byte of a binary32's description changed: other numbers, or an order of bytes that is none of the two. */
    @ParameterizedTest
    @CsvSource({
        "1, 0x60, VAX order without bit 0",
        "1, 0x61, VAX order",
        "1, 0x00, no leading one in the mantissa",
        "1, 0x10, a leading one that is stored",
        "1, 0x30, a leading one of a kind that there is not",
        "2, 30, the sign elsewhere",
        "8, 1, an offset",
        "9, 1, a greater offset",
        "10, 31, fewer bits than the bytes have",
        "11, 1, more bits than the bytes have",
        "12, 22, the exponent within the mantissa",
        "13, 7, a shorter exponent",
        "14, 1, the mantissa elsewhere",
        "15, 22, a shorter mantissa",
        "16, 126, another bias",
        "19, 1, a bias beyond all exponents"
    })
    void floatsOfAnotherMeaningAreNone(int index, String value, String why) throws Hdf5Exception {
        byte[] bytes = floating(4, 8, 23).array();
        bytes[index] = (byte) (int) Integer.decode(value);
        assertEquals(Kind.OTHER, read(new LittleEndianBytes().bytes(bytes)).kind(), why);
    }

    @Test
    void theOrderOfBytesIsTheFiles() throws Hdf5Exception {
        byte[] bytes = floating(4, 8, 23).array();
        bytes[1] |= 1;
        assertEquals(new Datatype(Kind.FLOAT, 4, true), read(new LittleEndianBytes().bytes(bytes)));
        assertEquals(new Datatype(Kind.UNSIGNED, 2, true), read(type(0, 1, 2, 0, 0, 16, 0)));
        assertEquals(new Datatype(Kind.TEXT, 3, false), read(type(3, 1, 3)), "bit 0 is the padding of a text");
        assertEquals(new Datatype(Kind.LONG_TEXT, 16, false), read(type(9, 1, 16)), "bit 0 says that it is a text");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4", "8"})
    void integersOfWholeBytes(int size) throws Hdf5Exception {
        assertEquals(new Datatype(Kind.UNSIGNED, size, false), read(type(0, 0, size, 0, 0, size * 8, 0)));
        assertEquals(new Datatype(Kind.SIGNED, size, false), read(type(0, 8, size, 0, 0, size * 8, 0)));
    }

    @Test
    void integersOfOtherBitsAreNone() throws Hdf5Exception {
        assertEquals(Kind.OTHER, read(type(0, 0, 3, 0, 0, 24, 0)).kind());
        assertEquals(Kind.OTHER, read(type(0, 0, 16, 0, 0, 128, 0)).kind());
        assertEquals(Kind.OTHER, read(type(0, 0, 4, 1, 0, 32, 0)).kind());
        assertEquals(Kind.OTHER, read(type(0, 0, 4, 0, 0, 31, 0)).kind());
    }

    @Test
    void textsOfFixedAndOfAnyLength() throws Hdf5Exception {
        assertEquals(new Datatype(Kind.TEXT, 7, false), read(type(3, 0, 7)));
        assertEquals(new Datatype(Kind.LONG_TEXT, 16, false), read(type(9, 0x11, 16)));
        assertEquals(Kind.OTHER, read(type(9, 0, 16)).kind(), "a list of any length");
        assertEquals(Kind.OTHER, read(type(9, 1, 12)).kind(), "addresses of 4 bytes");
        for (int other : new int[] {2, 4, 5, 6, 7, 8, 10, 15}) {
            assertEquals(Kind.OTHER, read(type(other, 0, 4)).kind(), "class " + other);
        }
    }

    @Test
    void sizesHaveBounds() throws Hdf5Exception {
        assertEquals(1 << 30, read(type(3, 0, 1 << 30)).size());
        String expected = "elements of 1 to 1073741824 bytes";
        assertRefused("part at byte 0", expected, "0", () -> read(type(3, 0, 0)));
        assertRefused("part at byte 0", expected, "1073741825", () -> read(type(3, 0, (1 << 30) + 1)));
        assertRefused("part at byte 0", expected, "4294967295", () -> read(type(3, 0, -1)));
    }

    @Test
    void everyCutIsRefused() throws Hdf5Exception {
        byte[] whole = floating(8, 11, 52).array();
        read(new LittleEndianBytes().bytes(whole));
        for (int length = 0; length < whole.length; length++) {
            LittleEndianBytes cut = new LittleEndianBytes().bytes(Arrays.copyOf(whole, length));
            assertThrows(Hdf5Exception.class, () -> read(cut), length + " bytes");
        }
    }

    @Test
    void describesItself() {
        assertEquals("FLOAT of 4 bytes", new Datatype(Kind.FLOAT, 4, true).describe());
    }
}
