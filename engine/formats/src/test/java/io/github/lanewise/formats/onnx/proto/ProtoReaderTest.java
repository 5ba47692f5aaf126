package io.github.lanewise.formats.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.shape.Longs;
import io.github.lanewise.formats.support.LittleEndianBytes;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes are those of protobuf's description of its encoding. */
class ProtoReaderTest {
    private static final Path PATH = Path.of("model.onnx");
    private static final Refusals SOURCE = new Refusals(PATH, Siblings.none(PATH));
    private static final String HINT = "the file is damaged, or no ONNX model";
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private static ProtoReader reader(int... bytes) {
        return reader(new LittleEndianBytes().u8(bytes));
    }

    private static ProtoReader reader(LittleEndianBytes bytes) {
        return ProtoReader.of(SOURCE, bytes.array());
    }

    private static LittleEndianBytes tag(int field, int type) {
        return new LittleEndianBytes().u8(field << 3 | type);
    }

    private static void assertRefused(String expected, String found, Executable action) {
        RefusalAssertions.assertRefused(PATH, "model: expected " + expected + ", found " + found + "; " + HINT, action);
    }

    /** The reader at the value of its first field. */
    private static ProtoReader at(LittleEndianBytes bytes) throws FormatException {
        ProtoReader reader = reader(bytes);
        reader.next();
        return reader;
    }

