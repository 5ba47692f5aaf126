package io.github.lanewise.formats.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StftTest {
    static List<Path> answers() {
        return Resources.in("spectrum").stream()
                .filter(path ->
                        Objects.requireNonNull(path.getFileName()).toString().startsWith("stft_"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void isPyTorchs(Path path) throws IOException {
        Safetensors file = Safetensors.read(path);
        Stft stft = stft(file.metadata());
        Edges edges = Edges.valueOf(text(file.metadata(), "edges"));
        Tensor spectra = stft.transform(file.floats("samples").data(), edges);
        Tensor expected = file.floats("spectra");
        assertEquals(expected.shapeText(), spectra.shapeText());
        assertTrue(Signals.difference(expected.data(), spectra.data()) < 2e-6);
        if (file.has("inverse")) {
            float[] data = spectra.data();
            for (int t = 0; t < spectra.size(0); t++) {
                Arrays.fill(data, (t * stft.bins() + 3) * 2, (t * stft.bins() + 4) * 2, 0);
            }
            float[] recording = file.floats("inverse").data();
            assertTrue(Signals.difference(recording, stft.inverse(spectra, edges, recording.length)) < 2e-6);
        }
    }

    private static Stft stft(Map<String, String> metadata) {
        return Stft.of(
                Integer.parseInt(text(metadata, "size")),
                Integer.parseInt(text(metadata, "hop")),
                Window.valueOf(text(metadata, "window")),
                Integer.parseInt(text(metadata, "length")));
    }

    @ParameterizedTest
    @EnumSource(Window.class)
    void theInverseGivesTheRecordingBack(Window window) {
        Stft stft = Stft.of(40, 10, window);
        float[] samples = Signals.noise(333, 2);
        for (Edges edges : List.of(Edges.ZEROS, Edges.REFLECT)) {
            float[] back = stft.inverse(stft.transform(samples, edges), edges, samples.length);
            assertTrue(Signals.difference(samples, back) < 2e-6, edges::name);
        }
    }

    /** Frame by frame and whole: the same bits, wherever both have the same frame. */
    @ParameterizedTest
    @CsvSource({"32, 8, HANN", "30, 10, HAMMING", "16, 16, RECTANGULAR", "15, 5, SQRT_HANN"})
    void aStreamHasTheBitsOfTheWhole(int size, int hop, Window window) {
        Stft stft = Stft.of(size, hop, window);
        float[] samples = Signals.noise(20 * hop, 3);
        Tensor whole = stft.transform(samples, Edges.NONE);
        int early = size / hop - 1;
        StftStream stream = stft.newStream();
        for (int round = 0; round < 2; round++) {
            float[] spectrum = new float[2 * stft.bins()];
            for (int t = 0; t < 20; t++) {
                stream.process(samples, t * hop, spectrum);
                if (t >= early) {
                    int from = (t - early) * spectrum.length;
                    assertArrayEquals(
                            Arrays.copyOfRange(whole.data(), from, from + spectrum.length), spectrum, "frame " + t);
                }
            }
            stream.reset();
        }
    }

    @ParameterizedTest
    @CsvSource({"32, 8, HANN", "30, 10, HAMMING", "16, 16, RECTANGULAR", "24, 10, HAMMING"})
    void anInverseStreamHasTheBitsOfTheWhole(int size, int hop, Window window) {
        Stft stft = Stft.of(size, hop, window);
        int frames = 20;
        Tensor spectra = stft.transform(Signals.noise((frames - 1) * hop + size, 4), Edges.NONE);
        float[] whole = stft.inverse(spectra, Edges.NONE, frames * hop);
        InverseStftStream stream = stft.newInverseStream();
        float[] samples = new float[frames * hop];
        float[] spectrum = new float[2 * stft.bins()];
        for (int t = 0; t < frames; t++) {
            System.arraycopy(spectra.data(), t * spectrum.length, spectrum, 0, spectrum.length);
            stream.process(spectrum, samples, t * hop);
        }
        // Before the first frame, a stream has others; the whole has none.
        int first = size - hop;
        assertArrayEquals(
                Arrays.copyOfRange(whole, first, whole.length), Arrays.copyOfRange(samples, first, samples.length));
    }

    @Test
    void aStreamAndItsInverseDelayBySizeLessHop() {
        Stft stft = Stft.of(32, 8, Window.SQRT_HANN);
        float[] samples = Signals.noise(160, 5);
        StftStream stream = stft.newStream();
        InverseStftStream inverse = stft.newInverseStream();
        float[] spectrum = new float[2 * stft.bins()];
        float[] back = new float[samples.length];
        for (int at = 0; at < samples.length; at += 8) {
            stream.process(samples, at, spectrum);
            inverse.process(spectrum, back, at);
        }
        float[] delayed = new float[samples.length];
        System.arraycopy(samples, 0, delayed, 24, samples.length - 24);
        assertTrue(Signals.difference(delayed, back) < 1e-6);
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        refused("hop: expected 1 to 8, the samples of a frame, found 9", () -> Stft.of(8, 9, Window.HANN));
        refused(
                "length of the window: expected 1 to 8, the samples of a frame, found 9",
                () -> Stft.of(8, 2, Window.HANN, 9));
        Stft stft = Stft.of(8, 8, Window.HANN);
        refused(
                "samples: expected at least 8 with the ends, those of a frame, found 7",
                () -> stft.transform(new float[7], Edges.NONE));
        refused(
                "samples: expected more than 4, half a frame, to mirror them at the ends, found 4",
                () -> stft.transform(new float[4], Edges.REFLECT));
        refused(
                "spectra: expected shape (frames, 5, 2), found (3, 4, 2)",
                () -> stft.inverse(Tensor.zeros(3, 4, 2), Edges.NONE, 9));
        refused(
                "windows: expected products that add up to more than 1.0E-11 at every sample, found 0.0 at sample 0 of a"
                        + " hop; make the hop shorter",
                stft::newInverseStream);
    }

    private static void refused(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    private static String text(Map<String, String> metadata, String key) {
        return Objects.requireNonNull(metadata.get(key), key);
    }
}
