package io.github.lanewise.formats.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.SafetensorsBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of safetensors files: odd ones that are right, and all the ways to be wrong. */
class SafetensorsHeaderTest {
    private static final String GOOD = "'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";

    private final Path path;

    SafetensorsHeaderTest(@TempDir Path directory) {
        this.path = directory.resolve("model.safetensors");
    }

    /** With single quotes for double ones. */
    private void header(String json, int dataBytes) throws IOException {
        SafetensorsBytes.write(path, json.replace('\'', '"'), dataBytes);
    }

    private void assertRefused(String message) {
        RefusalAssertions.assertRefused(path, message, () -> Safetensors.read(path));
    }

    private void assertRefusedWith(String... parts) {
        RefusalAssertions.assertRefusedWith(path, () -> Safetensors.read(path), parts);
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
        return "'" + name + "':{'dtype':'" + dtype + "','shape':" + shape + ",'data_offsets':" + offsets + "}";
    }

    @Test
    void readsAHeaderOfOddLengthWithMisalignedData() throws IOException {
        header("{" + entry("uv", "U8", "[1]", "[0,1]") + "," + entry("a", "F32", "[1]", "[1,5]") + "}", 5);
        assertEquals(1, (Files.size(path) - 5) % 2);
        float expected = Float.intBitsToFloat(0x04030201);
        assertArrayEquals(
                new float[] {expected}, Safetensors.read(path).floats("a").data());
    }

    @Test
    void readsTheOrderOfTheData() throws IOException {
        header(
                "{" + entry("last", "U8", "[3]", "[1,4]") + "," + entry("first", "U8", "[1]", "[0,1]") + ","
                        + entry("empty", "F32", "[0,7]", "[4,4]") + "}  \n ",
                4);
        Safetensors file = Safetensors.read(path);
        assertEquals(List.of("first", "last", "empty"), file.names());
        assertArrayEquals(new long[] {1, 2, 3}, file.integers("last"));
        assertArrayEquals(new long[] {0, 7}, file.shape("empty"));
        assertArrayEquals(new int[] {0, 7}, file.floats("empty").shape());
    }

    @Test
    void readsMetadataAndEscapes() throws IOException {
        header(
                "{'__metadata__':{'k':'\\u00e4 \uD83D\uDE00','':''}," + entry("\\u0061\\n", "BOOL", "[]", "[0,1]")
                        + "}",
                1);
        Safetensors file = Safetensors.read(path);
        assertEquals(Map.of("k", "\u00e4 \uD83D\uDE00", "", ""), file.metadata());
        assertEquals(List.of("a\n"), file.names());
        assertThrows(UnsupportedOperationException.class, () -> file.metadata().put("k", "other"));
        RefusalAssertions.assertRefused(
                path,
                "tensor b: expected a tensor of this name, found none; the file has 'a\\u000a'",
                () -> file.dtype("b"));
    }

    @Test
    void readsAFileWithoutTensors() throws IOException {
        header("{}", 0);
        assertEquals(List.of(), Safetensors.read(path).names());
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertEquals(
                path + ": expected a file, found none; check the path",
                RefusalAssertions.message(NoSuchFileException.class, () -> Safetensors.read(path)));
        Path directory = path.resolveSibling("");
        RefusalAssertions.assertRefused(
                directory, "expected a file, found a directory; give a file", () -> Safetensors.read(directory));
    }

    @ParameterizedTest
    @CsvSource({"1,1 in the whole file", "7,7 in the whole file"})
    void refusesAFileShorterThanTheLength(int bytes, String found) throws IOException {
        Files.write(path, new byte[bytes]);
        assertRefused(
                "header length: expected 8 bytes, found " + found + "; the file is cut off or no safetensors file");
    }

    @ParameterizedTest
    @CsvSource({
        "100000001, 100000001",
        "9223372036854775807, 9223372036854775807",
        "-1, 18446744073709551615",
        "-9223372036854775808, 9223372036854775808"
    })
    void refusesALengthBeyondTheFormatsLimit(long length, String found) throws IOException {
        SafetensorsBytes.write(path, length, "{}".getBytes(StandardCharsets.UTF_8), 0);
        assertRefused("header length: expected at most 100000000 bytes, found " + found
                + "; check that this is a safetensors file");
    }

    @Test
    void refusesALengthBeyondTheFile() throws IOException {
        SafetensorsBytes.write(path, 3, "{}".getBytes(StandardCharsets.UTF_8), 0);
        assertRefused("header length: expected at most the 2 bytes that follow it, found 3; the file is cut off or no"
                + " safetensors file");
    }

