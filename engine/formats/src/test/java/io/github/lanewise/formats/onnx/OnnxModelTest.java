package io.github.lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs against a float64 reading of the ONNX specification, and what torch.onnx.export writes against PyTorch. */
class OnnxModelTest {
    static List<Path> models() {
        return Resources.in("onnx", ".onnx");
    }

    private static Path model(String name) {
        return Resources.file("onnx", name + ".onnx");
    }

    @ParameterizedTest
    @MethodSource("models")
    void computesWhatTheGraphSays(Path path) throws IOException {
        Safetensors answers = GraphAnswers.of(path);
        Map<String, Tensor> inputs = GraphAnswers.inputs(path);
        OnnxModel model = OnnxModel.read(path, inputs);
        assertEquals(answers.metadata().get("describe"), model.spec().describe());
        Map<String, Tensor> scalar = model.newRunner(Backend.SCALAR).run(inputs);
        Map<String, Tensor> auto = model.newRunner(Backend.AUTO).run(inputs);
        assertEquals(List.copyOf(model.outputs().keySet()), List.copyOf(scalar.keySet()), "in the graph's order");
        GraphAnswers.assertNear(answers, scalar);
        scalar.forEach(
                (name, output) -> TorchAnswers.assertSameBits(name, output, Objects.requireNonNull(auto.get(name))));
    }

    @ParameterizedTest
    @MethodSource("models")
    void convertedToTheSelfDescribingFormItIsTheSameModel(Path path, @TempDir Path directory) throws IOException {
        OnnxModel model = OnnxModel.read(path, GraphAnswers.inputs(path));
        SameModel.assertSameConverted(model.file(), directory);
    }

    @Test
    void readsALayerThatRunsInReverseAsAnyOtherFileDoes() throws IOException {
        assertEquals(
                "GRU(2, 3, reverse)",
                ModelFiles.read(model("gru_reverse_lengths")).spec().describe());
    }

    @Test
    void saysHowManyNodesItWasReadFrom() throws IOException {
        assertEquals(
                "1 node of the graph",
                OnnxModel.read(model("gru_reverse_lengths")).file().form());
        assertEquals(
                "29 nodes of the graph",
                OnnxModel.read(model("torch_language_model_script")).file().form());
    }

    @Test
    void saysWhatInputsAndOutputsAre() throws IOException {
        Path path = model("lstm_bidirectional_everything");
        OnnxModel model = OnnxModel.read(path);
        assertEquals(
                Map.of(
                        "X", "sequences (5, 3, 3)",
                        "sequence_lens", "lengths of the sequences (3)",
                        "initial_h", "initial states (2, 3, 4)",
                        "initial_c", "initial states (2, 3, 4)"),
                model.inputs());
        assertEquals(Map.of("Y", "output", "Y_h", "final states", "Y_c", "final states"), model.outputs());
        assertEquals(List.of(), model.weights());
        Path given = model("lstm_batch_first_weights_given");
        OnnxModel bound = OnnxModel.read(given, GraphAnswers.inputs(given));
        assertEquals(List.of("B", "P", "R", "W"), bound.weights());
        assertEquals(List.of("X", "initial_h"), List.copyOf(bound.inputs().keySet()));
        assertEquals(BatchOrder.BATCH_FIRST, bound.spec().batchOrder());
    }

    @Test
    void saysWhatWasFolded() throws IOException {
        OnnxModel model = OnnxModel.read(model("torch_language_model_script"));
        assertEquals(
                List.of(
                        List.of("Gather /embedding/Gather"),
                        List.of("GRU /rnn/GRU", "GRU /rnn/GRU_1"),
                        List.of("MatMul /head/MatMul", "Add /head/Add"),
                        List.of("LogSoftmax /LogSoftmax")),
                model.folded());
        Map<String, String> origins = model.file().origins();
        assertEquals(model.spec().tensors().keySet(), origins.keySet());
        assertEquals("embedding.weight", origins.get("embedding.weight"));
        assertEquals("onnx::GRU_206 (gates z, r, h to r, z, n)", origins.get("rnn.weight_ih_l1"));
        assertEquals("head.bias", origins.get("head.bias"));
        OnnxModel joined = OnnxModel.read(model("torch_last_step_dynamo"));
        assertEquals(joined.spec().layers().size(), joined.folded().size());
        assertTrue(joined.folded().stream().noneMatch(List::isEmpty), joined.folded()::toString);
    }

    private static List<String> names(OnnxModel model) {
        return model.spec().layers().stream().map(LayerSpec::name).toList();
    }

