package io.github.lanewise.formats.spectrum;

import java.util.SplittableRandom;

/** Samples for tests. */
final class Signals {
    private Signals() {}

    /** Samples from -1 to 1, the same for the same seed. */
    static float[] noise(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] samples = new float[count];
        for (int i = 0; i < count; i++) {
            samples[i] = 2 * random.nextFloat() - 1;
        }
        return samples;
    }

    /** The largest difference of two arrays of one length. */
    static double difference(float[] expected, float[] found) {
        if (expected.length != found.length) {
            throw new AssertionError("expected " + expected.length + " floats, found " + found.length);
        }
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs((double) expected[i] - found[i]);
            // NaN is larger than any number here, so that it cannot hide.
            largest = difference <= largest ? largest : difference;
        }
        return largest;
    }
}
