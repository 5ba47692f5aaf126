package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Maximum and root of the mean square, also where numbers are not finite. */
class DeviationTest {
    private static final float INF = Float.POSITIVE_INFINITY;

    @Test
    void maximumAndRms() {
        Deviation deviation = Deviation.of(new float[] {1, 2, 3, 4}, new float[] {1, 5, 3, 0});
        assertEquals(4, deviation.max());
        assertEquals(2.5, deviation.rms());
        deviation.add(Deviation.of(new float[5], new float[] {6, 0, 0, 0, 0}));
        assertEquals(6, deviation.max());
        assertEquals(Math.sqrt(61 / 9.0), deviation.rms());
        assertTrue(new Deviation().isEmpty());
        assertEquals(0, new Deviation().rms());
    }

    @Test
    void numbersThatAreNotFinite() {
        assertEquals(
                0,
                Deviation.of(new float[] {Float.NaN, INF, -INF}, new float[] {Float.NaN, INF, -INF})
                        .max());
        assertEquals(INF, Deviation.of(new float[] {Float.NaN}, new float[] {1}).max());
        assertEquals(INF, Deviation.of(new float[] {INF}, new float[] {-INF}).max());
        assertEquals(INF, Deviation.of(new float[] {1}, new float[] {INF}).rms());
    }

    @Test
    void text() {
        assertEquals("0", Deviation.text(0));
        assertEquals("1.25e-03", Deviation.text(0.00125));
        assertEquals("Infinity", Deviation.text(Double.POSITIVE_INFINITY));
    }
}
