package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording through a model over frames of sound: a row of results for each frame. */
class RunFramesTest {
    private static final Path MODEL = Path.of(
            System.getProperty("basedir", ""), "..", "formats/src/test/resources/onnx/frames_at_two_rates.onnx");

    private final Path directory;
    private final Path speech;
    private final Path output;

    RunFramesTest(@TempDir Path directory) {
        this.directory = directory;
        speech = directory.resolve("speech.wav");
        output = directory.resolve("probabilities.csv");
    }

    private void record(int rate, int samples) throws IOException {
        new Wav(rate, Wav.Encoding.PCM_16, SmallModels.numbers(samples, 1)).write(speech);
    }

    private static float[] expected(Path speech, int rate) throws IOException {
        ModelFile model =
                ModelFiles.read(MODEL, ReadOptions.builder().sampleRate(rate).build());
        Tensor rows = Objects.requireNonNull(model.audio())
                .cut(Wav.read(speech).samples().data());
        return Model.of(model.spec()).newSession().run(rows).data();
    }

    @Test
    void theRecordingsRatePicksTheModel() throws IOException {
        for (int rate : List.of(16_000, 8_000)) {
            record(rate, 2000);
            Lanewise lanewise = Lanewise.succeed("run", MODEL, "--input", speech, "--output", output);
            Tensor found = Csv.read(output);
            assertEquals(Math.ceilDiv(2000, rate * 32 / 1000), found.size(0));
            assertArrayEquals(expected(speech, rate), found.data());
            assertTrue(lanewise.err().contains("real-time factor "), lanewise.err());
        }
    }

    @Test
    void aConvertedModelDoesTheSame() throws IOException {
        Path converted = directory.resolve("frames.safetensors");
        Lanewise.succeed("convert", MODEL, converted, "--sample-rate", "8000");
        record(8_000, 999);
        Lanewise.succeed("run", converted, "--input", speech, "--output", output);
        assertArrayEquals(expected(speech, 8_000), Csv.read(output).data());
    }

    @Test
    void refusesOtherRates() throws IOException {
        record(44_100, 100);
        Lanewise.fail(
                Main.FAILED,
                List.of("run", MODEL, "--input", speech, "--output", output),
                "16000 or 8000 samples a second",
                "44100");
        record(8_000, 100);
        Lanewise.fail(
                Main.FAILED,
                List.of("run", MODEL, "--input", speech, "--output", output, "--sample-rate", "16000"),
                "speech.wav: expected 16000 samples a second",
                "found 8000");
        Path wet = directory.resolve("wet.wav");
        Lanewise.fail(
                Main.FAILED, List.of("run", MODEL, "--input", speech, "--output", wet), "frames of sound", "wet.wav: ");
    }

    @Test
    void infoSaysHowItIsCut() {
        String shown = Lanewise.succeed("info", MODEL, "--sample-rate", "8000").out();
        assertTrue(shown.contains("8000 Hz, 256 samples a time step, with the 32 before them"), shown);
    }
}
