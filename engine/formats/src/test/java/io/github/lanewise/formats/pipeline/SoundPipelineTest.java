package io.github.lanewise.formats.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.lanewise.Backend;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pipelines of small models, beside ONNX Runtime and NumPy. */
class SoundPipelineTest {
    static List<Path> pipelines() {
        return Resources.in("pipelines", ".json");
    }

    private static Safetensors answers(Path pipeline) throws IOException {
        return Safetensors.read(Path.of(pipeline.toString().replaceFirst("\\.json$", ".answers.safetensors")));
    }

    private static float[] samples(Path pipeline) throws IOException {
        return answers(pipeline).floats("samples").data();
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void hasTheReferencesAnswer(Path path) throws IOException {
        Tensor expected = answers(path).floats("output");
        try (SoundPipeline pipeline = SoundPipeline.read(path)) {
            Tensor found = pipeline.run(samples(path));
            int rows = expected.size(0);
            assertTrue(
                    pipeline.file().endsInSound() ? found.hasShape(rows, 1) : found.hasShape(rows, expected.size(1)),
                    found::shapeText);
            assertArrayEquals(expected.data(), found.data(), 2e-6f);
        }
    }

    @ParameterizedTest
    @MethodSource("pipelines")
    void everyBackendAndEveryChunkHasTheSameBits(Path path) throws IOException {
        PipelineFile file = PipelineFile.read(path);
        float[] samples = samples(path);
        float[] whole = SoundPipeline.of(file, Backend.SCALAR).run(samples).data();
        SplittableRandom random = new SplittableRandom(1);
        for (Backend backend : Backend.available()) {
            SoundPipeline pipeline = SoundPipeline.of(file, backend);
            assertArrayEquals(whole, pipeline.run(samples).data(), backend::toString);
            SoundStream stream = pipeline.newStream();
            for (int round = 0; round < 2; round++) {
                float[] found = inChunks(pipeline, stream, samples, random);
                // Of sound, what comes out first is from before the beginning.
                int from = file.endsInSound() ? file.framing().before() : 0;
                int count = Math.min(whole.length, found.length - from);
                assertTrue(count > whole.length / 2);
                assertArrayEquals(
                        Arrays.copyOf(whole, count), Arrays.copyOfRange(found, from, from + count), backend::toString);
                stream.reset();
            }
        }
    }

    private static float[] inChunks(
            SoundPipeline pipeline, SoundStream stream, float[] samples, SplittableRandom random) {
        float[] found = new float[stream.framesIn(samples.length) * pipeline.outputSize()];
        int frames = 0;
        for (int at = 0; at < samples.length; ) {
            int count = Math.min(samples.length - at, random.nextInt(40));
            int expected = stream.framesIn(count);
            assertEquals(expected, stream.process(samples, at, count, found, frames * pipeline.outputSize()));
            frames += expected;
            at += count;
        }
        assertEquals(found.length, frames * pipeline.outputSize());
        return found;
    }

    @Test
    void hopInHopOutWithTheLatencyThatItSays() throws IOException {
        Path path = Resources.file("pipelines", "two_networks.json");
        float[] samples = samples(path);
        SoundPipeline pipeline = SoundPipeline.read(path);
        assertEquals(24, pipeline.latency());
        assertEquals(8, pipeline.outputSize());
        SoundStream stream = pipeline.newStream();
        float[] in = new float[8];
        float[] out = new float[8];
        float[] late = new float[samples.length / 8 * 8];
        for (int at = 0; at < late.length; at += 8) {
            System.arraycopy(samples, at, in, 0, 8);
            assertEquals(1, stream.process(in, out));
            System.arraycopy(out, 0, late, at, 8);
        }
        float[] whole = pipeline.run(samples).data();
        assertArrayEquals(Arrays.copyOf(whole, late.length - 24), Arrays.copyOfRange(late, 24, late.length));
    }

    /** Scalar code makes no objects that a compiler would have to take away. */
    @ParameterizedTest
    @MethodSource("pipelines")
    void aStreamAllocatesNothing(Path path) throws IOException {
        SoundPipeline pipeline = SoundPipeline.of(PipelineFile.read(path), Backend.SCALAR);
        SoundStream stream = pipeline.newStream();
        float[] samples = samples(path);
        float[] result = new float[(stream.framesIn(samples.length) + 2) * pipeline.outputSize()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        // The JVM itself makes a few objects at first, while it links and compiles the code.
        int quietRounds = 0;
        for (int round = 0; round < 50 && quietRounds < 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20; i++) {
                stream.process(samples, result);
            }
            quietRounds = threads.getCurrentThreadAllocatedBytes() == before ? quietRounds + 1 : 0;
        }
        assertEquals(3, quietRounds);
    }

    @Test
    void refusesWhatHasNoRoomAndStays() throws IOException {
        Path path = Resources.file("pipelines", "two_networks.json");
        SoundPipeline pipeline = SoundPipeline.read(path);
        SoundStream stream = pipeline.newStream();
        float[] samples = samples(path);
        assertEquals(
                "result: expected 16 floats from index 0 on, found 15 in all",
                assertThrows(IllegalArgumentException.class, () -> stream.process(samples, 0, 16, new float[15], 0))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> stream.process(samples, 330, 4, new float[99], 0));
        float[] found = new float[24];
        float[] expected = new float[24];
        stream.process(samples, 0, 24, found, 0);
        pipeline.newStream().process(samples, 0, 24, expected, 0);
        assertArrayEquals(expected, found);
    }

    @Test
    void refusesARecordingWithoutAFrame() throws IOException {
        SoundPipeline sound = SoundPipeline.read(Resources.file("pipelines", "two_networks.json"));
        assertEquals(
                "samples: expected at least 1, found 0",
                assertThrows(IllegalArgumentException.class, () -> sound.run(new float[0]))
                        .getMessage());
        assertEquals(1, sound.run(new float[1]).size(0));
    }

    @Test
    void saysWhatItIs() throws IOException {
        PipelineFile file = PipelineFile.read(Resources.file("pipelines", "new_magnitude.json"));
        assertEquals(
                "Frames(24, hop 12, SQRT_HANN) -> Spectrum(17) -> ReplaceMagnitude(Magnitude -> Log -> LSTM(17, 6) ->"
                        + " Linear(6, 17) -> Sigmoid) -> InverseSpectrum(24) -> OverlapAdd(SQRT_HANN, normalized)",
                file.describe());
        assertEquals(16000, file.sampleRate());
        assertEquals(1, file.models().size());
        PipelineFile rows = PipelineFile.read(Resources.file("pipelines", "classifier.json"));
        assertFalse(rows.endsInSound());
        assertEquals(0, SoundPipeline.of(rows, Backend.SCALAR).latency());
    }
}
