package io.github.lanewise.formats.torch.pickle;

import static io.github.lanewise.formats.torch.pickle.PickleBytes.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleInputTest {
    private static final String CUT = "the file is cut off";

    private static PickleInput input(LittleEndianBytes bytes) {
        return new PickleInput(ByteBuffer.wrap(bytes.array()));
    }

    private static LittleEndianBytes bytes(int... values) {
        return new LittleEndianBytes().u8(values);
    }

    @Test
    void integersHaveTheLeastSignificantByteFirst() throws PickleException {
        LittleEndianBytes eight = bytes(0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x88);
        assertEquals(0xf1, input(eight).u8());
        assertEquals(0xe2f1, input(eight).u16());
        assertEquals(0xc4d3e2f1, input(eight).i32());
        assertEquals(0xc4d3e2f1L, input(eight).u32());
        assertEquals(0x8897a6b5c4d3e2f1L, input(eight).i64());
    }

    @Test
    void floatsHaveTheMostSignificantByteFirst() throws PickleException {
        assertEquals(-1.5, input(bytes(0xbf, 0xf8, 0, 0, 0, 0, 0, 0)).f64());
    }

    @Test
    void readsUpToTheLastByte() throws PickleException {
        PickleInput in = input(bytes(1, 2, 3));
        assertEquals(0x0201, in.u16());
        assertEquals(2, in.position());
        assertRefused("2 bytes", "1 up to the end", CUT, in::u16);
        assertEquals(3, in.u8());
        assertRefused("1 bytes", "0 up to the end", CUT, in::u8);
        assertRefused("4 bytes", "0 up to the end", CUT, in::i32);
        assertRefused("8 bytes", "0 up to the end", CUT, in::i64);
        assertRefused("8 bytes", "0 up to the end", CUT, in::f64);
    }

    @Test
    void lengthsMayBeAnything() throws PickleException {
        PickleInput in = input(bytes(1, 2, 3));
        for (long length : new long[] {4, 1L << 32, (1L << 32) + 3, Long.MAX_VALUE}) {
            assertRefused(length + " bytes", "3 up to the end", CUT, () -> in.take(length));
            assertRefused(length + " bytes", "3 up to the end", CUT, () -> in.skip(length));
            assertRefused(length + " bytes", "3 up to the end", CUT, () -> in.utf8(length));
            assertRefused(length + " bytes", "3 up to the end", CUT, () -> in.latin1(length));
            assertRefused(length + " bytes", "3 up to the end", CUT, () -> in.integer(length));
        }
        assertRefused("18446744073709551615 bytes", "3 up to the end", CUT, () -> in.take(-1));
        assertRefused("18446744073709551615 bytes", "3 up to the end", CUT, () -> in.skip(-1));
        assertEquals(0, in.position(), "what was refused took nothing");
        assertArrayEquals(new byte[] {1, 2, 3}, in.take(3));
        assertArrayEquals(new byte[0], in.take(0));
    }

    @Test
    void textsInTheirEncodings() throws PickleException {
        PickleInput in = input(new LittleEndianBytes().text("größe").u8(0xe4, 0xff));
        assertEquals("größe", in.utf8(7));
        assertEquals("\u00e4\u00ff", in.latin1(2));
        assertRefused(
                "text in UTF-8",
                "other bytes",
                "",
                () -> input(bytes(0xe4, 'a')).utf8(2));
        // A lone surrogate, as Python's "surrogatepass" writes it.
        assertRefused(
                "text in UTF-8",
                "other bytes",
                "",
                () -> input(bytes(0xed, 0xa0, 0x80)).utf8(3));
    }

    @Test
    void linesEndWithALineFeed() throws PickleException {
        PickleInput in = input(new LittleEndianBytes().text("collections\nOrderedDict\n\nrest"));
        assertEquals("collections", in.line());
        assertEquals("OrderedDict", in.line());
        assertEquals("", in.line());
        assertEquals(25, in.position());
        assertRefused("1 bytes", "0 up to the end", CUT, in::line);
    }

    /** Two's complement, from as many bytes as the writer took. */
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "00, 0",
        "7f, 127",
        "80, -128",
        "ff, -1",
        "ff00, 255",
        "00ff, -256",
        "ffffffffffffff7f, 9223372036854775807",
        "0000000000000080, -9223372036854775808",
        "000000000000008000, 9223372036854775808",
        "ffffffffffffff7fff, -9223372036854775809",
        "010000000000000000000000, 1"
    })
    void integersOfAnyLength(String hex, String value) throws PickleException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        Object read = input(new LittleEndianBytes().bytes(bytes)).integer(bytes.length);
        BigInteger expected = new BigInteger(value);
        assertEquals(expected.bitLength() < 64 ? (Object) expected.longValue() : expected, read);
    }
}