    @Test
    void layersHaveTheNamesOfTheFile() throws IOException {
        OnnxModel scripted = OnnxModel.read(model("torch_language_model_script"));
        assertEquals(List.of("embedding", "rnn", "head", ""), names(scripted));
        assertEquals(List.of(), scripted.madeUpNames());
        assertEquals(
                List.of("embedding", "node_GRU_48", "head", ""),
                names(OnnxModel.read(model("torch_language_model_dynamo"))));
        OnnxModel inBranches = OnnxModel.read(model("frames_at_two_rates"));
        assertEquals(
                List.of("r16000", "r16000/encoder.0", "r16000/encoder.2", "r16000/encoder.4", "r16000//rnn"),
                names(inBranches).stream()
                        .filter(name -> !name.isEmpty())
                        .limit(5)
                        .toList());
        assertEquals(List.of("rnn", "head"), names(OnnxModel.read(model("unrolled_last_step"))));
    }

    @Test
    void namesThatNoFileHasAreSaidToBeMadeUp() throws IOException {
        OnnxModel model = OnnxModel.read(model("two_nodes_side_by_side"));
        assertEquals(List.of("lstm1", "linear1", ""), names(model));
        assertEquals(List.of("lstm1", "linear1"), model.madeUpNames());
    }

    @Test
    void saysWhatWroteTheFile() throws IOException {
        OnnxModel model = OnnxModel.read(model("torch_language_model_script"));
        assertEquals("pytorch 2.13.0", model.producer());
        assertEquals(17, model.opset());
        assertEquals("", OnnxModel.read(model("frames_at_two_rates")).producer());
    }

    @Test
    void directionsThatAreTwoNodesAreOneLayer() throws IOException {
        OnnxModel model = OnnxModel.read(model("two_nodes_side_by_side"));
        assertEquals(3, model.folded().getFirst().size(), model.folded()::toString);
    }

    @Test
    void takesAnUnrolledRecurrenceTogether() throws IOException {
        OnnxModel model = OnnxModel.read(model("unrolled_one_state"));
        assertEquals(
                List.of("3 steps written out in 18 nodes up to Tanh node_tanh_2"),
                model.folded().getFirst());
        assertEquals("rnn.bias_hh_l0, rnn.bias_ih_l0", model.file().origins().get("bias_ih_l0"));
        assertEquals(Map.of("x", "sequences (s77, s12, 3)", "h", "initial states (1, s12, 4)"), model.inputs());
        assertRunRefused("unrolled_one_state", Map.of("x", Tensor.zeros(4, 2, 3)), "'x'", "s77=3", "(4, 2, 3)");
        assertRunRefused("unrolled_one_state", Map.of("h", Tensor.zeros(1, 3, 4)), "'x'", "s12=3");
    }

    @Test
    void asksForWeightsThatAreInputs() {
        Path path = model("lstm_batch_first_weights_given");
        RefusalAssertions.assertRefusedWith(
                path, () -> OnnxModel.read(path), "node 'the_lstm'", "LSTM", "input 'W'", "set this input, or give it");
    }

    @Test
    void runsOtherSizesWhereTheGraphNamesThem() throws IOException {
        OnnxModel model = OnnxModel.read(model("torch_language_model_script"));
        Tensor ids = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        Tensor output = Objects.requireNonNull(
                model.newRunner(Backend.SCALAR).run(Map.of("ids", ids)).get("logp"));
        assertTrue(output.hasShape(3, 2, 7), output.shapeText());
    }

    private static void assertRunRefused(String name, Map<String, Tensor> changed, String... parts) throws IOException {
        Path path = model(name);
        Map<String, Tensor> inputs = GraphAnswers.inputs(path);
        inputs.putAll(changed);
        OnnxRunner runner = OnnxModel.read(path, inputs).newRunner(Backend.SCALAR);
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> runner.run(inputs));
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void refusesInputsThatDoNotFit() throws IOException {
        assertRunRefused(
                "lstm_bidirectional_everything", Map.of("X", Tensor.zeros(5, 4, 3)), "'X'", "(5, 3, 3)", "(5, 4, 3)");
        assertRunRefused("gru_reverse_lengths", Map.of("initial_h", Tensor.zeros(1, 2, 3)), "'initial_h'", "(1, 3, 3)");
        Tensor tooLong = Tensor.of(new float[] {5, 6, 1}, 3);
        assertRunRefused("gru_reverse_lengths", Map.of("sequence_lens", tooLong), "'sequence_lens'", "0 to 5", "6.0");
        Tensor half = Tensor.of(new float[] {5, 0.5f, 1}, 3);
        assertRunRefused("gru_reverse_lengths", Map.of("sequence_lens", half), "whole numbers", "0.5");
        Tensor noToken = Tensor.of(new float[] {0, 7}, 1, 2);
        assertRunRefused("torch_language_model_script", Map.of("ids", noToken), "tokens", "7.0");
        OnnxRunner runner = OnnxModel.read(model("rnn_leaky_relu")).newRunner(Backend.SCALAR);
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> runner.run(Map.of()));
        assertTrue(message.contains("'X'") && message.contains("(4, 2, 3)"), message);
    }
}
