package io.github.lanewise.formats.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    private final Path path;

    NpyTest(@TempDir Path directory) {
        this.path = directory.resolve("array.npy");
    }

    private void write(int version, String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) text.length);
        } else {
            bytes.putInt(text.length);
        }
        bytes.put(text).put(data);
        Files.write(path, Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private void write(String descr, String shape, byte[] data) throws IOException {
        write(1, "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }   \n", data);
    }

    private void assertRefused(String message) {
        RefusalAssertions.assertRefused(path, message, () -> Npy.read(path));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "5", "0", "2,3", "0,4", "1,2,3,4", "100,17"})
    void readsBackEveryBitThatItWrites(String extents) throws IOException {
        int[] shape = extents.isEmpty()
                ? new int[0]
                : Arrays.stream(extents.split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        Tensor tensor = Tensor.zeros(shape);
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = Float.intBitsToFloat(0x7f7ffff0 + i * 0x01234567);
        }
        Npy.write(path, tensor);
        TorchAnswers.assertSameBits("array", tensor, Npy.read(path));
    }

    @Test
    void writesWhatNumpyWrites() throws IOException {
        Npy.write(path, Tensor.of(new float[] {1, -2}, 2));
        byte[] bytes = Files.readAllBytes(path);
        String header = "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertEquals(header + " ".repeat(127 - header.length()) + "\n", text.substring(0, 128));
        assertArrayEquals(bytes(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0), Arrays.copyOfRange(bytes, 128, 136));
        assertEquals(136, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "<f2, 00c0, -2",
        ">f2, c000, -2",
        "<f4, 0000803f, 1",
        ">f4, 3f800000, 1",
        "=f4, 0000803f, 1",
        "<f8, 9a9999999999b93f, 0.1",
        ">f8, 3fb999999999999a, 0.1",
        "|i1, fe, -2",
        "|u1, fe, 254",
        "<u1, fe, 254",
        ">i2, fffe, -2",
        "<u2, feff, 65534",
        "<i4, feffffff, -2",
        ">u4, 01000000, 16777216",
        ">i8, fffffffffffffffe, -2",
        "<u8, 0000000000000001, 72057594037927936",
        "|b1, 01, 1"
    })
    void convertsEveryType(String descr, String hex, float expected) throws IOException {
        write(descr, "()", HexFormat.of().parseHex(hex));
        Tensor tensor = Npy.read(path);
        assertEquals(0, tensor.rank());
        assertArrayEquals(new float[] {expected}, tensor.data());
    }

    @Test
    void readsFortranOrder() throws IOException {
        byte[] data = bytes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
        write(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4)}\n", data);
        float[] found = Npy.read(path).data();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 4; k++) {
                    assertEquals(i + 2 * j + 6 * k, found[(i * 3 + j) * 4 + k]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }",
                "{'shape':(2L,),\"fortran_order\":False,\"descr\":\"|u1\"}",
                " { 'descr' : '|u1' , 'fortran_order' : True , 'shape' : ( 2 , ) } \n\n"
            })
    void readsEveryVersionAndSpelling(String header) throws IOException {
        for (int version = 1; version <= 3; version++) {
            write(version, header, bytes(3, 4));
            assertArrayEquals(new float[] {3, 4}, Npy.read(path).data());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '"',
            value = {
                "[] => header: expected '{' at character 0, found '[]'",
                "{'descr': [('a', '<f4')]} => header: expected a string at character 9, found ' [('a', '<f4')]}'",
                "{'descr' '<f4'} => header: expected ':' at character 8, found ' '<f4'}'",
                "{'descr': '<f4' 'shape': ()} => header: expected ',' or '}' at character 15, found ' 'shape': ()}'",
                "{'fortran_order': 0} => header: expected True or False at character 17, found ' 0}'",
                "{'shape': 3} => header: expected '(' at character 9, found ' 3}'",
                "{'shape': (-3,)} => header: expected a whole number at character 11, found '-3,)}'",
                "{'shape': (3 4)} => header: expected ',' or ')' at character 12, found ' 4)}'",
                "{'shape': (2147483648,)} => header, shape: expected extents below 2^31, found 2147483648",
                "{'order': 'C'} => header: expected the keys descr, fortran_order and shape only, found 'order'",
                "{'shape': (), 'shape': ()} => header: expected each key once, found 'shape' again",
                "{'shape': ()} x => header: expected nothing after '}' at character 13, found ' x'",
                "{'shape': (), 'fortran_order': False} => header: expected key 'descr', found none",
                "{'shape': (), 'descr': '<f4'} => header: expected key 'fortran_order', found none",
                "{'descr': '<f4', 'fortran_order': False} => header: expected key 'shape', found none",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536)} => header, shape:"
                        + " expected fewer than 2^63 bytes, found (65536, 65536, 65536, 65536)",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} => data: expected 12 bytes for shape (3) of <f4,"
                        + " found 8; the file is cut off",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} => data: expected 4 bytes for shape (1) of <f4,"
                        + " found 8"
            })
    void refusesHeaders(String header, String message) throws IOException {
        write(1, header, new byte[8]);
        assertRefused(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<c8", "|O", "<U4", "f4", "", "|f4", "<M8[ns]", "<f16"})
    void refusesTypesByName(String descr) throws IOException {
        write(descr.isEmpty() ? " " : descr, "(1,)", new byte[8]);
        assertRefused(
                "header, descr: expected '<' or '>' and one of b1, f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, found"
                        + " '" + (descr.isEmpty() ? " " : descr)
                        + "'; convert the array, for instance with astype('<f4')");
    }

    @ParameterizedTest
    @CsvSource({
        "<i4, 0100000101000001, 16777217",
        "<i8, 0000000000000000ffffffffffffff7f, 9223372036854775807",
        "<u4, 00000000ffffffff, 4294967295"
    })
    void refusesIntegersThatNoFloatHolds(String descr, String hex, String found) throws IOException {
        byte[] data = HexFormat.of().parseHex(hex);
        write(descr, "(2,)", data);
        int index = found.equals("16777217") ? 0 : 1;
        assertRefused("data: expected integers that a float holds exactly, found " + found + " at index " + index
                + "; convert the array to floats");
    }

    @Test
    void refusesADoubleThatNoFloatComesNear() throws IOException {
        write("<f8", "(1,)", HexFormat.of().parseHex("9c7500883ce4377e"));
        assertRefused("data: expected values within the range of a float, found 1.0E300 at index 0");
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Files.write(path, new byte[7]);
        assertRefused("magic and version: expected 8 bytes, found 7 up to the file's end; the file is cut off");
        Files.write(path, new byte[20]);
        assertRefused("magic: expected \\x93NUMPY, found other bytes; check that this is an .npy file");
        write(4, "{}", new byte[0]);
        assertRefused("version: expected 1.0, 2.0 or 3.0, found 4.0");
        Files.write(path, bytes(0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0, 0, 0x80));
        assertRefused("header length: expected at most 1048576 bytes, found 2147483648");
        Files.write(path, bytes(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 9, 0, '{'));
        assertRefused("header: expected 9 bytes, found 1 up to the file's end; the file is cut off");
    }

    @Test
    void readsThroughTheExtension() throws IOException {
        Path upper = path.resolveSibling("UPPER.NPY");
        Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 3);
        TensorFiles.write(upper, tensor);
        assertTrue(TensorFiles.read(upper).hasShape(1, 2, 3));
    }
}
