package io.github.lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs of half precision against float64 with the weights that the files have: no number in between is rounded. */
class OnnxHalfTest {
    static List<Path> models() {
        return Resources.in("onnx-half", ".onnx");
    }

    private static Path model(String name) {
        return Resources.file("onnx-half", name + ".onnx");
    }

    @ParameterizedTest
    @MethodSource("models")
    void computesInFloatsWithTheWeightsOfTheFile(Path path) throws IOException {
        Safetensors answers = GraphAnswers.of(path);
        Map<String, Tensor> inputs = GraphAnswers.inputs(path);
        OnnxModel model = OnnxModel.read(path, inputs);
        assertEquals(answers.metadata().get("describe"), model.spec().describe());
        GraphAnswers.assertNear(answers, model.newRunner(Backend.AUTO).run(inputs));
    }

    /** Nodes of an LSTM, GRU or RNN in the file, whose weights are the file's as they are. */
    static Stream<Path> recurrentNodes() {
        return models().stream().filter(path -> !path.toString().contains("unrolled"));
    }

    /** Every weight is a number that its type holds, also where the file has floats that a cast rounds. */
    @ParameterizedTest
    @MethodSource("recurrentNodes")
    void hasTheNumbersOfHalfPrecision(Path path) throws IOException {
        boolean brain = path.toString().contains("bfloat16");
        OnnxModel model = OnnxModel.read(path, GraphAnswers.inputs(path));
        model.spec().tensors().forEach((name, tensor) -> {
            for (float weight : tensor.data()) {
                float held = brain
                        ? Float.intBitsToFloat(Float.floatToRawIntBits(weight) & 0xffff0000)
                        : Float.float16ToFloat(Float.floatToFloat16(weight));
                assertEquals(held, weight, name);
            }
        });
    }

    /** Rows of a stream, one after the other: the same numbers as the whole sequence by the graph's names. */
    @Test
    void rowsOfAStreamAreTheSameNumbers() throws IOException {
        for (String name : new String[] {"converted_all", "converted_outside_floats"}) {
            Tensor x = Objects.requireNonNull(GraphAnswers.inputs(model(name)).get("x"));
            Tensor first = Tensor.of(Arrays.copyOf(x.data(), 5 * 3), 5, 3);
            Map<String, Tensor> rows =
                    OnnxModel.read(model(name)).newRunner(Backend.SCALAR).run(first);
            Map<String, Tensor> named = OnnxModel.read(model(name))
                    .newRunner(Backend.SCALAR)
                    .run(Map.of(
                            "x", Tensor.of(first.data(), 1, 5, 3),
                            "h", Tensor.zeros(1, 1, 4),
                            "c", Tensor.zeros(1, 1, 4)));
            float[] whole = Objects.requireNonNull(named.get("y")).data();
            assertArrayEquals(whole, Objects.requireNonNull(rows.get("y")).data());
            assertArrayEquals(whole, steps(model(name), first));
        }
    }

    private static float[] steps(Path path, Tensor rows) throws IOException {
        Model model = Model.of(ModelFiles.read(path).spec(), Backend.SCALAR);
        Session session = model.newSession();
        State state = model.newState();
        float[] output = new float[rows.size(0) * model.outputSize()];
        for (int t = 0; t < rows.size(0); t++) {
            session.step(rows.data(), t * model.inputSize(), state, output, t * model.outputSize());
        }
        return output;
    }

    /** The file casts a run's input to half precision; what is between two numbers of that type is not lost. */
    @Test
    void whatARunGivesIsNotRounded() throws IOException {
        OnnxRunner runner = OnnxModel.read(model("half_within_script")).newRunner(Backend.SCALAR);
        Tensor x = Tensor.of(new float[] {1, 0.5f, -1}, 1, 1, 3);
        Tensor near = Tensor.of(new float[] {1 + 1e-4f, 0.5f, -1}, 1, 1, 3);
        assertEquals(Float.floatToFloat16(x.data()[0]), Float.floatToFloat16(near.data()[0]));
        float one = Objects.requireNonNull(runner.run(Map.of("x", x)).get("p")).data()[0];
        float other =
                Objects.requireNonNull(runner.run(Map.of("x", near)).get("p")).data()[0];
        assertTrue(one != other && Math.abs(one - other) < 1e-4, one + " and " + other);
    }
}
