package io.github.lanewise;

import static org.junit.jupiter.api.Assertions.fail;

/** Equality as the engine promises it: of bits, not of values within a tolerance. */
public final class Bits {
    private Bits() {}

    /**
     * Fails unless two arrays are equal bit for bit.
     *
     * @param what the message's beginning
     * @param expected one
     * @param found the other
     */
    public static void assertSame(String what, float[] expected, float[] found) {
        if (expected.length != found.length) {
            fail(what + ": expected " + expected.length + " floats, found " + found.length);
        }
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found[i])) {
                fail("%s, element %d of %d: expected %s (%08x), found %s (%08x)"
                        .formatted(
                                what,
                                i,
                                expected.length,
                                expected[i],
                                Float.floatToRawIntBits(expected[i]),
                                found[i],
                                Float.floatToRawIntBits(found[i])));
            }
        }
    }

    /**
     * Fails unless two arrays are equal bit for bit, or both NaN: for products, whose NaN may have any payload.
     *
     * @param what the message's beginning
     * @param expected one
     * @param found the other
     */
    public static void assertSameButForPayload(String what, float[] expected, float[] found) {
        assertSame(what, oneNaN(expected), oneNaN(found));
    }

    private static float[] oneNaN(float[] floats) {
        float[] copy = floats.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] = Float.isNaN(copy[i]) ? Float.NaN : copy[i];
        }
        return copy;
    }
}
