package io.github.lanewise.formats.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mel bands and their logarithms. */
class MelFilterBankTest {
    static List<Path> answers() {
        return Resources.in("spectrum").stream()
                .filter(path ->
                        Objects.requireNonNull(path.getFileName()).toString().startsWith("mel_"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void isLibrosas(Path path) throws IOException {
        Safetensors file = Safetensors.read(path);
        MelFilterBank mel = bank(file.metadata());
        float[] sums = new float[mel.bands()];
        mel.apply(file.floats("powers").data(), sums);
        float[] expected = file.floats("sums").data();
        double scale = Signals.difference(expected, new float[expected.length]);
        assertTrue(Signals.difference(expected, sums) < 2e-7 * scale);
        float[] logarithms = new float[mel.bands()];
        LogScale.withFloor(1e-3).apply(sums, mel.bands(), logarithms);
        assertTrue(Signals.difference(file.floats("logarithms").data(), logarithms) < 2e-6);
        LogScale.withOffset(1e-3).decimal(10).apply(sums, mel.bands(), logarithms);
        assertTrue(Signals.difference(file.floats("decibels").data(), logarithms) < 1e-5);
    }

    private static MelFilterBank bank(Map<String, String> metadata) {
        return MelFilterBank.builder(
                        Integer.parseInt(text(metadata, "sample_rate")),
                        Integer.parseInt(text(metadata, "size")),
                        Integer.parseInt(text(metadata, "bands")))
                .range(Double.parseDouble(text(metadata, "low")), Double.parseDouble(text(metadata, "high")))
                .scale(MelScale.valueOf(text(metadata, "scale")))
                .norm(MelNorm.valueOf(text(metadata, "norm")))
                .build();
    }

    @Test
    void refusesARangeThatTheSpectrumDoesNotHave() {
        MelFilterBank.Builder builder = MelFilterBank.builder(8000, 64, 10).range(0, 4001);
        assertEquals(
                "mel filter bank: expected a range within 0 to 4000.0 Hz, found 0.0 to 4001.0",
                assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void refusesAFloorOfZero() {
        assertEquals(
                "floor: expected a number above 0, found 0.0",
                assertThrows(IllegalArgumentException.class, () -> LogScale.withFloor(0))
                        .getMessage());
    }

    private static String text(Map<String, String> metadata, String key) {
        return Objects.requireNonNull(metadata.get(key), key);
    }
}