    @Test
    void refusesABeginningThatIsNoBrace() throws IOException {
        SafetensorsBytes.write(path, 0, new byte[0], 4);
        assertRefused("header: expected '{' as the first byte, found no bytes; check that this is a safetensors file");
        header(" {}", 0);
        assertRefused("header: expected '{' as the first byte, found byte 0x20; check that this is a safetensors file");
    }

    @Test
    void refusesBytesThatAreNoUtf8() throws IOException {
        byte[] utf8 = "{\"__metadata__\":{\"k\":\"??\"}}".getBytes(StandardCharsets.UTF_8);
        utf8[21] = (byte) 0xc0;
        utf8[22] = (byte) 0xaf;
        SafetensorsBytes.write(path, utf8, 0);
        assertRefused("header: expected UTF-8, found byte 0xc0 at offset 21");
        SafetensorsBytes.write(path, new byte[] {'{', (byte) 0xe2, (byte) 0x82}, 0);
        assertRefused("header: expected UTF-8, found byte 0xe2 at offset 1");
    }

    @Test
    void refusesUtf16() throws IOException {
        SafetensorsBytes.write(path, "{}".getBytes(StandardCharsets.UTF_16LE), 0);
        assertRefusedWith("header, line 1, column 2: expected valid JSON");
    }

    @Test
    void refusesHalfOfASurrogatePair() throws IOException {
        header("{'\\ud800':{}}", 0);
        assertRefusedWith("header, line 1, column 2: expected ", "Unicode text", "half of a surrogate pair");
        header("{'__metadata__':{'k':'\\udc00x'}}", 0);
        assertRefused("__metadata__, key 'k': expected Unicode text, found half of a surrogate pair in '\\udc00x'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{'a'",
                "{'a':}",
                "{a:1}",
                "{'a':{'dtype':'F32',}}",
                "{'a':{'dtype':'F32','shape':[1",
                "{'a':{'dtype':'F32','shape':[1,]}}",
                "{'a':{'dtype':'F32','shape':[01]}}",
                "{'a':{'dtype':'F32','shape':[NaN]}}",
                "{'__metadata__':{'k':'\n'}}",
                "{}}",
                "{/**/}"
            })
    void refusesBrokenJson(String json) throws IOException {
        header(json, 4);
        assertRefusedWith("header, line 1, column ", ": expected valid JSON: ", ", found ");
    }

