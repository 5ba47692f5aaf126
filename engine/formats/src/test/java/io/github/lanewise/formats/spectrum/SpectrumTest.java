package io.github.lanewise.formats.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class SpectrumTest {
    private static final float[] SPECTRUM = {3, -4, 0, 0, -5, 12};

    @Test
    void absoluteValuesAndTheirSquares() {
        float[] result = new float[3];
        Spectrum.magnitude(SPECTRUM, 3, result);
        assertArrayEquals(new float[] {5, 0, 13}, result);
        Spectrum.power(SPECTRUM, 3, result);
        assertArrayEquals(new float[] {25, 0, 169}, result);
    }

    @Test
    void aMaskScalesBothParts() {
        float[] result = SPECTRUM.clone();
        Spectrum.mask(result, new float[] {2, 7, -1}, 3, result);
        assertArrayEquals(new float[] {6, -8, 0, 0, 5, -12}, result);
    }

    /** A bin of 0 has no phase; it gets that of a positive number. */
    @Test
    void aNewMagnitudeKeepsThePhase() {
        float[] result = new float[6];
        Spectrum.replaceMagnitude(SPECTRUM, new float[] {10, 2, 0}, 3, result);
        assertArrayEquals(new float[] {6, -8, 2, 0, -0f, 0}, result);
    }
}
