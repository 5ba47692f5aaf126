package io.github.lanewise.formats.pipeline;

import static io.github.lanewise.formats.support.RefusalAssertions.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptions of pipelines, and what is refused of them. */
class PipelineFileTest {
    private static final String FRAMES = "{'kind': 'FRAMES', 'size': 8, 'hop': 4}";

    @TempDir
    Path directory;

    private Path path = Path.of("");

    @BeforeEach
    void path() {
        path = directory.resolve("pipeline.json");
    }

    private void write(String... stages) throws IOException {
        writeFile("{'kind': 'PIPELINE', 'sample_rate': 8000, 'stages': [" + String.join(", ", stages) + "]}");
    }

    private void writeFile(String json) throws IOException {
        Files.writeString(path, json.replace('\'', '"'));
    }

    private void refused(String message) {
        assertRefused(path, message, () -> PipelineFile.read(path));
    }

    @Test
    void isToldByItsFirstKey() {
        assertTrue(isOne("\n { \"kind\" : \"PIPELINE\", "));
        assertFalse(isOne("{\"kind\": \"MODEL\"}"));
        assertFalse(isOne("{\"sample_rate\": 8000, \"kind\": \"PIPELINE\"}"));
        assertFalse(isOne(""));
    }

    private static boolean isOne(String text) {
        return PipelineFile.isOne(FileContents.of(text.getBytes(StandardCharsets.UTF_8), "pipeline.json"));
    }

    @Test
    void refusesKeysThatItDoesNotKnow() throws IOException {
        writeFile("{'kind': 'PIPELINE', 'sample_rate': 8000, 'rate': 1, 'stages': [" + FRAMES + "]}");
        refused("pipeline: expected no keys but 'kind', 'sample_rate', 'stages', found 'rate'");
        write(FRAMES, "{'kind': 'SPECTRUM', 'sise': 16}", "{'kind': 'MAGNITUDE'}");
        refused("stages[1]: expected no keys but 'kind', 'size', found 'sise'");
        write(FRAMES, "{'kind': 'SPECTRUM'}", "{'kind': 'MASK', 'stages': [{'kind': 'MAGNITUDE', 'window': 1}]}");
        refused("stages[2] stages[0]: expected no keys but 'kind', found 'window'");
    }

