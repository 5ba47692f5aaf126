package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final float[] OUTPUTS = {0.5f, -0f, Float.NaN};

    @Test
    void equalBitsAgree() {
        assertEquals(-1, Agreement.firstDifference(OUTPUTS, OUTPUTS.clone()));
        assertDoesNotThrow(() -> Agreement.requireSameBits("outputs", OUTPUTS, OUTPUTS.clone()));
    }

    @Test
    void aSignedZeroIsADifference() {
        float[] other = {0.5f, 0f, Float.NaN};
        assertEquals(1, Agreement.firstDifference(OUTPUTS, other));
        var thrown =
                assertThrows(DisagreementException.class, () -> Agreement.requireSameBits("outputs", OUTPUTS, other));
        assertEquals(
                "outputs, output 1: expected -0.0 (0x80000000), found 0.0 (0x00000000); the same bits are required",
                thrown.getMessage());
    }

    @Test
    void aMissingOutputIsADifference() {
        assertEquals(2, Agreement.firstDifference(OUTPUTS, new float[] {0.5f, -0f}));
        assertThrows(
                DisagreementException.class, () -> Agreement.requireSameBits("outputs", OUTPUTS, new float[] {0.5f}));
    }

    @Test
    void toleranceIsAbsoluteAndRefusesNaN() {
        float[] expected = {1f, 2f};
        assertDoesNotThrow(() -> Agreement.requireWithin("outputs", 0.25, expected, new float[] {1.25f, 1.75f}));
        var thrown = assertThrows(
                DisagreementException.class,
                () -> Agreement.requireWithin("outputs", 0.25, expected, new float[] {1f, 2.5f}));
        assertEquals("outputs, output 1: expected 2.0 within 0.25, found 2.5", thrown.getMessage());
        assertThrows(
                DisagreementException.class,
                () -> Agreement.requireWithin("outputs", 0.25, expected, new float[] {Float.NaN, 2f}));
    }
}
