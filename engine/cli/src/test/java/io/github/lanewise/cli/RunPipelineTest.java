package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.pipeline.SoundPipeline;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording through a pipeline of sound. */
class RunPipelineTest {
    private static final String TO_SOUND = """
            , {"kind": "INVERSE_SPECTRUM"}, {"kind": "OVERLAP_ADD", "normalize": true}""";

    @TempDir
    Path directory;

    private Path noisy = Path.of("");
    private Path pipeline = Path.of("");

    @BeforeEach
    void files() throws IOException {
        noisy = directory.resolve("noisy.wav");
        pipeline = directory.resolve("pipeline.json");
        ModelSpec mask = ModelSpec.ofStack(
                RecurrentSpec.builder(CellKind.GRU, 5, 5).buildUntrained(new SplittableRandom(1)), true);
        ModelFiles.write(directory.resolve("mask.safetensors"), mask, Map.of());
        new Wav(8_000, Wav.Encoding.PCM_24, SmallModels.numbers(801, 1)).write(noisy);
        write("""
                {"kind": "MASK", "stages": [{"kind": "MAGNITUDE"}, {"kind": "MODEL", "file": "mask.safetensors"}]}
                """ + TO_SOUND);
    }

    private void write(String stages) throws IOException {
        Files.writeString(pipeline, """
                {"kind": "PIPELINE", "sample_rate": 8000, "stages": [
                  {"kind": "FRAMES", "size": 8, "hop": 4}, {"kind": "SPECTRUM"}, %s]}
                """.formatted(stages));
    }

    @Test
    void writesSoundAsItCameIn() throws IOException {
        Path clean = directory.resolve("clean.wav");
        Lanewise lanewise = Lanewise.succeed("run", pipeline, "--input", noisy, "--output", clean);
        Wav found = Wav.read(clean);
        assertEquals(8_000, found.sampleRate());
        assertEquals(Wav.Encoding.PCM_24, found.encoding());
        float[] expected = SoundPipeline.read(pipeline)
                .run(Wav.read(noisy).samples().data())
                .data();
        assertEquals(801, expected.length);
        assertArrayEquals(expected, found.samples().data(), 0x1p-24f);
        assertTrue(
                lanewise.err().contains("Frames(8, hop 4) -> Spectrum(5) -> Mask(Magnitude -> GRU(5, 5)) ->"),
                lanewise.err());
        assertTrue(lanewise.err().contains("input of 801 samples -> output (801, 1)"), lanewise.err());
        String last = lanewise.err().lines().toList().getLast();
        assertTrue(last.startsWith("real-time factor ") && last.contains("0.100 s of sound"), last);
    }

    @Test
    void writesARowForEachFrame() throws IOException {
        write("{\"kind\": \"POWER\"}");
        Path rows = directory.resolve("rows.npy");
        Lanewise.succeed("run", pipeline, "--input", noisy, "--output", rows, "--backend", "scalar");
        Tensor found = Npy.read(rows);
        assertEquals("(201, 5)", found.shapeText());
        assertArrayEquals(
                SoundPipeline.read(pipeline)
                        .run(Wav.read(noisy).samples().data())
                        .data(),
                found.data());
        assertRefused(
                1, "one sample a time step", "run", pipeline, "--input", noisy, "--output", directory.resolve("x.wav"));
    }

    @Test
    void refusesWhatAPipelineDoesNotTake() throws IOException {
        Path clean = directory.resolve("clean.wav");
        assertRefused(
                2,
                "--precision: expected no such option for a pipeline, found one for " + pipeline
                        + "; leave it out, the pipeline's file says what its models are",
                "run",
                pipeline,
                "--input",
                noisy,
                "--output",
                clean,
                "--precision",
                "bf16");
        Path table = directory.resolve("table.csv");
        assertRefused(
                1,
                table + ": expected a recording (.wav) for the pipeline " + pipeline + ", found another kind of file;"
                        + " give a .wav file",
                "run",
                pipeline,
                "--input",
                table,
                "--output",
                clean);
        Path other = directory.resolve("other.wav");
        new Wav(44_100, Wav.Encoding.PCM_16, SmallModels.numbers(8, 1)).write(other);
        assertRefused(
                1,
                other + ": expected 8000 samples a second, as the pipeline " + pipeline
                        + " says, found 44100; resample the sound",
                "run",
                pipeline,
                "--input",
                other,
                "--output",
                clean);
        assertRefused(1, pipeline + ": expected a model, found a pipeline of sound", "verify", pipeline);
    }

    private static void assertRefused(int exitCode, String message, Object... arguments) {
        Lanewise lanewise = Lanewise.run(arguments);
        assertEquals(exitCode, lanewise.exitCode(), lanewise.err());
        assertTrue(lanewise.err().contains(message), lanewise.err());
    }

    @Test
    void infoShowsStagesAndModels() {
        String out = Lanewise.succeed("info", pipeline).out();
        assertTrue(out.contains("sound, 8000 Hz, 4 samples a frame"), out);
        assertTrue(out.contains("sound, 4 samples (0.5 ms) later in a stream"), out);
        assertTrue(out.contains("mask.safetensors  GRU(5, 5)"), out);
    }
}
