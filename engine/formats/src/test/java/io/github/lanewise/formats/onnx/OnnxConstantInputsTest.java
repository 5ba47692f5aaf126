package io.github.lanewise.formats.onnx;

import static io.github.lanewise.formats.support.OnnxBytes.node;
import static io.github.lanewise.formats.support.OnnxBytes.value;
import static io.github.lanewise.formats.support.OnnxBytes.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.OnnxBytes;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Inputs of a graph that are set when it is read: sample rates, weights, states. */
class OnnxConstantInputsTest {
    private static final Path FRAMES = model("frames_at_two_rates");
    private static final Path WEIGHTS = model("lstm_batch_first_weights_given");
    private static final Path STATES = model("torch_states_script");

    private static Path model(String name) {
        return Resources.file("onnx", name + ".onnx");
    }

    private static Tensor number(float value) {
        return Tensor.of(new float[] {value});
    }

    private static ReadOptions set(String name, Tensor value) {
        return ReadOptions.builder().set(name, value).build();
    }

    private static void assertRefused(Path path, ReadOptions options, String... parts) {
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path, options), parts);
    }

    @Test
    void aNumberDecidesWhichBranchIsTaken() throws IOException {
        ModelFile at8000 = ModelFiles.read(FRAMES, set("sr", number(8000)));
        ModelFile asked =
                ModelFiles.read(FRAMES, ReadOptions.builder().sampleRate(8000).build());
        SameModel.assertSame(asked.spec(), at8000.spec());
        assertEquals(new AudioFrames(8000, 256, 32), at8000.audio());
        ReadOptions both =
                ReadOptions.builder().sampleRate(8000).set("sr", number(8000)).build();
        SameModel.assertSame(asked.spec(), ModelFiles.read(FRAMES, both).spec());
        OnnxModel graph = OnnxModel.read(FileContents.read(FRAMES), Map.of(), set("sr", number(8000)));
        assertEquals(Map.of("sr", "8000"), graph.constants());
        assertEquals(List.of("input", "state"), List.copyOf(graph.inputs().keySet()));
    }

    @Test
    void ofTwoSampleRatesNoneIsChosen() {
        assertRefused(
                FRAMES,
                ReadOptions.builder().sampleRate(16_000).set("sr", number(8000)).build(),
                "input 'sr': expected 16000, the sample rate that was asked for, found 8000");
        assertRefused(FRAMES, set("sr", number(44_100)), "16000 or 8000 samples a second", "found 44100");
    }

    @Test
    void weightsBecomeAPartOfTheModel() throws IOException {
        Map<String, Tensor> inputs = GraphAnswers.inputs(WEIGHTS);
        ReadOptions.Builder options = ReadOptions.builder();
        for (String name : List.of("W", "R", "B", "P")) {
            options.set(name, Objects.requireNonNull(inputs.get(name)));
        }
        ModelFile read = ModelFiles.read(WEIGHTS, options.build());
        SameModel.assertSame(OnnxModel.read(WEIGHTS, inputs).spec(), read.spec());
        assertEquals("W (gates i, o, f, c to i, f, g, o)", read.origins().get("weight_ih_l0"));
        OnnxModel graph = OnnxModel.read(FileContents.read(WEIGHTS), Map.of(), options.build());
        assertEquals(List.of("B", "P", "R", "W"), graph.weights());
        assertEquals("of shape (1, 12, 3)", graph.constants().get("W"));
        GraphAnswers.assertNear(
                GraphAnswers.of(WEIGHTS), graph.newRunner(Backend.SCALAR).run(inputs));
    }

    /** Whatever exporters leave to the inputs: set or found among those of a run, it is the same model. */
    @Test
    void settingAndGivingAreTheSame() throws IOException {
        int count = 0;
        for (Path path : Resources.in("onnx-wild", ".onnx")) {
            if (String.valueOf(path.getFileName()).startsWith("torch_given_")) {
                Map<String, Tensor> inputs = GraphAnswers.inputs(path);
                OnnxModel given = OnnxModel.read(path, inputs);
                ReadOptions.Builder options = ReadOptions.builder();
                given.weights().forEach(weight -> options.set(weight, Objects.requireNonNull(inputs.get(weight))));
                SameModel.assertSame(
                        given.spec(), ModelFiles.read(path, options.build()).spec());
                count += given.weights().size();
            }
        }
        assertTrue(count >= 12, count + " inputs");
    }

    @Test
    void otherWeightsInARunAreRefused() throws IOException {
        Map<String, Tensor> inputs = GraphAnswers.inputs(WEIGHTS);
        OnnxRunner runner = OnnxModel.read(WEIGHTS, inputs).newRunner(Backend.SCALAR);
        float[] others = Objects.requireNonNull(inputs.get("B")).data().clone();
        others[5] = 7;
        inputs.put("B", Tensor.of(others, 1, 24));
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> runner.run(inputs));
        assertTrue(message.contains("'B'") && message.contains("found 7"), message);
    }

    @Test
    void statesAreStoredInTheModel() throws IOException {
        Map<String, Tensor> inputs = GraphAnswers.inputs(STATES);
        Tensor x = Tensor.of(Objects.requireNonNull(inputs.get("x")).data(), 10, 1, 3);
        Tensor h = numbers(4, 1, 4);
        Tensor c = numbers(4, 1, 4);
        ReadOptions options = ReadOptions.builder().set("h", h).set("c", c).build();
        OnnxModel set = OnnxModel.read(FileContents.read(STATES), Map.of(), options);
        assertTrue(
                set.spec().describe().contains("initial state stored"),
                set.spec().describe());
        assertEquals(Set.of("x"), set.inputs().keySet());
        Map<String, Tensor> found = set.newRunner(Backend.SCALAR).run(Map.of("x", x));
        Map<String, Tensor> expected =
                OnnxModel.read(STATES).newRunner(Backend.SCALAR).run(Map.of("x", x, "h", h, "c", c));
        expected.forEach(
                (name, tensor) -> TorchAnswers.assertSameBits(name, tensor, Objects.requireNonNull(found.get(name))));
        // The state that was set is that of one sequence.
        OnnxRunner runner = set.newRunner(Backend.SCALAR);
        Map<String, Tensor> two = Map.of("x", Tensor.zeros(5, 2, 3));
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> runner.run(two));
        assertTrue(message.contains("expected shape (T, 1, 3)"), message);
    }

    private static Tensor numbers(int... shape) {
        Tensor numbers = Tensor.zeros(shape);
        for (int i = 0; i < numbers.data().length; i++) {
            numbers.data()[i] = (float) Math.sin(i + 1);
        }
        return numbers;
    }

    @Test
    void namesTypesAndShapesHaveToBeThoseOfTheGraph() {
        assertRefused(
                FRAMES,
                set("rate", number(8000)),
                "input 'rate': expected the name of one of the graph's inputs, 'input', 'state', 'sr', found another");
        assertRefused(FRAMES, set("sr", number(0.5f)), "input 'sr'", "numbers of its type, INT64", "found 0.5");
        assertRefused(FRAMES, set("sr", Tensor.zeros(2)), "input 'sr': expected shape (), found (2)");
        assertRefused(
                WEIGHTS, set("W", Tensor.zeros(1, 12, 4)), "input 'W': expected shape (1, 12, 3), found (1, 12, 4)");
        assertRefused(WEIGHTS, set("W", number(1)), "expected shape (1, 12, 3), found one number");
        Tensor state = Tensor.zeros(4, 1, 4);
        assertRefused(
                STATES,
                ReadOptions.builder()
                        .set("h", state)
                        .set("c", Tensor.zeros(4, 2, 4))
                        .build(),
                "input 'c': expected shape (4, N, 4) with {N=1}, found (4, 2, 4)");
    }

    @Test
    void whatTheOutputsDoNotDependOnIsRefused() throws IOException {
        OnnxBytes graph = rnn().message(11, value("speed", 1));
        RefusalAssertions.assertRefusedWith(
                Path.of("m.onnx"),
                () -> read(graph, set("speed", number(1))),
                "input 'speed': expected an input that the outputs depend on",
                "leave it out");
        RefusalAssertions.assertRefusedWith(
                Path.of("m.onnx"),
                () -> read(graph, set("W", number(1))),
                "input 'W': expected the name of one of the graph's inputs, 'X', 'speed'");
    }

    @Test
    void aNumberIsEnoughForOneElement() throws IOException {
        OnnxBytes graph = rnn().message(1, node("Mul", "y,scale", "scaled"))
                .message(12, value("scaled", 1))
                .message(11, value("scale", 1, 1, 1))
                .message(5, zeros("V", 1, 16, 2, 2))
                .message(1, node("MatMul", "Y,V", "y"));
        OnnxModel model = read(graph, set("scale", number(0.25f)));
        assertEquals(Map.of("scale", "0.25"), model.constants());
    }

    /** So that a program can add its own name for it. */
    @Test
    void aRefusalSaysThatSettingAnInputAnswersIt() {
        FormatException weights = assertThrows(FormatException.class, () -> ModelFiles.read(WEIGHTS));
        assertEquals(Set.of(ReadOption.SET), weights.answers());
        OnnxBytes graph = new OnnxBytes()
                .message(1, node("Equal", "k,one", "same"))
                .message(1, node("If", "same", "out"))
                .message(5, OnnxBytes.longs("one", 1))
                .message(11, value("k", 7, 1))
                .message(12, value("out", 1));
        FormatException branch = assertThrows(FormatException.class, () -> read(graph, ReadOptions.NONE));
        assertEquals(Set.of(ReadOption.SET), branch.answers());
        assertTrue(String.valueOf(branch.getMessage()).endsWith("found input 'k'; set this input"), branch.toString());
    }

    private static OnnxModel read(OnnxBytes graph, ReadOptions options) throws IOException {
        return OnnxModel.read(FileContents.of(OnnxBytes.model(13, graph), "m.onnx"), Map.of(), options);
    }

    /** An RNN of 2 units over X (T, N, 3). */
    private static OnnxBytes rnn() {
        return new OnnxBytes()
                .message(1, node("RNN", "X,W,R", "Y,Y_h"))
                .message(5, zeros("W", 1, 24, 1, 2, 3))
                .message(5, zeros("R", 1, 16, 1, 2, 2))
                .message(11, value("X", 1, -1, -1, 3))
                .message(12, value("Y_h", 1));
    }

    @Test
    void whatARunHasToGiveIsNoConstant() throws IOException {
        Tensor x = Tensor.zeros(4, 1, 3);
        RefusalAssertions.assertRefusedWith(
                Path.of("m.onnx"), () -> read(rnn(), set("X", x)), "with 'X' set: node 'node RNN', operator RNN");
    }

    @Test
    void theRunsOwnInputsMayNotSayOtherwise() throws IOException {
        Map<String, Tensor> offered = Map.of("sr", number(16_000));
        FileContents contents = FileContents.read(FRAMES);
        RefusalAssertions.assertRefusedWith(
                FRAMES,
                () -> OnnxModel.read(contents, offered, set("sr", number(8000))),
                "input 'sr': expected 8000, to which it is set, found 16000 among the inputs of the run");
        assertEquals(
                new AudioFrames(16_000, 512, 64),
                OnnxModel.read(contents, offered, set("sr", number(16_000)))
                        .file()
                        .audio());
        assertEquals(
                new AudioFrames(8_000, 256, 32),
                OnnxModel.read(FRAMES, Map.of("sr", number(8000))).file().audio());
    }

    @Test
    void anInputIsSetOnce() {
        ReadOptions.Builder options = ReadOptions.builder().set("sr", number(8000));
        assertThrows(IllegalArgumentException.class, () -> options.set("sr", number(8000)));
    }

    @Test
    void onlyAGraphHasInputsToSet() {
        for (Path path : List.of(
                Resources.file("torch-files", "state_dict.pt"),
                Resources.file("keras", "gru.keras"),
                Resources.file("audio", "nam_lstm.nam"),
                Resources.file("torch-models", "embedding_lstm_last_step.safetensors"))) {
            assertRefused(path, set("sr", number(1)), "no inputs that are set", "no ONNX graph", "found 'sr'");
        }
    }
}
