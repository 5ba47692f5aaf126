package io.github.lanewise;

import java.util.random.RandomGenerator;

/** Floats that break careless arithmetic. */
public final class Hostile {
    private static final float[] VALUES = {
        0f,
        -0f,
        1f,
        -1f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0x7f800001), // signalling, with a payload
        Float.intBitsToFloat(0xffc12345), // negative, with a payload
        1e30f,
        -1e30f,
        1e-30f,
        88.7f,
        -87.4f,
        -103.9f,
        -104.1f,
        9.02f,
    };

    private Hostile() {}

    /**
     * Fills an array with ordinary numbers, and with hostile ones in between.
     *
     * @param random source
     * @param count floats
     * @param share of hostile numbers, 0 to 1
     * @return a new array
     */
    public static float[] floats(RandomGenerator random, int count, double share) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] =
                    random.nextDouble() < share ? VALUES[random.nextInt(VALUES.length)] : (float) random.nextGaussian();
        }
        return floats;
    }

    /** All of them. */
    public static float[] all() {
        return VALUES.clone();
    }
}
