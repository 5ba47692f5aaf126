package io.github.lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.GraphAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A graph over frames of sound, of the form of Silero VAD: one row a call, states in and out, two sample rates. */
class OnnxFramesTest {
    private static final Path GRAPH = Resources.file("onnx", "frames_at_two_rates.onnx");

    private static ModelFile read(int rate) throws IOException {
        return ModelFiles.read(GRAPH, ReadOptions.builder().sampleRate(rate).build());
    }

    @Test
    void theOtherRateIsTheOtherBranch() throws IOException {
        Safetensors answers =
                Safetensors.read(Resources.file("onnx", "frames_at_two_rates_at_8000.answers.safetensors"));
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("input", answers.floats("input"));
        inputs.put("state", answers.floats("state"));
        inputs.put("sr", Tensor.of(new float[] {8000}));
        OnnxModel model = OnnxModel.read(GRAPH, inputs);
        assertEquals(answers.metadata().get("describe"), model.spec().describe());
        GraphAnswers.assertNear(answers, model.newRunner(Backend.AUTO).run(inputs));
    }

    @ParameterizedTest
    @CsvSource({"16000, 512, 64", "8000, 256, 32"})
    void framesOfARecordingAreStepsThatCarryTheStates(int rate, int hop, int context) throws IOException {
        ModelFile model = read(rate);
        AudioFrames audio = Objects.requireNonNull(model.audio());
        assertEquals(new AudioFrames(rate, hop, context), audio);
        float[] samples = new float[3 * hop + 5];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(i * 0.37) * 0.5f;
        }
        Tensor rows = audio.cut(samples);
        assertEquals(4, rows.size(0));
        Tensor found = Model.of(model.spec()).newSession().run(rows);

        OnnxRunner runner = OnnxModel.read(
                        FileContents.read(GRAPH),
                        Map.of(),
                        ReadOptions.builder().sampleRate(rate).build())
                .newRunner(Backend.SCALAR);
        Tensor state = Tensor.zeros(2, 1, 4);
        float[] expected = new float[4];
        for (int t = 0; t < 4; t++) {
            float[] row = Arrays.copyOfRange(rows.data(), t * audio.size(), (t + 1) * audio.size());
            Map<String, Tensor> outputs = runner.run(Map.of("input", Tensor.of(row, 1, audio.size()), "state", state));
            expected[t] = Objects.requireNonNull(outputs.get("output")).data()[0];
            state = Objects.requireNonNull(outputs.get("stateN"));
        }
        assertArrayEquals(expected, found.data());
    }

    @Test
    void isConvertedWithItsFrames(@TempDir Path directory) throws IOException {
        SameModel.assertSameConverted(read(8000), directory);
    }

    @Test
    void isReadForTheFirstRateIfNobodySaysAnother() throws IOException {
        assertEquals(new AudioFrames(16_000, 512, 64), ModelFiles.read(GRAPH).audio());
    }

    @Test
    void otherRatesAreRefused() throws IOException {
        RefusalAssertions.assertRefusedWith(
                GRAPH, () -> read(44_100), "16000 or 8000 samples a second", "44100", "resample");
        Path other = Resources.file("onnx", "torch_last_step_script.onnx");
        RefusalAssertions.assertRefusedWith(
                other,
                () -> ModelFiles.read(
                        other, ReadOptions.builder().sampleRate(8000).build()),
                "no sample rate",
                "8000 Hz");
        OnnxRunner runner = OnnxModel.read(GRAPH).newRunner(Backend.SCALAR);
        Map<String, Tensor> inputs = Map.of(
                "input", Tensor.zeros(1, 576), "state", Tensor.zeros(2, 1, 4), "sr", Tensor.of(new float[] {8000}));
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> runner.run(inputs));
        assertTrue(message.contains("'sr'") && message.contains("16000") && message.contains("found 8000"), message);
    }

    @Test
    void rowsOfAnotherLengthAreRefused() throws IOException {
        OnnxRunner runner = OnnxModel.read(GRAPH).newRunner(Backend.SCALAR);
        Map<String, Tensor> inputs = Map.of("input", Tensor.zeros(1, 512), "state", Tensor.zeros(2, 1, 4));
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> runner.run(inputs));
        assertTrue(message.contains("'input'") && message.contains("sequence=576"), message);
    }
}