    /** What stands in the place of the second stage, and why it is refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'kind': 'STFT'}|, kind: expected one of SPECTRUM, INVERSE_SPECTRUM, MAGNITUDE, POWER, MEL, LOG, MODEL,"
                        + " MASK, REPLACE_MAGNITUDE (FRAMES is the first only, OVERLAP_ADD the last), found 'STFT'",
                "{'kind': 'MAGNITUDE'}|: expected a spectrum from the stage before, found 8 numbers",
                "{'kind': 'SPECTRUM', 'size': 7}|, size: expected a whole number from 8 to 2147483647, found 7",
                "{'kind': 'LOG'}|: expected either a floor or an offset, found none",
                "{'kind': 'LOG', 'floor': 1, 'offset': 1}|: expected either a floor or an offset, found both",
                "{'kind': 'LOG', 'floor': -1}|: floor: expected a number above 0, found -1.0",
                "{'kind': 'MEL', 'bands': 2}|: expected a number for each bin of a spectrum from the stage before, as"
                        + " MAGNITUDE and POWER have them, found 8 numbers",
                "{'kind': 'MODEL', 'file': 'missing.onnx'}|, file: expected a model beside the pipeline or at a path from"
                        + " there, found no file DIRECTORY/missing.onnx",
            })
    void refusesStagesThatDoNotGoTogether(String stage, String message) throws IOException {
        write(FRAMES, stage);
        refused("stages[1]" + message.replace("DIRECTORY", directory.toString()));
    }

    @Test
    void refusesASpectrumWhereNumbersBelong() throws IOException {
        write(FRAMES, "{'kind': 'SPECTRUM'}", "{'kind': 'LOG', 'floor': 1}");
        refused(
                "stages[2]: expected real numbers from the stage before, found a spectrum of 5 bins; put MAGNITUDE, POWER"
                        + " or INVERSE_SPECTRUM between them");
        write(FRAMES, "{'kind': 'SPECTRUM'}");
        refused("pipeline, stages: expected stages that end in OVERLAP_ADD, for sound, or in real numbers, found a"
                + " spectrum of 5 bins at the end");
        write(FRAMES, "{'kind': 'SPECTRUM'}", "{'kind': 'MASK', 'stages': []}", "{'kind': 'MAGNITUDE'}");
        refused(
                "stages[2], stages: expected stages that end in 5 numbers, one for each bin, found a spectrum of 5 bins");
    }

    @Test
    void refusesFramesThatCannotBe() throws IOException {
        write();
        refused("pipeline, stages: expected at least FRAMES and another stage, found none");
        write("{'kind': 'SPECTRUM'}");
        refused("stages[0], kind: expected FRAMES as the first stage, found 'SPECTRUM'");
        write("{'kind': 'FRAMES', 'size': 8, 'hop': 9}");
        refused("stages[0], hop: expected 1 to 8, the samples of a frame, found 9");
        write("{'kind': 'FRAMES', 'size': 8, 'hop': 4, 'before': 8}");
        refused("stages[0], before: expected 0 to 7, less than a frame, found 8");
        write("{'kind': 'FRAMES', 'size': 8, 'hop': 4, 'window': 'BLACKMAN'}");
        refused("stages[0], window: expected one of RECTANGULAR, HANN, HANN_SYMMETRIC, HAMMING, HAMMING_SYMMETRIC,"
                + " SQRT_HANN, found 'BLACKMAN'");
        write("{'kind': 'FRAMES', 'size': 8, 'hop': 4, 'after': 0}", "{'kind': 'OVERLAP_ADD'}");
        refused("stages[0], after: expected no such key where the pipeline ends in sound, which has the recording's"
                + " length, found one");
    }

    @Test
    void refusesASumOfOtherFrames() throws IOException {
        write(FRAMES, "{'kind': 'SPECTRUM'}", "{'kind': 'OVERLAP_ADD'}");
        refused(
                "stages[2]: expected frames of 8 samples, as FRAMES has cut them, from the stage before, found a spectrum"
                        + " of 5 bins; put INVERSE_SPECTRUM between them");
        write(
                "{'kind': 'FRAMES', 'size': 8, 'hop': 8, 'window': 'HANN'}",
                "{'kind': 'OVERLAP_ADD', 'normalize': true}");
        refused("stages[1]: windows: expected products that add up to more than 1.0E-11 at every sample, found 0.0 at"
                + " sample 0 of a hop; make the hop shorter");
    }

    @Test
    void refusesModelsThatDoNotFit() throws IOException {
        model(ModelSpec.ofStack(stack(CellKind.LSTM, 5, false), true));
        write(FRAMES, "{'kind': 'MODEL', 'file': 'model.safetensors'}");
        Path model = directory.resolve("model.safetensors");
        refused("stages[1], file: expected a model that takes 8 numbers, as the stage before has them, found " + model
                + ": LSTM(5, 2), which takes 5");
        model(ModelSpec.ofStack(stack(CellKind.GRU, 8, true), true));
        refused("stages[1], file: expected a model that goes step by step, found " + model
                + ": a bidirectional layer, which needs the whole sequence");
        model(ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", Tensor.zeros(3, 4)))
                .add(stack(CellKind.LSTM, 4, false))
                .build());
        refused("stages[1], file: expected a model of numbers, found " + model
                + ": one of tokens, Embedding(3, 4) -> LSTM(4, 2)");
    }

    private static RecurrentSpec stack(CellKind kind, int inputs, boolean bidirectional) {
        return RecurrentSpec.builder(kind, inputs, 2)
                .bidirectional(bidirectional)
                .name("stack")
                .buildUntrained(new SplittableRandom(1));
    }

    private void model(ModelSpec spec) throws IOException {
        ModelFiles.write(directory.resolve("model.safetensors"), spec, Map.of());
    }

    @Test
    void refusesAModelForAnotherRate() throws IOException {
        Files.copy(Resources.file("audio", "nam_lstm.nam"), directory.resolve("amp.nam"));
        write(
                "{'kind': 'FRAMES', 'size': 1, 'hop': 1}",
                "{'kind': 'MODEL', 'file': 'amp.nam'}",
                "{'kind': 'OVERLAP_ADD'}");
        refused("stages[1], file: expected a model for 8000 samples a second, found " + directory.resolve("amp.nam")
                + ": 48000 in its file");
    }

    /** Whoever takes it for a model is told what it is. */
    @Test
    void isNoModel() throws IOException {
        write(FRAMES);
        assertEquals("Frames(8, hop 4)", PipelineFile.read(path).describe());
        assertRefused(
                path,
                "expected a model, found a pipeline of sound; run it with lanewise run, or with SoundPipeline",
                () -> ModelFiles.read(path));
    }
}