    @Test
    void refusesAnythingAfterTheObject() throws IOException {
        header("{} {}", 0);
        assertRefused("header: expected nothing after the closing '}', found {");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + GOOD + "," + GOOD + "}",
                "{'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}}",
                "{'__metadata__':{'a':'','\\u0061':''}," + GOOD + "}",
                "{'__metadata__':{},'__metadata__':{}," + GOOD + "}"
            })
    void refusesAKeyTwice(String json) throws IOException {
        header(json, 8);
        assertRefusedWith("header, line 1, column ", "each key once in an object, found '", "' again");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            delimiter = ';',
            value = {
                "{'__metadata__':[]}; __metadata__: expected an object of strings, found an array",
                "{'__metadata__':null}; __metadata__: expected an object of strings, found null",
                "{'__metadata__':{'k':1}}; __metadata__, key 'k': expected a string, found 1",
                "{'__metadata__':{'k':{}}}; __metadata__, key 'k': expected a string, found an object",
                "{'a':7}; tensor a: expected an object with dtype, shape and data_offsets, found 7",
                "{'a':{'dtype':4}}; tensor a, dtype: expected a string, found 4",
                "{'a':{'dtype':null}}; tensor a, dtype: expected a string, found null",
                "{'a':{'shape':3}}; tensor a, shape: expected an array of whole numbers, found 3",
                "{'a':{'shape':[-1]}}; tensor a, shape: expected whole numbers from 0 to 2^63 - 1, found -1",
                "{'a':{'shape':[1.0]}}; tensor a, shape: expected whole numbers from 0 to 2^63 - 1, found 1.0",
                "{'a':{'shape':['1']}}; tensor a, shape: expected whole numbers from 0 to 2^63 - 1, found the string '1'",
                "{'a':{'shape':[[1]]}}; tensor a, shape: expected whole numbers from 0 to 2^63 - 1, found an array",
                "{'a':{'shape':[9223372036854775808]}}; tensor a, shape: expected whole numbers from 0 to 2^63 - 1,"
                        + " found 9223372036854775808",
                "{'a':{'data_offsets':{}}}; tensor a, data_offsets: expected an array of whole numbers, found an object",
                "{'a':{'data_offsets':[0,0.5]}}; tensor a, data_offsets: expected whole numbers from 0 to 2^63 - 1,"
                        + " found 0.5",
                "{'a':{'data_offsets':[0,1e0]}}; tensor a, data_offsets: expected whole numbers from 0 to 2^63 - 1,"
                        + " found 1e0",
                "{'a':{'stride':[1]}}; tensor a: expected the keys dtype, shape and data_offsets only, found 'stride'",
                "{'a':{'shape':[2],'data_offsets':[0,8]}}; tensor a: expected key 'dtype', found none",
                "{'a':{'dtype':'F32','data_offsets':[0,8]}}; tensor a: expected key 'shape', found none",
                "{'a':{'dtype':'F32','shape':[2]}}; tensor a: expected key 'data_offsets', found none"
            })
    void refusesEntriesOfAnotherForm(String json, String message) throws IOException {
        header(json, 8);
        assertRefused(message);
    }

    @Test
    void refusesAnUnknownDtypeByName() throws IOException {
        header("{" + entry("a", "F99", "[2]", "[0,8]") + "}", 8);
        assertRefused("tensor a, dtype: expected one of BOOL, U8, I8, F8_E5M2, F8_E4M3, F8_E8M0, F4, F6_E2M3, F6_E3M2,"
                + " I16, U16, F16, BF16, I32, U32, F32, C64, F64, I64, U64, found the string 'F99'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "F32 => [2] => [8] => tensor a, data_offsets: expected begin and end, found 1 numbers",
                "F32 => [2] => [0,8,8] => tensor a, data_offsets: expected begin and end, found 3 numbers",
                "F32 => [2] => [8,0] => tensor a, data_offsets: expected begin <= end, found [8, 0]",
                "F32 => [2] => [0,9] => tensor a, data_offsets: expected an end of at most 8, the bytes of data in the file,"
                        + " found [0, 9]; the file is cut off or its header wrong",
                "F32 => [3] => [0,8] => tensor a: expected 12 bytes for shape (3) of F32, found 8 in data_offsets [0, 8]",
                "F32 => [0] => [0,8] => tensor a: expected 0 bytes for shape (0) of F32, found 8 in data_offsets [0, 8]",
                "F64 => [] => [0,4] => tensor a: expected 8 bytes for shape () of F64, found 4 in data_offsets [0, 4]",
                "F32 => [1099511627776,1099511627776] => [0,8] => tensor a, shape: expected fewer than 2^63 bits, found"
                        + " (1099511627776, 1099511627776) of F32",
                "F64 => [144115188075855872] => [0,8] => tensor a, shape: expected fewer than 2^63 bits, found"
                        + " (144115188075855872) of F64",
                "F4 => [3] => [0,2] => tensor a, shape: expected elements that fill whole bytes, found (3) of F4, 12 bits",
                "F6_E2M3 => [2] => [0,2] => tensor a, shape: expected elements that fill whole bytes, found (2) of F6_E2M3,"
                        + " 12 bits"
            })
    void refusesShapesAndPlacesThatContradict(String dtype, String shape, String offsets, String message)
            throws IOException {
        header("{" + entry("a", dtype, shape, offsets) + "}", 8);
        assertRefused(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            value = {
                "[4,8] => [8,12] => 12 => tensor a, data_offsets: expected a begin of 0, right after the beginning of the"
                        + " data, found [4, 8]; the 4 bytes between belong to no tensor",
                "[0,4] => [6,10] => 10 => tensor b, data_offsets: expected a begin of 4, right after tensor a, found [6, 10];"
                        + " the 2 bytes between belong to no tensor",
                "[0,4] => [2,6] => 6 => tensor b, data_offsets: expected a begin of 4, right after tensor a, found [2, 6];"
                        + " the two overlap",
                "[0,4] => [0,4] => 4 => tensor b, data_offsets: expected a begin of 4, right after tensor a, found [0, 4];"
                        + " the two overlap",
                "[0,4] => [4,8] => 9 => data: expected 8 bytes, to the end of tensor b, found 9; the last 1 bytes belong to no"
                        + " tensor"
            })
    void refusesHolesOverlapsAndARest(String first, String second, int dataBytes, String message) throws IOException {
        header("{" + entry("a", "F32", "[1]", first) + "," + entry("b", "F32", "[1]", second) + "}", dataBytes);
        assertRefused(message);
    }

    @Test
    void refusesAnEmptyTensorInsideAnother() throws IOException {
        header("{" + entry("a", "F32", "[1]", "[0,4]") + "," + entry("b", "F32", "[0]", "[2,2]") + "}", 4);
        assertRefused("tensor b, data_offsets: expected a begin of 4, right after tensor a, found [2, 2]; the two"
                + " overlap");
    }

    @Test
    void keepsAMessageShort() throws IOException {
        header("{'" + "x\\n".repeat(100_000) + "':1}", 0);
        String message = RefusalAssertions.message(FormatException.class, () -> Safetensors.read(path));
        assertTrue(message.length() < 2000, () -> "length " + message.length());
    }
}
