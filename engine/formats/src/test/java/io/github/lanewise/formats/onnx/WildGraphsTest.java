package io.github.lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What exporters write of models that are recurrent layers: loops, scans, steps and cells written out, shape arithmetic, half
 * precision. Each is judged by the framework that has exported it, or refused in one line that says what to do.
 */
class WildGraphsTest {
    /** Of half precision, where the frameworks compute in float16. */
    private static final double HALF = 2e-3;

    private static final double FLOAT = 2e-6;

    /** Graphs that are not read, and why, in words of the message. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("hand_scan_lstm_product_before", "a Loop or Scan is read if"),
            Map.entry("keras_flattened", "rows whose last axis is their features"),
            Map.entry("keras_loop_lstm_stateful", "the same for every sequence"),
            Map.entry("keras_stateful", "the same for every sequence"),
            Map.entry("keras_residual", "found a constant of shape"),
            Map.entry("keras_time_distributed", "operator Slice"),
            Map.entry("tf1_scan_lstm_lengths", "a Loop or Scan is read if"),
            Map.entry("tf1_scan_lstm_opset8", "a Loop or Scan is read if"),
            Map.entry("tf1_scan_lstm_projection", "a Loop or Scan is read if"),
            Map.entry("torch_loop_scripted_lstm_script17", "a Loop or Scan is read if"));

    static Stream<Path> graphs() {
        return Resources.in("onnx-wild", ".onnx").stream();
    }

    private static String name(Path path) {
        String file = String.valueOf(path.getFileName());
        return file.substring(0, file.length() - ".onnx".length());
    }

    static Stream<Path> read() {
        return graphs().filter(path -> !name(path).startsWith("bad_") && !REFUSED.containsKey(name(path)));
    }

    static Stream<Path> refused() {
        return graphs().filter(path -> name(path).startsWith("bad_") || REFUSED.containsKey(name(path)));
    }

    @ParameterizedTest
    @MethodSource("read")
    void computesWhatItsFrameworkDoes(Path path) throws IOException {
        Safetensors answers = GraphAnswers.of(path);
        Map<String, Tensor> inputs = GraphAnswers.inputs(path);
        OnnxModel model = OnnxModel.read(path, inputs);
        double tolerance = name(path).contains("half") ? HALF : FLOAT;
        Map<String, Tensor> outputs = model.newRunner(Backend.SCALAR).run(inputs);
        assertEquals(GraphAnswers.outputs(answers), outputs.keySet());
        for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
            double[] expected = answers.doubles(output.getKey() + "_f64");
            float[] found = output.getValue().data();
            assertEquals(expected.length, found.length, output.getKey());
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], tolerance, output.getKey() + ", element " + i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("read")
    void isTheModelThatWasExported(Path path) throws IOException {
        String expected = String.valueOf(GraphAnswers.of(path).metadata().get("describe"));
        OnnxModel model = OnnxModel.read(path, GraphAnswers.inputs(path));
        assertEquals(expected, model.spec().describe());
        assertEquals(model.spec().tensors().keySet(), model.file().origins().keySet());
        assertTrue(model.folded().stream().noneMatch(List::isEmpty), model.folded()::toString);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedInOneLine(Path path) throws IOException {
        Map<String, Tensor> inputs = GraphAnswers.inputs(path);
        String reason = REFUSED.getOrDefault(name(path), "expected ");
        RefusalAssertions.assertRefusedWith(path, () -> OnnxModel.read(path, inputs), reason, "found ");
    }
}
