package io.github.lanewise.formats.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.support.LittleEndianBytes;
import io.github.lanewise.formats.support.OnnxBytes;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields by the numbers of onnx.proto's TensorProto. */
class TensorReaderTest {
    private static final Path PATH = Path.of("model.onnx");
    private static final Refusals SOURCE = new Refusals(PATH, Siblings.none(PATH));
    private static final int DIMS = 1;
    private static final int TYPE = 2;
    private static final int FLOAT_DATA = 4;
    private static final int INT32_DATA = 5;
    private static final int INT64_DATA = 7;
    private static final int NAME = 8;
    private static final int RAW_DATA = 9;
    private static final int DOUBLE_DATA = 10;
    private static final int UINT64_DATA = 11;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;

    private static OnnxTensor read(OnnxBytes bytes) throws FormatException {
        return TensorReader.read(SOURCE, ProtoReader.of(SOURCE, bytes.array()));
    }

    private static OnnxBytes tensor(int type, long... shape) {
        OnnxBytes tensor = new OnnxBytes().integer(TYPE, type).text(NAME, "t");
        for (long extent : shape) {
            tensor.integer(DIMS, extent);
        }
        return tensor;
    }

    private static OnnxBytes raw(int type, LittleEndianBytes data, long... shape) {
        return tensor(type, shape).bytes(RAW_DATA, data.array());
    }

    private static LittleEndianBytes bytes() {
        return new LittleEndianBytes();
    }

    private static void assertRefused(OnnxBytes bytes, String message) {
        RefusalAssertions.assertRefused(PATH, "tensor 't': expected " + message, () -> read(bytes));
    }

    @Test
    void rawIntegersOfEveryType() throws FormatException {
        assertArrayEquals(
                new long[] {255, 1}, read(raw(2, bytes().u8(255, 1), 2)).integers());
        assertArrayEquals(
                new long[] {-1, 1}, read(raw(3, bytes().u8(255, 1), 2)).integers());
        assertArrayEquals(
                new long[] {65535, 1},
                read(raw(4, bytes().u16(65535).u16(1), 2)).integers());
        assertArrayEquals(
                new long[] {-1, 1}, read(raw(5, bytes().u16(65535).u16(1), 2)).integers());
        assertArrayEquals(new long[] {-1}, read(raw(6, bytes().u32(-1), 1)).integers());
        assertArrayEquals(new long[] {-1}, read(raw(7, bytes().i64(-1), 1)).integers());
        assertArrayEquals(new long[] {0, 1}, read(raw(9, bytes().u8(0, 1), 2)).integers());
        assertArrayEquals(
                new long[] {4294967295L}, read(raw(12, bytes().u32(-1), 1)).integers());
        assertArrayEquals(
                new long[] {Long.MAX_VALUE},
                read(raw(13, bytes().i64(Long.MAX_VALUE), 1)).integers());
    }

    @Test
    void rawRealsOfEveryType() throws FormatException {
        assertArrayEquals(
                new float[] {-1.5f},
                read(raw(1, bytes().u32(Float.floatToRawIntBits(-1.5f)), 1)).floats());
        assertArrayEquals(
                new float[] {-1.5f}, read(raw(10, bytes().u16(0xbe00), 1)).floats());
        assertArrayEquals(
                new float[] {-1.5f}, read(raw(16, bytes().u16(0xbfc0), 1)).floats());
        assertArrayEquals(
                new float[] {-1.5f},
                read(raw(11, bytes().i64(Double.doubleToRawLongBits(-1.5)), 1)).floats());
    }

    @Test
    void typedElementsInTheFieldOfTheirType() throws FormatException {
        assertArrayEquals(
                new float[] {1.5f, -2},
                read(tensor(1, 2).real(FLOAT_DATA, 1.5f).real(FLOAT_DATA, -2)).floats());
        for (int type : new int[] {2, 3, 4, 5, 6, 9}) {
            OnnxBytes two = tensor(type, 2).integer(INT32_DATA, 0).integer(INT32_DATA, 1);
            assertArrayEquals(new long[] {0, 1}, read(two).integers());
        }
        assertArrayEquals(
                new long[] {-5}, read(tensor(7, 1).integer(INT64_DATA, -5)).integers());
        assertArrayEquals(
                new long[] {5}, read(tensor(12, 1).integer(UINT64_DATA, 5)).integers());
        assertArrayEquals(
                new long[] {5}, read(tensor(13, 1).integer(UINT64_DATA, 5)).integers());
        assertArrayEquals(
                new float[] {-1.5f},
                read(tensor(10, 1).integer(INT32_DATA, 0xbe00)).floats());
        assertArrayEquals(
                new float[] {-1.5f},
                read(tensor(10, 1).integer(INT32_DATA, (short) 0xbe00)).floats());
        assertArrayEquals(
                new float[] {-1.5f},
                read(tensor(16, 1).integer(INT32_DATA, 0xbfc0)).floats());
        OnnxBytes doubles = tensor(11, 1)
                .bytes(DOUBLE_DATA, bytes().i64(Double.doubleToRawLongBits(0.1)).array());
        assertArrayEquals(new float[] {0.1f}, read(doubles).floats());
    }

