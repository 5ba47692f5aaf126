package io.github.lanewise.formats.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tensors of a model in int4 are in its file, and what is refused of them. */
class Int4FilesTest {
    /** Two rows of three columns, lower half first: 1, -8, 7 and -1, 0, 5. */
    private static final byte[] PACKED = {(byte) 0x81, 0x07, 0x0f, 0x05};

    private final SafetensorsWriter writer = new SafetensorsWriter();
    private final Path path;

    Int4FilesTest(@TempDir Path directory) {
        this.path = directory.resolve("model.safetensors");
    }

    private ModelSpec read() throws IOException {
        String config =
                "{\"kind\": \"MODEL\", \"head\": \"EVERY_STEP\", \"layers\": [{\"kind\": \"LINEAR\", \"name\": \"fc\","
                        + " \"in_features\": 3, \"out_features\": 2, \"bias\": false, \"precision\": \"int4\"}]}";
        writer.metadata("config", config).write(path);
        return ModelFiles.read(path).spec();
    }

    private static Tensor weight(ModelSpec spec) {
        return Objects.requireNonNull(spec.tensors().get("fc.weight"));
    }

    private void assertRefused(String message) {
        RefusalAssertions.assertRefusedWith(path, () -> read(), message);
    }

    @Test
    void twoColumnsShareAByte() throws IOException {
        writer.bytes("fc.weight", PACKED, 2, 2)
                .floats("fc.weight.scale", Tensor.of(new float[] {0.5f, 3}, 2, 1), Dtype.BF16);
        ModelSpec spec = read();
        assertEquals(Precision.INT4, spec.precision(0));
        assertArrayEquals(new float[] {0.5f, -4, 3.5f, -3, 0, 15}, weight(spec).data());
        assertArrayEquals(new float[] {0.5f, 3}, weight(spec).groupScales());
        ModelFiles.write(path, spec, Map.of());
        assertArrayEquals(PACKED, Safetensors.read(path).bytes("fc.weight"));
        ModelFiles.write(path, spec.withPrecision(Precision.FP32), Map.of());
        ModelSpec floats = ModelFiles.read(path).spec();
        assertNull(weight(floats).groupScales());
        assertArrayEquals(weight(spec).data(), weight(floats).data());
    }

    /** Of 70 columns the third group has six. */
    @Test
    void eachGroupOfColumnsHasAScale() throws IOException {
        float[] weights = new float[2 * 70];
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextDouble(-1, 1);
        }
        Tensor matrix = Tensor.of(weights, 2, 70);
        ModelSpec spec = ModelSpec.builder()
                .add(new LinearSpec("fc", matrix, null))
                .build()
                .withPrecision(Precision.INT4);
        ModelFiles.write(path, spec, Map.of());
        Safetensors file = Safetensors.read(path);
        assertEquals(Dtype.I8, file.dtype("fc.weight"));
        assertArrayEquals(new long[] {2, 35}, file.shape("fc.weight"));
        assertEquals(Dtype.BF16, file.dtype("fc.weight.scale"));
        assertArrayEquals(new long[] {2, 3}, file.shape("fc.weight.scale"));
        Int4Tensor expected = Int4Tensor.of("fc.weight", matrix);
        Tensor found = weight(ModelFiles.read(path).spec());
        assertArrayEquals(expected.toTensor().data(), found.data());
        assertArrayEquals(expected.scales(), found.groupScales());
    }

    @Test
    void refusesWhatLiesBehindTheLastColumn() {
        writer.bytes("fc.weight", new byte[] {0, 0x10, 0, 0}, 2, 2)
                .floats("fc.weight.scale", Tensor.zeros(2, 1), Dtype.BF16);
        assertRefused(
                "tensor fc.weight: row 0: expected 0 in the upper half of the last byte, behind 3 columns, found 1");
    }

    @Test
    void refusesAByteForEachColumn() {
        writer.bytes("fc.weight", new byte[6], 2, 3).floats("fc.weight.scale", Tensor.zeros(2, 1), Dtype.BF16);
        assertRefused("tensor fc.weight: expected shape (2, 2) for");
    }

    @Test
    void refusesScalesOfRows() {
        writer.bytes("fc.weight", PACKED, 2, 2).floats("fc.weight.scale", Tensor.zeros(2), Dtype.BF16);
        assertRefused(
                "tensor fc.weight.scale: expected shape (2, 1) for a scale for each group of columns of fc.weight");
    }

    @Test
    void refusesScalesOfAnotherType() {
        writer.bytes("fc.weight", PACKED, 2, 2).floats("fc.weight.scale", Tensor.zeros(2, 1));
        assertRefused("tensor fc.weight.scale: expected dtype BF16 for weights in int4, found F32");
    }

    @Test
    void refusesScalesThatAreNone() {
        writer.bytes("fc.weight", PACKED, 2, 2)
                .floats("fc.weight.scale", Tensor.of(new float[] {1, -1}, 2, 1), Dtype.BF16);
        assertRefused("tensor fc.weight.scale: scale of group 1: expected a bfloat16 of at least 0");
    }

    @Test
    void refusesAConvolution() {
        RefusalAssertions.assertRefusedWith(
                path,
                () -> {
                    writer.bytes("c.weight", new byte[4], 2, 1, 2)
                            .floats("c.weight.scale", Tensor.zeros(2, 1), Dtype.BF16)
                            .metadata(
                                    "config",
                                    "{\"kind\": \"MODEL\", \"head\": \"EVERY_STEP\", \"layers\": [{\"kind\": \"TEMPORAL_CONV1D\", \"name\": \"c\","
                                            + " \"in_channels\": 1, \"out_channels\": 2, \"kernel_size\": 2, \"bias\": false,"
                                            + " \"precision\": \"int4\"}]}")
                            .write(path);
                    ModelFiles.read(path);
                },
                "tensor c.weight: expected fp32, bf16 or int8 for the weights of a convolution, found \"precision\": \"int4\"");
    }
}
