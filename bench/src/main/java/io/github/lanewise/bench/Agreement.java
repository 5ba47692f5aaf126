package io.github.lanewise.bench;

/** Compares the outputs of implementations. */
public final class Agreement {
    private Agreement() {}

    /**
     * Where two outputs differ in a bit. NaN, infinities and signed zeros are compared by their bits too.
     *
     * @param expected the one
     * @param found the other
     * @return the first index at which the bits differ, the shorter length if the lengths differ, or -1
     */
    public static int firstDifference(float[] expected, float[] found) {
        int length = Math.min(expected.length, found.length);
        for (int i = 0; i < length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found[i])) {
                return i;
            }
        }
        return expected.length == found.length ? -1 : length;
    }

    /**
     * Refuses outputs that differ in a bit.
     *
     * @param what whose outputs they are
     * @param expected the one
     * @param found the other
     * @throws DisagreementException naming the first difference
     */
    public static void requireSameBits(String what, float[] expected, float[] found) {
        requireSameLength(what, expected, found);
        int at = firstDifference(expected, found);
        if (at >= 0) {
            throw new DisagreementException("%s, output %d: expected %s, found %s; the same bits are required"
                    .formatted(what, at, bits(expected[at]), bits(found[at])));
        }
    }

    /**
     * Refuses outputs that are further apart than a tolerance, or not a number.
     *
     * @param what whose outputs they are
     * @param tolerance the largest absolute difference allowed
     * @param expected the one
     * @param found the other
     * @throws DisagreementException naming the first output that is too far off
     */
    public static void requireWithin(String what, double tolerance, float[] expected, float[] found) {
        requireSameLength(what, expected, found);
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) expected[i] - found[i]);
            if (!(difference <= tolerance)) {
                throw new DisagreementException("%s, output %d: expected %s within %s, found %s"
                        .formatted(what, i, expected[i], tolerance, found[i]));
            }
        }
    }

    /**
     * A float with its bits.
     *
     * @param value any float
     * @return for instance {@code 0.5 (0x3f000000)}
     */
    public static String bits(float value) {
        return "%s (0x%08x)".formatted(value, Float.floatToRawIntBits(value));
    }

    private static void requireSameLength(String what, float[] expected, float[] found) {
        if (expected.length != found.length) {
            throw new DisagreementException(
                    "%s: expected %d outputs, found %d".formatted(what, expected.length, found.length));
        }
    }
}