    /** The field's type holds more numbers than the tensor's: least and greatest are read, those beyond refused. */
    @ParameterizedTest
    @CsvSource({
        "UINT8, 2, 5, 0, 255",
        "INT8, 3, 5, -128, 127",
        "UINT16, 4, 5, 0, 65535",
        "INT16, 5, 5, -32768, 32767",
        "INT32, 6, 5, -2147483648, 2147483647",
        "BOOL, 9, 5, 0, 1",
        "UINT32, 12, 11, 0, 4294967295"
    })
    void typedElementsAreOfTheirType(String name, int type, int field, long least, long greatest)
            throws FormatException {
        OnnxBytes fits = tensor(type, 2).integer(field, least).integer(field, greatest);
        assertArrayEquals(new long[] {least, greatest}, read(fits).integers());
        assertRefused(tensor(type, 1).integer(field, least - 1), "values of " + name + ", found " + (least - 1));
        assertRefused(tensor(type, 1).integer(field, greatest + 1), "values of " + name + ", found " + (greatest + 1));
    }

    @Test
    void floatsOfSixteenBitsAreBits() throws FormatException {
        assertRefused(tensor(10, 1).integer(INT32_DATA, 65536), "values of FLOAT16, found 65536");
        assertRefused(tensor(16, 1).integer(INT32_DATA, -32769), "values of BFLOAT16, found -32769");
        assertEquals(1, read(tensor(10, 1).integer(INT32_DATA, 65535)).floats().length);
    }

    @Test
    void elementsInTheFieldOfAnotherTypeAreRefused() {
        assertRefused(
                tensor(1, 1).integer(INT32_DATA, 1),
                "1 elements of FLOAT for shape (1) in field 4, found 1 elements in field 5");
        assertRefused(
                tensor(7, 1).integer(INT32_DATA, 1),
                "1 elements of INT64 for shape (1) in field 7, found 1 elements in field 5");
        assertRefused(
                tensor(13, 1).integer(INT64_DATA, 1),
                "1 elements of UINT64 for shape (1) in field 11, found 1 elements in field 7");
        assertRefused(
                tensor(11, 1).real(FLOAT_DATA, 1),
                "1 elements of DOUBLE for shape (1) in field 10, found 1 elements in field 4");
        assertRefused(tensor(7, 2).integer(INT32_DATA, 1).integer(INT64_DATA, 1), "data in one field, found several");
    }

    @Test
    void asManyElementsAsTheShapeHas() throws FormatException {
        assertRefused(
                tensor(7, 2, 2).integer(INT64_DATA, 1),
                "4 elements of INT64 for shape (2, 2) in field 7, found 1 elements in field 7");
        assertRefused(tensor(7, 2), "2 elements of INT64 for shape (2) in field 7, found none");
        assertRefused(raw(1, bytes().zeros(9), 2), "2 elements of FLOAT for shape (2), 8 bytes, found 9 bytes");
        assertRefused(
                raw(7, bytes().zeros(8), 1).integer(INT64_DATA, 1),
                "data in one place, found 8 bytes and 1 elements in field 7");
        OnnxTensor scalar = read(tensor(7).integer(INT64_DATA, 3));
        assertEquals(0, scalar.shape().length);
        assertArrayEquals(new long[] {3}, scalar.integers());
        OnnxTensor empty = read(tensor(7, 0, 3));
        assertEquals(0, empty.count());
        assertArrayEquals(new long[0], empty.integers());
    }