    @Test
    void fieldsOneAfterAnother() throws FormatException {
        ProtoReader in =
                reader(0x08, 0x96, 0x01, 0x12, 0x07, 't', 'e', 's', 't', 'i', 'n', 'g', 0x1a, 0x02, 0x08, 0x05);
        assertEquals(1, in.next());
        assertEquals(150, in.integer());
        assertEquals(2, in.next());
        assertEquals("testing", in.text());
        assertEquals(3, in.next());
        ProtoReader inner = in.message("inner");
        assertEquals(1, inner.next());
        assertEquals(5, inner.integer());
        assertEquals(0, inner.next());
        assertEquals(0, in.next());
        assertEquals(0, reader().next());
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "01, 1",
        "7f, 127",
        "8001, 128",
        "8000, 0",
        "ffffffffffffffff7f, 9223372036854775807",
        "80808080808080808001, -9223372036854775808",
        "ffffffffffffffffff01, -1",
        "feffffffffffffffff01, -2",
        "81808080808080808000, 1"
    })
    void integersTakeUpToTenBytes(String hex, long value) throws FormatException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        ProtoReader in = at(tag(1, VARINT).bytes(bytes).u8(tag(2, VARINT).array()[0], 9));
        assertEquals(value, in.integer());
        assertEquals(2, in.next(), "what follows");
        ProtoReader skipped = at(tag(1, VARINT).bytes(bytes));
        skipped.skip();
        assertEquals(0, skipped.next());
    }

    @Test
    void integersTakeNoMoreThanTenBytes() throws FormatException {
        ProtoReader in = at(tag(1, VARINT).u8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1));
        assertRefused("an integer of at most 10 bytes", "a longer one", in::integer);
        ProtoReader endless = at(tag(1, VARINT).u8(0x80, 0x80));
        assertRefused("1 more bytes", "0 up to its end", endless::integer);
        assertRefused("1 more bytes", "0 up to its end", () -> reader(0x80).next());
        assertRefused(
                "an integer of at most 10 bytes",
                "a longer one",
                () -> reader(new LittleEndianBytes().u8(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1))
                        .next());
    }

    @Test
    void fieldNumbersHaveBounds() throws FormatException {
        assertEquals(1, reader(0x08).next());
        assertEquals(16, reader(0x82, 0x01).next());
        assertEquals(0x1fffffff, reader(0xf8, 0xff, 0xff, 0xff, 0x0f).next());
        assertRefused(
                "a field number from 1 to 2^29 - 1", "0", () -> reader(0x02).next());
        assertRefused(
                "a field number from 1 to 2^29 - 1",
                "536870912",
                () -> reader(0x80, 0x80, 0x80, 0x80, 0x10).next());
        assertRefused(
                "a field number from 1 to 2^29 - 1",
                "2305843009213693951",
                () -> reader(-1, -1, -1, -1, -1, -1, -1, -1, -1, 1).next());
    }

    @Test
    void floatsHaveTheLeastSignificantByteFirst() throws FormatException {
        assertEquals(
                -1.5f, at(tag(2, FIXED32).u32(Float.floatToRawIntBits(-1.5f))).real());
        assertRefused(
                "4 more bytes",
                "3 up to its end",
                () -> at(tag(2, FIXED32).u8(0, 0, 0)).real());
    }

    @Test
    void aValueHasTheTypeThatItsReaderWants() throws FormatException {
        LittleEndianBytes[] fields = {
            tag(1, VARINT).u8(1),
            tag(1, FIXED64).i64(1),
            tag(1, BYTES).u8(0),
            tag(1, FIXED32).u32(1)
        };
        int[] types = {VARINT, FIXED64, BYTES, FIXED32};
        for (int i = 0; i < fields.length; i++) {
            ProtoReader in = at(fields[i]);
            String found = Integer.toString(types[i]);
            if (types[i] != VARINT) {
                assertRefused("wire type 0", found, in::integer);
            }
            if (types[i] != FIXED32) {
                assertRefused("wire type 5", found, in::real);
            }
            if (types[i] != BYTES) {
                assertRefused("wire type 2", found, in::bytes);
                assertRefused("wire type 2", found, in::text);
                assertRefused("wire type 2", found, () -> in.message("inner"));
            }
        }
        assertRefused("wire type 0", "5", () -> at(fields[3]).integers(new Longs()));
        assertRefused("wire type 5", "0", () -> at(fields[0]).reals(new Longs()));
        assertRefused("wire type 1", "5", () -> at(fields[3]).doubles(new Longs()));
    }

    @Test
    void lengthsLieWithinTheMessage() throws FormatException {
        String expected = "a length of at most 2, which is what is left of the model";
        assertRefused(expected, "3", () -> at(tag(1, BYTES).u8(3, 1, 2)).bytes());
        assertRefused(
                expected,
                "4294967297",
                () -> at(tag(1, BYTES).u8(0x81, 0x80, 0x80, 0x80, 0x10, 1, 2)).bytes());
        assertRefused(
                expected,
                "18446744073709551615",
                () -> at(tag(1, BYTES).u8(-1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 1, 2))
                        .bytes());
        ByteBuffer bytes = at(tag(1, BYTES).u8(2, 1, 2)).bytes();
        assertEquals(0x0201, bytes.getShort(), "little-endian");
        assertEquals(0, bytes.remaining());
        assertEquals(0, at(tag(1, BYTES).u8(0)).bytes().remaining());
    }

    @Test
    void aMessageEndsWhereItEnds() throws FormatException {
        ProtoReader outer = at(tag(1, BYTES).u8(2, 0x08, 0x80, 0x08, 0x01));
        ProtoReader inner = outer.message("inner");
        inner.next();
        RefusalAssertions.assertRefused(
                PATH, "inner: expected 1 more bytes, found 0 up to its end; " + HINT, inner::integer);
        ProtoReader longer = at(tag(1, BYTES).u8(2, 0x0a, 0x09, 0, 0, 0)).message("inner");
        longer.next();
        RefusalAssertions.assertRefused(
                PATH,
                "inner: expected a length of at most 0, which is what is left of the inner, found 9; " + HINT,
                longer::bytes);
        assertEquals(1, outer.next());
    }

    @Test
    void textsAreUtf8() throws FormatException {
        assertEquals("größe", at(tag(1, BYTES).u8(7).text("größe")).text());
        assertRefused(
                "UTF-8", "other bytes", () -> at(tag(1, BYTES).u8(1, 0xe4)).text());
    }

    @Test
    void repeatedIntegersOneByOneOrPacked() throws FormatException {
        Longs values = new Longs();
        ProtoReader in = reader(tag(1, VARINT).u8(7, 0x0a, 4, 8, 0x96, 1, 9, 0x08, 0x80, 0x01, 0x0a, 0));
        for (int field = in.next(); field != 0; field = in.next()) {
            in.integers(values);
        }
        assertArrayEquals(new long[] {7, 8, 150, 9, 128}, values.toArray());
        assertRefused(
                "1 more bytes",
                "0 up to its end",
                () -> at(tag(1, BYTES).u8(2, 7, 0x80, 7)).integers(values));
    }

    @Test
    void repeatedFloatsOneByOneOrPacked() throws FormatException {
        Longs values = new Longs();
        int one = Float.floatToRawIntBits(1);
        int nan = 0x7fc12345;
        at(tag(1, FIXED32).u32(nan)).reals(values);
        at(tag(1, BYTES).u8(8).u32(one).u32(nan)).reals(values);
        at(tag(1, BYTES).u8(0)).reals(values);
        assertArrayEquals(new long[] {nan, one, nan}, values.toArray());
        assertRefused(
                "packed values of 4 bytes each",
                "6 bytes",
                () -> at(tag(1, BYTES).u8(6).zeros(6)).reals(values));
        assertRefused(
                "4 more bytes",
                "3 up to its end",
                () -> at(tag(1, FIXED32).zeros(3)).reals(values));
    }

    @Test
    void repeatedDoublesOneByOneOrPacked() throws FormatException {
        Longs values = new Longs();
        long one = Double.doubleToRawLongBits(1);
        long nan = 0x7ff8123456789abcL;
        at(tag(1, FIXED64).i64(nan)).doubles(values);
        at(tag(1, BYTES).u8(16).i64(one).i64(nan)).doubles(values);
        assertArrayEquals(new long[] {nan, one, nan}, values.toArray());
        assertRefused(
                "packed values of 8 bytes each",
                "12 bytes",
                () -> at(tag(1, BYTES).u8(12).zeros(12)).doubles(values));
        assertRefused(
                "8 more bytes",
                "7 up to its end",
                () -> at(tag(1, FIXED64).zeros(7)).doubles(values));
    }

    @Test
    void whatIsSkippedLiesWithinTheMessageToo() throws FormatException {
        ProtoReader in = reader(tag(1, VARINT)
                .u8(0x96, 1)
                .u8(0x09)
                .zeros(8)
                .u8(0x0a, 3, 1, 2, 3)
                .u8(0x0d)
                .zeros(4)
                .u8(0x10, 7));
        for (int i = 0; i < 4; i++) {
            assertEquals(1, in.next());
            in.skip();
        }
        assertEquals(2, in.next());
        assertEquals(7, in.integer());
        assertRefused(
                "8 more bytes",
                "7 up to its end",
                () -> at(tag(1, FIXED64).zeros(7)).skip());
        assertRefused(
                "4 more bytes",
                "3 up to its end",
                () -> at(tag(1, FIXED32).zeros(3)).skip());
        assertRefused(
                "a length of at most 1, which is what is left of the model",
                "2",
                () -> at(tag(1, BYTES).u8(2, 1)).skip());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6, 7})
    void groupsAndUnknownTypesAreRefused(int type) {
        assertRefused(
                "a wire type of 0, 1, 2 or 5",
                Integer.toString(type),
                () -> at(tag(1, type).zeros(8)).skip());
    }

    @Test
    void everyCutIsRefusedOrEndsBetweenFields() throws FormatException {
        byte[] whole = tag(1, BYTES).u8(3, 1, 2, 3).u8(0x11).i64(1).array();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == 5) {
                assertEquals(1, fields(cut));
            } else {
                assertThrows(FormatException.class, () -> fields(cut), length + " bytes");
            }
        }
        assertEquals(2, fields(whole));
    }

    private static int fields(byte[] bytes) throws FormatException {
        ProtoReader in = ProtoReader.of(SOURCE, bytes);
        int fields = 0;
        while (in.next() != 0) {
            in.skip();
            fields++;
        }
        return fields;
    }
}
