package io.github.lanewise.bench.textbook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The judge is held to PyTorch's answers in double precision, and to the engine's where there are none. */
class DoubleModelTest {
    private static final Path RESOURCES =
            Path.of(System.getProperty("basedir", ""), "../engine/formats/src/test/resources");

    /** PyTorch's exp and tanh may differ from Java's in the last bit. */
    private static final double LAST_BITS = 1e-13;

    private static final double SINGLE_PRECISION = 2e-6;

    @ParameterizedTest
    @ValueSource(
            strings = {"lstm_long", "lstm_wide_hidden", "lstm_wide_input", "lstm_subnormal_input", "lstm_nan_in_row_1"})
    void answersAsPyTorchInDoublePrecision(String name) throws IOException {
        Path path = RESOURCES.resolve("torch/" + name + ".safetensors");
        Safetensors file = Safetensors.read(path);
        Tensor x = file.floats("input");
        double[] found = new DoubleModel(ModelFiles.read(path).spec()).run(x.data(), x.size(1));
        assertArrayEquals(file.doubles("output_f64"), found, LAST_BITS);
    }

    /** Every sequence has one step; padding follows. */
    @Test
    void bothDirectionsOfTwoLayersAnswerAsPyTorch() throws IOException {
        Path path = RESOURCES.resolve("torch/lstm_every_length_one.safetensors");
        Safetensors file = Safetensors.read(path);
        Tensor x = file.floats("input");
        float[] first = Arrays.copyOf(x.data(), x.size(1) * x.size(2));
        double[] found = new DoubleModel(ModelFiles.read(path).spec()).run(first, x.size(1));
        assertArrayEquals(Arrays.copyOf(file.doubles("output_f64"), found.length), found, LAST_BITS);
    }

    @Test
    void theReverseDirectionReadsFromTheEnd() {
        SplittableRandom random = new SplittableRandom(3);
        for (boolean bidirectional : new boolean[] {true, false}) {
            RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 5, 9)
                    .numLayers(2)
                    .bidirectional(bidirectional)
                    .reverse(!bidirectional)
                    .buildUntrained(random);
            assertAnswersAsTheEngine(ModelSpec.ofStack(stack, false), random, 7, 3);
        }
    }

    private static void assertAnswersAsTheEngine(ModelSpec spec, SplittableRandom random, int steps, int batch) {
        float[] x = random(random, steps * batch * spec.inputSize());
        Tensor input = Tensor.of(x, steps, batch, spec.inputSize());
        Tensor expected = Model.of(spec, Backend.SCALAR).newSession().run(input);
        assertArrayEquals(
                doubles(expected.data()), new DoubleModel(spec).run(x, batch), SINGLE_PRECISION, spec.describe());
    }

    @Test
    void statesGoOnUntilTheyAreReset() {
        SplittableRandom random = new SplittableRandom(4);
        ModelSpec spec =
                ModelSpec.ofStack(RecurrentSpec.builder(CellKind.LSTM, 2, 3).buildUntrained(random), false);
        float[] x = random(random, 4 * 2);
        DoubleModel model = new DoubleModel(spec);
        double[] whole = model.run(x, 1);
        model.reset();
        double[] found = new double[whole.length];
        for (int step = 0; step < 4; step++) {
            double[] row = model.run(Arrays.copyOfRange(x, 2 * step, 2 * step + 2), 1);
            System.arraycopy(row, 0, found, 3 * step, 3);
        }
        assertArrayEquals(whole, found, 0);
    }

    @Test
    void mergedDirectionsAnswerAsTheEngine() {
        SplittableRandom random = new SplittableRandom(7);
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 5, 9)
                .name("lstm")
                .bidirectional(true)
                .buildUntrained(random);
        for (MergeSpec.Mode mode : MergeSpec.Mode.values()) {
            ModelSpec spec =
                    ModelSpec.builder().add(stack).add(new MergeSpec(mode, 9)).build();
            assertAnswersAsTheEngine(spec, random, 7, 3);
        }
    }

    @Test
    void headsAndRepeatsAnswerAsTheEngine() {
        SplittableRandom random = new SplittableRandom(8);
        RecurrentSpec encoder = RecurrentSpec.builder(CellKind.LSTM, 5, 9)
                .name("encoder")
                .bidirectional(true)
                .buildUntrained(random);
        RecurrentSpec decoder = RecurrentSpec.builder(CellKind.LSTM, 18, 4)
                .name("decoder")
                .reverse(true)
                .buildUntrained(random);
        for (Head head : Head.values()) {
            for (Head left : new Head[] {Head.LAST_STEP, Head.FINAL_HIDDEN}) {
                ModelSpec spec = ModelSpec.builder()
                        .add(encoder)
                        .add(new RepeatSpec(left, 6, 18))
                        .add(decoder)
                        .activation(ActivationSpec.Function.SIGMOID)
                        .head(head)
                        .build();
                assertAnswersAsTheEngine(spec, random, 7, 3);
            }
        }
    }

    @Test
    void activationsAnswerAsTheEngine() {
        SplittableRandom random = new SplittableRandom(6);
        for (CellActivation.Function function : CellActivation.Function.values()) {
            CellActivation activation =
                    new CellActivation(function, function.hasAlpha() ? 0.3f : 0, function.hasBeta() ? 0.6f : 0);
            assertAnswersAsTheEngine(
                    ModelSpec.builder().add(ActivationSpec.of(activation, 5)).build(), random, 7, 3);
        }
    }

    /** Convolutions with reflected padding, magnitudes, an LSTM, a linear layer, activations: the form of Silero VAD. */
    @Test
    void framesOfSoundAnswerAsTheEngine() throws IOException {
        ModelSpec spec = ModelFiles.read(RESOURCES.resolve("onnx/frames_at_two_rates.onnx"))
                .spec();
        float[] x = random(new SplittableRandom(5), 6 * spec.inputSize());
        Tensor expected = Model.of(spec, Backend.SCALAR).newSession().run(Tensor.of(x, 6, spec.inputSize()));
        assertArrayEquals(doubles(expected.data()), new DoubleModel(spec).run(x, 1), SINGLE_PRECISION);
    }

    @Test
    void refusesWhatItCannotDo() {
        RecurrentSpec gru = RecurrentSpec.builder(CellKind.GRU, 2, 3).buildUntrained(new SplittableRandom(1));
        ModelSpec spec = ModelSpec.ofStack(gru, false);
        var thrown = assertThrows(IllegalArgumentException.class, () -> new DoubleModel(spec));
        assertEquals(
                "expected an LSTM with PyTorch's equations and zeros as initial states, without projection, found"
                        + " GRU(2, 3)",
                thrown.getMessage());
    }

    private static float[] random(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }
}