    @Test
    void shapesHaveBounds() throws FormatException {
        assertRefused(tensor(1, -1), "dimensions from 0 to 2^31 - 1, found -1");
        assertRefused(tensor(1, 1L << 31), "dimensions from 0 to 2^31 - 1, found 2147483648");
        assertRefused(tensor(1, 1 << 16, 1 << 15), "fewer than 2^31 elements, found shape (65536, 32768)");
        assertRefused(tensor(1, Integer.MAX_VALUE - 7), "fewer than 2^31 elements, found shape (2147483640)");
        assertRefused(
                tensor(1, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
                "fewer than 2^31 elements, found shape (2147483647, 2147483647, 2147483647)");
        assertRefused(tensor(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), "at most 8 dimensions, found 9");
        OnnxBytes eight = tensor(7, 1, 1, 1, 1, 1, 1, 1, 1).integer(INT64_DATA, 3);
        assertEquals(8, read(eight).shape().length);
        int[] shape = read(eight).shape();
        shape[0] = 7;
        assertEquals(1, read(eight).shape()[0]);
    }

    @Test
    void typesThatAreNotRead() {
        String known =
                "an element type of FLOAT, UINT8, INT8, UINT16, INT16, INT32, INT64, BOOL, FLOAT16, DOUBLE, UINT32, "
                        + "UINT64, BFLOAT16, found number ";
        for (int type : new int[] {0, 8, 14, 15, 17, 99}) {
            assertRefused(tensor(type, 1), known + type);
        }
        assertRefused(tensor(-1, 1), known + "-1");
        assertRefused(tensor(1, 1).message(3, new OnnxBytes()), "a whole tensor, found a segment of one");
    }

    @Test
    void realsAndIntegersAreNotMistakenForEachOther() throws FormatException {
        OnnxTensor integers = read(tensor(7, 1).integer(INT64_DATA, 3));
        RefusalAssertions.assertRefused(
                PATH, "tensor 't': expected FLOAT, FLOAT16, BFLOAT16 or DOUBLE, found INT64", integers::floats);
        OnnxTensor reals = read(tensor(1, 1).real(FLOAT_DATA, 3));
        RefusalAssertions.assertRefused(PATH, "tensor 't': expected integers, found FLOAT", reals::integers);
    }

    @Test
    void numbersThatNoFloatOrLongHolds() throws FormatException {
        OnnxTensor large = read(raw(11, bytes().i64(Double.doubleToRawLongBits(1e300)), 1));
        RefusalAssertions.assertRefused(
                PATH, "tensor 't': expected values within a float's range, found 1.0E300", large::floats);
        OnnxTensor infinite = read(raw(11, bytes().i64(Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY)), 1));
        assertArrayEquals(new float[] {Float.NEGATIVE_INFINITY}, infinite.floats());
        OnnxTensor unsigned = read(raw(13, bytes().i64(-1), 1));
        RefusalAssertions.assertRefused(
                PATH, "tensor 't': expected integers below 2^63, found 18446744073709551615", unsigned::integers);
    }

    @Test
    void whereTheDataIs() {
        OnnxBytes entry = new OnnxBytes().text(1, "location").text(2, "weights");
        assertRefused(tensor(1, 1).integer(DATA_LOCATION, 2), "data_location 0 or 1, found 2");
        assertRefused(tensor(1, 1).integer(DATA_LOCATION, 1), "entries of external_data, found none");
        assertRefused(
                raw(1, bytes().zeros(4), 1).message(EXTERNAL_DATA, entry),
                "no external_data where data_location is not EXTERNAL, found the entries [location]");
        assertRefused(
                raw(1, bytes().zeros(4), 1).integer(DATA_LOCATION, 1).message(EXTERNAL_DATA, entry),
                "data within the file or beside it, found both raw_data and external_data");
        RefusalAssertions.assertRefused(
                PATH,
                "tensor 't', external_data: expected each entry once, found 'location' again",
                () -> read(tensor(1, 1)
                        .integer(DATA_LOCATION, 1)
                        .message(EXTERNAL_DATA, entry)
                        .message(EXTERNAL_DATA, entry)));
        RefusalAssertions.assertRefused(
                PATH,
                "tensor 't': expected all of the model's weights in it, where it is read from bytes, found weights in the "
                        + "file 'weights' beside it; read it from a path",
                () -> read(tensor(1, 1).integer(DATA_LOCATION, 1).message(EXTERNAL_DATA, entry)));
    }

    @Test
    void fieldsInAnyOrderAndUnknownOnes() throws FormatException {
        OnnxBytes bytes = new OnnxBytes()
                .text(12, "a doc string")
                .bytes(INT64_DATA, new byte[] {1, 2})
                .integer(99, 7)
                .text(NAME, "last")
                .integer(INT64_DATA, 3)
                .bytes(DIMS, new byte[] {3, 1})
                .integer(TYPE, 7);
        OnnxTensor tensor = read(bytes);
        assertEquals("last", tensor.name());
        assertArrayEquals(new int[] {3, 1}, tensor.shape());
        assertArrayEquals(new long[] {1, 2, 3}, tensor.integers());
    }
}
