package io.github.lanewise.formats.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.SafetensorsBytes;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The values of safetensors files, read and written. */
class SafetensorsTest {
    private final Path path;

    SafetensorsTest(@TempDir Path directory) {
        this.path = directory.resolve("values.safetensors");
    }

    /** A file with a tensor x of one dimension. */
    private Safetensors file(Dtype dtype, int elements, ByteBuffer data) throws IOException {
        String header = "{\"x\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
                .formatted(dtype, elements, data.capacity());
        byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
        byte[] content = new byte[data.capacity()];
        data.get(0, content);
        SafetensorsBytes.write(path, utf8.length, utf8, content);
        return Safetensors.read(path);
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void assertRefused(Safetensors file, String message) {
        RefusalAssertions.assertRefused(path, "tensor x: " + message, () -> file.integers("x"));
    }

    @Test
    void roundsDoublesToTheNearestFloat() throws IOException {
        double[] values = {0.1, -0.0, 1e-46, 1 + 0x1p-24, 1 + 0x1.000002p-24, Double.NaN, Double.NEGATIVE_INFINITY};
        new SafetensorsWriter().doubles("x", values, 7).write(path);
        Safetensors file = Safetensors.read(path);
        float[] rounded = {0.1f, -0f, 0f, 1f, Math.nextUp(1f), Float.NaN, Float.NEGATIVE_INFINITY};
        assertArrayEquals(rounded, file.floats("x").data());
        assertArrayEquals(values, file.doubles("x"));
    }

    @Test
    void refusesADoubleThatNoFloatComesNear() throws IOException {
        new SafetensorsWriter().doubles("x", new double[] {1, 1e300}, 2).write(path);
        Safetensors file = Safetensors.read(path);
        RefusalAssertions.assertRefused(
                path,
                "tensor x: expected values within the range of a float, found 1.0E300 at index 1",
                () -> file.floats("x"));
        assertArrayEquals(new double[] {1, 1e300}, file.doubles("x"));
    }

    @Test
    void readsHalfAndBrainFloats() throws IOException {
        float[] values = {1.5f, -2f, 65504f, Float.POSITIVE_INFINITY, 0x1p-24f, -0f};
        ByteBuffer half = bytes(12);
        for (float value : values) {
            half.putShort(Float.floatToFloat16(value));
        }
        assertArrayEquals(values, file(Dtype.F16, 6, half).floats("x").data());
        ByteBuffer brain = bytes(6);
        brain.putShort((short) 0x3fc0).putShort((short) 0xff80).putShort((short) 0x0001);
        float[] expected = {1.5f, Float.NEGATIVE_INFINITY, 0x1p-133f};
        Safetensors file = file(Dtype.BF16, 3, brain);
        assertArrayEquals(expected, file.floats("x").data());
        assertArrayEquals(new double[] {1.5, Double.NEGATIVE_INFINITY, 0x1p-133}, file.doubles("x"));
    }

    @Test
    void readsIntegersOfEveryWidth() throws IOException {
        ByteBuffer eight = bytes(2).put((byte) 0xff).put((byte) 0x7f);
        assertArrayEquals(new long[] {-1, 127}, file(Dtype.I8, 2, eight).integers("x"));
        assertArrayEquals(new long[] {255, 127}, file(Dtype.U8, 2, eight).integers("x"));
        ByteBuffer sixteen = bytes(4).putShort((short) 0x8000).putShort((short) 258);
        assertArrayEquals(new long[] {-32768, 258}, file(Dtype.I16, 2, sixteen).integers("x"));
        assertArrayEquals(new long[] {32768, 258}, file(Dtype.U16, 2, sixteen).integers("x"));
        ByteBuffer thirtyTwo = bytes(8).putInt(-2).putInt(1 << 24);
        assertArrayEquals(
                new long[] {-2, 1 << 24}, file(Dtype.I32, 2, thirtyTwo).integers("x"));
        assertArrayEquals(
                new long[] {0xfffffffeL, 1 << 24}, file(Dtype.U32, 2, thirtyTwo).integers("x"));
        ByteBuffer sixtyFour = bytes(16).putLong(-3).putLong(Long.MAX_VALUE);
        assertArrayEquals(
                new long[] {-3, Long.MAX_VALUE}, file(Dtype.I64, 2, sixtyFour).integers("x"));
        assertRefused(
                file(Dtype.U64, 2, sixtyFour), "expected integers below 2^63, found 18446744073709551613 at index 0");
        assertArrayEquals(
                new long[] {1, 0}, file(Dtype.BOOL, 2, bytes(2).put((byte) 1)).integers("x"));
        assertRefused(file(Dtype.BOOL, 2, bytes(2).put((byte) 0).put((byte) 2)), "expected 0 or 1, found 2 at index 1");
    }

    @ParameterizedTest
    @CsvSource({"NaN", "0.5", "Infinity", "9.223372036854775807E18"})
    void refusesFloatsThatAreNoWholeNumbers(double value) throws IOException {
        new SafetensorsWriter().doubles("x", new double[] {-7, value}, 2).write(path);
        assertRefused(Safetensors.read(path), "expected whole numbers below 2^63, found " + value + " at index 1");
    }

    @Test
    void readsWholeNumbersFromFloats() throws IOException {
        new SafetensorsWriter()
                .floats("x", Tensor.of(new float[] {3, -0f, 0x1p40f}, 3))
                .write(path);
        assertArrayEquals(new long[] {3, 0, 1L << 40}, Safetensors.read(path).integers("x"));
    }

    @ParameterizedTest
    @EnumSource(Dtype.class)
    void refusesWhatItCannotReadByName(Dtype dtype) throws IOException {
        Safetensors file = file(dtype, 0, bytes(0));
        assertEquals(dtype, file.dtype("x"));
        if (dtype.isReadableAsFloats()) {
            assertEquals(0, file.floats("x").data().length);
            assertEquals(0, file.doubles("x").length);
        } else {
            String message = "tensor x: expected dtype F32, F64, F16 or BF16, found " + dtype
                    + "; convert the tensor to one of these";
            RefusalAssertions.assertRefused(path, message, () -> file.floats("x"));
            RefusalAssertions.assertRefused(path, message, () -> file.doubles("x"));
        }
        if (dtype.isReadableAsIntegers()) {
            assertEquals(0, file.integers("x").length);
        } else {
            assertRefused(file, "expected integers or whole numbers, found " + dtype);
        }
    }

    @Test
    void readsBackEveryBitThatItWrites() throws IOException {
        float[] floats = {1f, -0f, Float.MIN_VALUE, Float.intBitsToFloat(0xff812345), Float.POSITIVE_INFINITY, 0.1f};
        new SafetensorsWriter()
                .metadata("k", "\u00e4\n\"")
                .floats("bf16", Tensor.of(new float[] {1, 3, 5}, 3), Dtype.BF16)
                .floats("matrix", Tensor.of(floats, 2, 3))
                .integers("scalar", new long[] {Long.MIN_VALUE})
                .doubles("empty", new double[0], 4, 0)
                .floats("f16", Tensor.of(new float[] {0.1f}, 1), Dtype.F16)
                .floats("f64", Tensor.of(new float[] {0.1f}, 1), Dtype.F64)
                .write(path);
        Safetensors file = Safetensors.read(path);
        assertEquals(Map.of("k", "\u00e4\n\""), file.metadata());
        assertEquals(List.of("scalar", "empty", "f64", "matrix", "bf16", "f16"), file.names());
        Tensor matrix = file.floats("matrix");
        assertTrue(matrix.hasShape(2, 3));
        TorchAnswers.assertSameBits("matrix", Tensor.of(floats, 2, 3), matrix);
        assertArrayEquals(new long[] {Long.MIN_VALUE}, file.integers("scalar"));
        assertEquals(0, file.shape("scalar").length);
        assertArrayEquals(new float[] {1, 3, 5}, file.floats("bf16").data());
        assertArrayEquals(new double[] {0.1f}, file.doubles("f64"));
        assertEquals(
                Float.float16ToFloat(Float.floatToFloat16(0.1f)),
                file.floats("f16").data()[0]);
    }

    @Test
    void alignsHeaderAndTensors() throws IOException {
        new SafetensorsWriter()
                .floats("b", Tensor.zeros(1), Dtype.F16)
                .floats("a", Tensor.zeros(1))
                .doubles("c", new double[1])
                .write(path);
        byte[] bytes = Files.readAllBytes(path);
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertEquals(0, header % 8);
        String json = new String(bytes, 8, (int) header, StandardCharsets.UTF_8);
        assertEquals(
                "{\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[12,14]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
                        + "\"c\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]}}",
                json.strip());
    }

    @ParameterizedTest
    @CsvSource({
        "0x1.01p0, 0x1.00p0", // a tie goes to the even neighbour below
        "0x1.03p0, 0x1.04p0", // and above
        "0x1.010002p0, 0x1.02p0",
        "0x1.fffffep127, Infinity",
        "-0x1p-149, -0.0",
        "NaN, NaN"
    })
    void roundsToBrainFloatsWithTiesToEven(String value, String expected) throws IOException {
        Tensor tensor = Tensor.of(new float[] {Float.parseFloat(value)}, 1);
        new SafetensorsWriter().floats("x", tensor, Dtype.BF16).write(path);
        assertEquals(
                Float.parseFloat(expected), Safetensors.read(path).floats("x").data()[0]);
    }

    @Test
    void keepsANanANan() throws IOException {
        Tensor tensor = Tensor.of(new float[] {Float.intBitsToFloat(0x7f80_0001)}, 1);
        new SafetensorsWriter().floats("x", tensor, Dtype.BF16).write(path);
        assertTrue(Float.isNaN(Safetensors.read(path).floats("x").data()[0]));
    }

    @Test
    void refusesToWriteWhatIsNoFile() {
        Tensor tensor = Tensor.zeros(2);
        SafetensorsWriter writer = new SafetensorsWriter().floats("x", tensor).metadata("k", "");
        assertIllegal(() -> writer.floats("x", tensor), "tensor x: expected each name once, found it again");
        assertIllegal(() -> writer.floats("__metadata__", tensor), "which is reserved");
        assertIllegal(() -> writer.metadata("k", "other"), "found 'k' again");
        assertIllegal(() -> writer.floats("y", tensor, Dtype.I8), "expected dtype F32, F64, F16 or BF16, found I8");
        assertIllegal(() -> writer.doubles("y", new double[3], 2), "shape [2] has, found 3");
        assertIllegal(() -> writer.integers("y", new long[1], -1, -1), "shape [-1, -1] has, found 1");
        assertIllegal(() -> writer.floats("\ud800", tensor), "half of a surrogate pair in '\\ud800'");
    }

    private static void assertIllegal(Executable action, String part) {
        String message = RefusalAssertions.message(IllegalArgumentException.class, action);
        assertTrue(message.contains(part), message);
    }
}
