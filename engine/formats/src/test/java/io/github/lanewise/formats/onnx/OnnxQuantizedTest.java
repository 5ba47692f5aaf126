package io.github.lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quantized graphs against ONNX Runtime on the same graphs with the weights that integers and scales stand for. */
class OnnxQuantizedTest {
    private static final String ROUNDED = "activations stay float32: answers differ";

    static List<Path> models() {
        return Resources.in("onnx-quantized", ".onnx").stream()
                .filter(path -> !path.getFileName().toString().startsWith("bad_"))
                .toList();
    }

    private static Path model(String name) {
        return Resources.file("onnx-quantized", name + ".onnx");
    }

    @ParameterizedTest
    @MethodSource("models")
    void computesWithTheWeightsThatTheIntegersStandFor(Path path) throws IOException {
        Safetensors answers = GraphAnswers.of(path);
        OnnxModel model = OnnxModel.read(path);
        assertEquals(answers.metadata().get("describe"), model.spec().describe() + "; " + precisions(model.spec()));
        GraphAnswers.assertNear(answers, model.newRunner(Backend.SCALAR).run(GraphAnswers.inputs(path)));
    }

    private static String precisions(ModelSpec spec) {
        return IntStream.range(0, spec.layers().size())
                .mapToObj(layer -> spec.precision(layer).text())
                .collect(Collectors.joining(", "));
    }

    /** The numbers and scales are those that the file has, and are again once the model has been written. */
    @ParameterizedTest
    @MethodSource("models")
    void staysTheSameOnceConverted(Path path, @TempDir Path directory) throws IOException {
        ModelFile model = ModelFiles.read(path);
        SameModel.assertSameConverted(model, directory);
        ModelSpec converted =
                ModelFiles.read(directory.resolve("converted.safetensors")).spec();
        for (int i = 0; i < converted.layers().size(); i++) {
            assertEquals(model.spec().precision(i), converted.precision(i));
            assertArrayEquals(
                    scales(model.spec().layers().get(i)),
                    scales(converted.layers().get(i)));
        }
    }

    private static float[][] scales(LayerSpec layer) {
        return layer.matrices().values().stream().map(Tensor::scales).toArray(float[][]::new);
    }

    /** One scale for each direction, which every row has: 24 rows of each. */
    @Test
    void aScaleOfATensorIsThatOfEachRow() throws IOException {
        Map<String, Tensor> tensors =
                OnnxModel.read(model("dynamic_lstm")).spec().tensors();
        Tensor forward = tensors.get("rnn.weight_ih_l0");
        Tensor reverse = tensors.get("rnn.weight_ih_l0_reverse");
        assertNotNull(forward);
        assertNotNull(reverse);
        float[] scales = forward.scales();
        float[] others = reverse.scales();
        assertNotNull(scales);
        assertNotNull(others);
        assertEquals(24, scales.length);
        for (int row = 0; row < scales.length; row++) {
            assertEquals(scales[0], scales[row]);
            assertEquals(others[0], others[row]);
        }
        assertTrue(scales[0] != others[0], "the directions have scales of their own");
    }

    /** A scale for each column of ONNX's matrix, the rows of ours; the greatest number of each is 127 or near it. */
    @Test
    void scalesOfChannelsGoWithTheirRows() throws IOException {
        ModelSpec spec = OnnxModel.read(model("dynamic_lstm_per_channel")).spec();
        spec.layers()
                .forEach(layer -> layer.matrices().forEach((name, matrix) -> {
                    byte[] numbers = Int8Tensor.of(name, matrix).numbers();
                    int columns = matrix.size(1);
                    for (int row = 0; row < matrix.size(0); row++) {
                        byte[] ofRow = Arrays.copyOfRange(numbers, row * columns, (row + 1) * columns);
                        int most = IntStream.range(0, columns)
                                .map(i -> Math.abs(ofRow[i]))
                                .max()
                                .orElse(0);
                        assertTrue(most >= 126, name + ", row " + row + ": " + most);
                    }
                }));
    }

    @Test
    void saysWhatIsNotImitated() throws IOException {
        List<String> notes = ModelFiles.read(model("dynamic_lstm")).notes();
        assertEquals(1, notes.size(), notes::toString);
        assertTrue(notes.getFirst().startsWith(ROUNDED), notes::toString);
        assertTrue(notes.getFirst().contains("DynamicQuantizeLSTM /rnn/LSTM"), notes::toString);
        assertTrue(notes.getFirst().contains("MatMulInteger /head/MatMul_quant"), notes::toString);
        notes = ModelFiles.read(model("static_head")).notes();
        assertTrue(
                notes.getLast().contains("QuantizeLinear /rnn/Transpose_1_output_0_QuantizeLinear"), notes::toString);
        assertEquals(
                List.of(), ModelFiles.read(model("node_lstm_scale_of_rows")).notes());
    }

    @Test
    void saysWhichLayersAreFloats() throws IOException {
        assertFloats("dynamic_lstm_unsigned", "layer 'head' is fp32, with the exact values of");
        assertFloats("node_rnn_scale_of_columns", "layer '' is fp32, with the exact values of 'W_q', 'R_q'");
        assertFloats("node_lstm_beyond_int8", "int8 has a zero point in the middle and a scale for each row");
    }

    private static void assertFloats(String name, String part) throws IOException {
        List<String> notices = new ArrayList<>();
        ReadOptions options = ReadOptions.builder().notices(notices::add).build();
        ModelFiles.read(model(name), options);
        assertTrue(notices.stream().anyMatch(notice -> notice.contains(part)), notices::toString);
    }

    @Test
    void aConvolutionOfIntegersIsRefusedByName() {
        Path path = model("bad_conv_integer");
        RefusalAssertions.assertRefusedWith(
                path,
                () -> OnnxModel.read(path),
                "ConvInteger (1 node, '/conv/Conv_quant')",
                "export the model with its weights as floats");
    }
}
