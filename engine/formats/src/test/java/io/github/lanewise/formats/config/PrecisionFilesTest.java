package io.github.lanewise.formats.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tensors of a model in bf16 or int8 are in its file, and what is refused of them. */
class PrecisionFilesTest {
    private static final String STACK =
            "{\"kind\":\"RNN_TANH\",\"input_size\":2,\"hidden_size\":1,\"bias\":false," + "\"precision\":\"%s\"}";
    private static final byte[] NUMBERS = {127, -128};

    private final SplittableRandom random = new SplittableRandom(15);
    private final SafetensorsWriter writer = new SafetensorsWriter();
    private final Path path;

    PrecisionFilesTest(@TempDir Path directory) {
        this.path = directory.resolve("model.safetensors");
    }

    private ModelSpec model(int units) {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, 8, units).name("lstm").buildUntrained(random);
        float[] weights = new float[3 * units];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextDouble(-1, 1);
        }
        return ModelSpec.builder()
                .add(stack)
                .add(new LinearSpec("fc", Tensor.of(weights, 3, units), Tensor.zeros(3)))
                .head(Head.LAST_STEP)
                .build();
    }

    @Test
    void eachLayerHasItsOwn() throws IOException {
        ModelSpec spec = model(4).withPrecision(0, Precision.INT8).withPrecision(1, Precision.BF16);
        ModelFiles.write(path, spec, Map.of());
        Safetensors file = Safetensors.read(path);
        assertEquals(
                List.of(
                        "F32 lstm.weight_ih_l0.scale",
                        "F32 lstm.weight_hh_l0.scale",
                        "F32 lstm.bias_ih_l0",
                        "F32 lstm.bias_hh_l0",
                        "F32 fc.bias",
                        "BF16 fc.weight",
                        "I8 lstm.weight_ih_l0",
                        "I8 lstm.weight_hh_l0"),
                typed(file));
        assertArrayEquals(new long[] {16}, file.shape("lstm.weight_hh_l0.scale"));
        ModelSpec found = ModelFiles.read(path).spec();
        assertEquals(Precision.INT8, found.precision(0));
        assertEquals(Precision.BF16, found.precision(1));
        assertEquals(spec.tensors().keySet(), found.tensors().keySet());
    }

    private static List<String> typed(Safetensors file) throws IOException {
        String[] typed = file.names().toArray(String[]::new);
        for (int i = 0; i < typed.length; i++) {
            typed[i] = file.dtype(typed[i]) + " " + typed[i];
        }
        return List.of(typed);
    }

    @Test
    void int8IsAQuarter() throws IOException {
        ModelSpec spec = model(128);
        ModelFiles.write(path, spec, Map.of());
        long floats = Files.size(path);
        ModelFiles.write(path, spec.withPrecision(Precision.BF16), Map.of());
        double half = (double) Files.size(path) / floats;
        assertTrue(half > 0.5 && half < 0.52, "bf16 is " + half + " of the floats");
        ModelFiles.write(path, spec.withPrecision(Precision.INT8), Map.of());
        double quarter = (double) Files.size(path) / floats;
        assertTrue(quarter > 0.25 && quarter < 0.28, "int8 is " + quarter + " of the floats");
    }

    /** Numbers and scales of other engines, which the engine would have chosen otherwise. */
    @Test
    void numbersAndScalesStayAsTheyAre() throws IOException {
        stack(NUMBERS, 0.1f);
        ModelSpec read = readStack("int8");
        assertScale(0.1f, read);
        assertArrayEquals(new float[] {127 * 0.1f, -128 * 0.1f}, weight(read).data());
        ModelFiles.write(path, read, Map.of());
        ModelSpec again = ModelFiles.read(path).spec();
        assertScale(0.1f, again);
        assertArrayEquals(NUMBERS, Int8Tensor.of("weight", weight(again)).numbers());
        ModelFiles.write(path, again.withPrecision(Precision.FP32), Map.of());
        ModelSpec floats = ModelFiles.read(path).spec();
        assertEquals(Precision.FP32, floats.precision(0));
        assertNull(weight(floats).scales());
        assertArrayEquals(weight(read).data(), weight(floats).data());
    }

    private static Tensor weight(ModelSpec spec) {
        return Objects.requireNonNull(spec.tensors().get("weight_ih_l0"));
    }

    private static void assertScale(float expected, ModelSpec spec) {
        assertEquals(Precision.INT8, spec.precision(0));
        assertArrayEquals(new float[] {expected}, weight(spec).scales());
    }

    /** An RNN of two inputs and one unit. */
    private void stack(byte[] numbers, float scale) {
        writer.bytes("weight_ih_l0", numbers, 1, 2)
                .floats("weight_ih_l0.scale", Tensor.of(new float[] {scale}, 1))
                .bytes("weight_hh_l0", new byte[] {5}, 1, 1)
                .floats("weight_hh_l0.scale", Tensor.of(new float[] {1}, 1));
    }

    private ModelSpec readStack(String precision) throws IOException {
        writer.metadata("config", STACK.formatted(precision)).write(path);
        return ModelFiles.read(path).spec();
    }

    private void assertRefused(String precision, String message) {
        RefusalAssertions.assertRefusedWith(path, () -> readStack(precision), message);
    }

    @Test
    void bfloat16OfOthersIsFp32() throws IOException {
        writer.floats("weight_ih_l0", Tensor.zeros(4, 2), Dtype.BF16)
                .floats("weight_hh_l0", Tensor.zeros(4, 1), Dtype.BF16)
                .floats("fc.weight", Tensor.zeros(3, 1), Dtype.BF16)
                .write(path);
        ReadOptions options = ReadOptions.builder().head("fc", Head.LAST_STEP).build();
        ModelSpec spec = ModelFiles.read(path, options).spec();
        assertEquals(Precision.FP32, spec.precision(0));
        assertEquals(Precision.FP32, spec.precision(1));
    }

    @Test
    void aHeadStaysBehindAStackInInt8() throws IOException {
        stack(NUMBERS, 0.1f);
        writer.floats("fc.weight", Tensor.zeros(3, 1))
                .metadata("config", STACK.formatted("int8"))
                .write(path);
        ReadOptions options = ReadOptions.builder().head("fc", Head.LAST_STEP).build();
        ModelSpec spec = ModelFiles.read(path, options).spec();
        assertEquals(Precision.INT8, spec.precision(0));
        assertEquals(Precision.FP32, spec.precision(1));
    }

    @Test
    void refusesAnotherPrecision() {
        stack(NUMBERS, 1);
        assertRefused("int2", "config, precision: expected one of fp32, bf16, int8, int4, found 'int2'");
    }

    @Test
    void refusesAMissingScale() {
        writer.bytes("weight_ih_l0", NUMBERS, 1, 2).bytes("weight_hh_l0", new byte[] {5}, 1, 1);
        assertRefused(
                "int8",
                "tensor weight_ih_l0.scale: expected shape (1) for a scale for each row of weight_ih_l0, found no such"
                        + " tensor");
    }

    @Test
    void refusesAScaleOfAnotherShapeOrType() {
        writer.bytes("weight_ih_l0", NUMBERS, 1, 2).floats("weight_ih_l0.scale", Tensor.zeros(2));
        assertRefused(
                "int8",
                "tensor weight_ih_l0.scale: expected shape (1) for a scale for each row of weight_ih_l0, found shape"
                        + " (2)");
    }

    @Test
    void refusesScalesOfAnotherType() {
        writer.bytes("weight_ih_l0", NUMBERS, 1, 2).doubles("weight_ih_l0.scale", new double[] {1}, 1);
        assertRefused("int8", "tensor weight_ih_l0.scale: expected dtype F32 for weights in int8, found F64");
    }

    @Test
    void refusesASuperfluousScale() {
        writer.floats("weight_ih_l0", Tensor.zeros(1, 2)).floats("weight_ih_l0.scale", Tensor.zeros(1));
        assertRefused("fp32", "tensor weight_ih_l0.scale: expected no scales of weights in fp32, found shape (1)");
    }

    @Test
    void refusesWeightsOfAnotherType() {
        writer.floats("weight_ih_l0", Tensor.zeros(1, 2));
        assertRefused("int8", "tensor weight_ih_l0: expected dtype I8 for weights in int8, found F32");
        assertRefusedAgain("bf16", "tensor weight_ih_l0: expected dtype BF16 for weights in bf16, found F32");
    }

    private void assertRefusedAgain(String precision, String message) {
        RefusalAssertions.assertRefusedWith(
                path,
                () -> {
                    new SafetensorsWriter()
                            .floats("weight_ih_l0", Tensor.zeros(1, 2))
                            .metadata("config", STACK.formatted(precision))
                            .write(path);
                    ModelFiles.read(path);
                },
                message);
    }

    @Test
    void refusesIntegersWithoutAPrecision() {
        stack(NUMBERS, 1);
        assertRefused("fp32", "weight_ih_l0");
    }

    @Test
    void refusesScalesThatAreNone() {
        stack(NUMBERS, -1);
        assertRefused("int8", "tensor weight_ih_l0.scale: scale of row 0: expected a finite number of at least 0");
    }

    @Test
    void refusesProductsThatAreNoFloats() {
        stack(NUMBERS, Float.MAX_VALUE);
        assertRefused("int8", "tensor weight_ih_l0.scale: scale of row 0: expected one whose products are floats");
    }

    @Test
    void refusesToWriteWhatDoesNotGoIn() {
        ModelSpec spec = model(4).withPrecision(Precision.INT8);
        Objects.requireNonNull(spec.tensors().get("fc.weight")).data()[5] = Float.NaN;
        String message =
                RefusalAssertions.message(IllegalArgumentException.class, () -> ModelFiles.write(path, spec, Map.of()));
        assertTrue(message.startsWith("fc.weight, element 5: expected a finite weight for int8"), message);
        assertFalse(Files.exists(path));
    }

    @Test
    void layersWithoutMatricesHaveNone() {
        writer.metadata(
                "config",
                "{\"kind\":\"MODEL\",\"head\":\"EVERY_STEP\",\"layers\":[{\"kind\":\"LAYER_NORM\",\"name\":\"norm\","
                        + "\"features\":2,\"precision\":\"int8\"}]}");
        RefusalAssertions.assertRefusedWith(
                path,
                () -> {
                    writer.floats("norm.weight", Tensor.zeros(2))
                            .floats("norm.bias", Tensor.zeros(2))
                            .write(path);
                    ModelFiles.read(path);
                },
                "config layers[0]: expected no keys but",
                "found 'precision'");
    }
}
