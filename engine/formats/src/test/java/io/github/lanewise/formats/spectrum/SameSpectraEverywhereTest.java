package io.github.lanewise.formats.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checksums of results on a Zen 5 with JDK 25, compiled and interpreted, with and without AVX: every machine has these bits. */
class SameSpectraEverywhereTest {
    @ParameterizedTest
    @CsvSource({"512, HANN, 1387896118", "400, HAMMING, 2301543000", "401, SQRT_HANN, 1306500265"})
    void spectraAndTheirInverse(int size, Window window, long checksum) {
        Stft stft = Stft.of(size, size / 4, window);
        float[] samples = Signals.noise(4000, 16);
        CRC32C sum = new CRC32C();
        float[] spectra = stft.transform(samples, Edges.REFLECT).data();
        add(sum, spectra);
        add(sum, stft.inverse(stft.transform(samples, Edges.REFLECT), Edges.REFLECT, samples.length));
        assertEquals(checksum, sum.getValue());
    }

    @Test
    void decibelsOfMelBands() {
        CRC32C sum = new CRC32C();
        float[] powers = Signals.noise(201, 16);
        for (MelScale scale : MelScale.values()) {
            float[] bands = new float[40];
            MelFilterBank.builder(16000, 400, 40)
                    .scale(scale)
                    .norm(MelNorm.SLANEY)
                    .build()
                    .apply(powers, bands);
            LogScale.withFloor(1e-10).decimal(10).apply(bands, 40, bands);
            add(sum, bands);
        }
        assertEquals(41511307L, sum.getValue());
    }

    private static void add(CRC32C sum, float[] numbers) {
        for (float number : numbers) {
            int bits = Float.floatToRawIntBits(number);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                sum.update(bits >>> shift);
            }
        }
    }
}
