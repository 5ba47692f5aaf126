package io.github.lanewise.formats.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFftTest {
    /** Powers of two, even and odd sizes, primes, the sizes of mel frames. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 16, 17, 30, 31, 64, 100, 101, 256, 400, 512, 551, 1024, 1103})
    void computesTheDirectSumAndItsInverse(int size) {
        RealFft fft = RealFft.of(size);
        float[] samples = Signals.noise(size + 3, size);
        float[] spectrum = new float[2 * fft.bins()];
        fft.forward(samples, 3, spectrum);
        // The direct sum is in double, and so is the transform: what is left is the rounding to float.
        assertTrue(Signals.difference(direct(samples, 3, size), spectrum) <= Math.ulp((float) Math.sqrt(4.0 * size)));
        float[] back = new float[size + 2];
        fft.inverse(spectrum, back, 2);
        assertTrue(Signals.difference(Arrays.copyOfRange(samples, 3, size + 3), Arrays.copyOfRange(back, 2, size + 2))
                < 1e-6);
    }

    private static float[] direct(float[] samples, int from, int size) {
        float[] spectrum = new float[2 * (size / 2 + 1)];
        for (int k = 0; k <= size / 2; k++) {
            double re = 0;
            double im = 0;
            for (int j = 0; j < size; j++) {
                double angle = -2 * Math.PI * ((long) j * k % size) / size;
                re += samples[from + j] * StrictMath.cos(angle);
                im += samples[from + j] * StrictMath.sin(angle);
            }
            spectrum[2 * k] = (float) re;
            spectrum[2 * k + 1] = (float) im;
        }
        return spectrum;
    }

    /** As NumPy's and PyTorch's irfft. */
    @ParameterizedTest
    @ValueSource(ints = {8, 10})
    void ignoresImaginaryPartsWhereARealSignalHasNone(int size) {
        RealFft fft = RealFft.of(size);
        float[] spectrum = new float[2 * fft.bins()];
        fft.forward(Signals.noise(size, 1), 0, spectrum);
        float[] expected = new float[size];
        fft.inverse(spectrum, expected, 0);
        spectrum[1] = 5;
        spectrum[2 * fft.bins() - 1] = Float.NaN;
        float[] found = new float[size];
        fft.inverse(spectrum, found, 0);
        assertArrayEquals(expected, found);
    }

    /** Payloads of NaN differ between machines, so none gets out. */
    @ParameterizedTest
    @ValueSource(ints = {8, 10, 7})
    void everyNanIsTheSame(int size) {
        RealFft fft = RealFft.of(size);
        float[] samples = Signals.noise(size, 1);
        samples[2] = Float.intBitsToFloat(0xffc12345);
        samples[5] = Float.POSITIVE_INFINITY;
        float[] spectrum = new float[2 * fft.bins()];
        fft.forward(samples, 0, spectrum);
        fft.inverse(spectrum, samples, 0);
        for (float[] result : new float[][] {spectrum, samples}) {
            for (float number : result) {
                assertEquals(Float.floatToRawIntBits(Float.NaN), Float.floatToRawIntBits(number));
            }
        }
    }

    @Test
    void refusesWhatHasNoRoom() {
        assertEquals(
                "size: expected at least 1 sample, found 0",
                assertThrows(IllegalArgumentException.class, () -> RealFft.of(0))
                        .getMessage());
        RealFft fft = RealFft.of(8);
        assertEquals(
                "samples: expected 8 floats from index 1 on, found 8 in all",
                assertThrows(IllegalArgumentException.class, () -> fft.forward(new float[8], 1, new float[10]))
                        .getMessage());
        assertEquals(
                "spectrum: expected 10 floats from index 0 on, found 9 in all",
                assertThrows(IllegalArgumentException.class, () -> fft.inverse(new float[9], new float[8], 0))
                        .getMessage());
    }
}
