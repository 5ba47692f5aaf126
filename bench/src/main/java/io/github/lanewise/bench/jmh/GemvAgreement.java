package io.github.lanewise.bench.jmh;

import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.textbook.TextbookLinear;
import io.github.lanewise.memory.AlignedFloats;

/** Compares the products of all implementations, and what the read loop read. */
final class GemvAgreement {
    /**
     * How far the textbook's product may be from the engine's, absolute. A sum of up to 2048 products of weights within
     * 1/sqrt(hidden) and inputs within 1 stays below 10 or so, and each addition rounds it.
     */
    static final double TOLERANCE = 1e-5;

    private GemvAgreement() {}

    /**
     * Refuses products that disagree.
     *
     * @throws DisagreementException naming implementation and output
     */
    static void require(Shape shape, TextbookLinear textbook, Product scalar, Product vector, float[] x) {
        require(shape, TOLERANCE, textbook, scalar, vector, x);
    }

    /** The same with another tolerance. */
    static void require(
            Shape shape, double tolerance, TextbookLinear textbook, Product scalar, Product vector, float[] x) {
        scalar.of(x, 0);
        vector.of(x, 0);
        float[] expected = scalar.result();
        Agreement.requireSameBits("vector against scalar, product " + shape, expected, vector.result());
        float[] z = new float[expected.length];
        textbook.addTo(x, z);
        Agreement.requireWithin("textbook against scalar, product " + shape, tolerance, expected, z);
    }

    /**
     * Refuses a read loop that has left something out.
     *
     * @throws DisagreementException if the bits are not all the floats' bits or-ed together
     */
    static void requireRead(Shape shape, AlignedFloats weights, int found) {
        int expected = 0;
        for (long i = 0; i < weights.length(); i++) {
            expected |= Float.floatToRawIntBits(weights.get(i));
        }
        if (found != expected) {
            throw new DisagreementException(
                    "read loop, %s: expected all bits or-ed, 0x%08x, found 0x%08x".formatted(shape, expected, found));
        }
    }
}
