package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound through a model: the rate is kept, and checked where the model has one. */
class RunSoundTest {
    @TempDir
    Path directory;

    private Path dry = Path.of("");
    private Path wet = Path.of("");
    private Path model = Path.of("");

    @BeforeEach
    void paths() throws IOException {
        dry = directory.resolve("dry.wav");
        wet = directory.resolve("wet.wav");
        model = directory.resolve("amp.nam");
        // One layer of one unit: 8 weights, 4 biases, h0, c0, and the head's two.
        String numbers = String.join(", ", Collections.nCopies(16, "0.5"));
        Files.writeString(model, """
                {"version": "0.5.4", "architecture": "LSTM", "sample_rate": 8000, "weights": [%s],
                 "config": {"input_size": 1, "hidden_size": 1, "num_layers": 1}}
                """.formatted(numbers));
    }

    @Test
    void keepsRateAndEncodingAndSaysHowFast() throws IOException {
        Tensor samples = SmallModels.numbers(800, 1);
        new Wav(8_000, Wav.Encoding.PCM_24, samples).write(dry);
        Lanewise lanewise = Lanewise.succeed("run", model, "--input", dry, "--output", wet);
        Wav found = Wav.read(wet);
        assertEquals(8_000, found.sampleRate());
        assertEquals(Wav.Encoding.PCM_24, found.encoding());
        ModelSpec spec = ModelFiles.read(model).spec();
        float[] expected =
                Model.of(spec).newSession().run(Wav.read(dry).samples()).data();
        assertArrayEquals(expected, found.samples().data(), 0x1p-24f);
        String last = lanewise.err().lines().toList().getLast();
        assertTrue(last.startsWith("real-time factor ") && last.contains("0.100 s of sound"), last);
    }

    @Test
    void saysWhatItClipped() throws IOException {
        new Wav(8_000, Wav.Encoding.PCM_16, Tensor.of(new float[] {1, 1, 1}, 3, 1)).write(dry);
        ModelSpec.Builder twice = ModelSpec.builder();
        ModelFiles.read(model).spec().layers().forEach(twice::add);
        Path skipping = directory.resolve("skipping.safetensors");
        ModelFiles.write(skipping, twice.add(new SkipSpec(1)).build(), Map.of());
        Lanewise lanewise = Lanewise.succeed("run", skipping, "--input", dry, "--output", wet);
        assertTrue(lanewise.err().contains("3 samples clipped at full scale"), lanewise.err());
    }

    @Test
    void refusesAnotherRate() throws IOException {
        new Wav(44_100, Wav.Encoding.PCM_16, Tensor.zeros(10, 1)).write(dry);
        Lanewise.fail(
                Main.FAILED,
                List.of("run", model, "--input", dry, "--output", wet),
                "expected 8000 samples a second",
                "found 44100",
                "resample");
    }

    @Test
    void arraysTakeTheModelsRate() throws IOException {
        Path array = directory.resolve("dry.npy");
        Npy.write(array, SmallModels.numbers(20, 1));
        Lanewise.succeed("run", model, "--input", array, "--output", wet);
        assertEquals(8_000, Wav.read(wet).sampleRate());
        assertEquals(Wav.Encoding.FLOAT_32, Wav.read(wet).encoding());
    }

    @Test
    void refusesWhatIsNoSound() throws IOException {
        Path array = directory.resolve("in.npy");
        Npy.write(array, SmallModels.numbers(20, 3));
        Path lstm = SmallModels.save(directory, SmallModels.lstm());
        Lanewise.fail(
                Main.FAILED, List.of("run", lstm, "--input", array, "--output", wet), "no sample rate of the input");
        new Wav(8_000, Wav.Encoding.PCM_16, Tensor.zeros(10, 1)).write(dry);
        Lanewise.fail(Main.FAILED, List.of("run", lstm, "--input", dry, "--output", wet), "dry.wav: ");
    }

    @Test
    void infoShowsTheRate() {
        String shown = Lanewise.succeed("info", model).out();
        assertTrue(shown.contains("8000 Hz, a sample a time step"), shown);
    }
}
