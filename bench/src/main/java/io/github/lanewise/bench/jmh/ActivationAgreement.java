package io.github.lanewise.bench.jmh;

import io.github.lanewise.bench.Agreement;

/** Compares the activation functions of all implementations. */
final class ActivationAgreement {
    /** How far {@link Math} may be from the engine, absolute: 2 units in the last place of 1, and rounding to float. */
    static final double TOLERANCE = 3e-7;

    private ActivationAgreement() {}

    /**
     * Refuses passes that disagree.
     *
     * @throws io.github.lanewise.bench.DisagreementException naming function, implementation and output
     */
    static void require(ActivationPasses textbook, ActivationPasses scalar, ActivationPasses vector) {
        for (int from = 0; from < ActivationPasses.SHIFTS; from++) {
            textbook.load(from);
            scalar.load(from);
            vector.load(from);
            textbook.sigmoid();
            scalar.sigmoid();
            vector.sigmoid();
            compare("sigmoid", textbook, scalar, vector);
            textbook.load(from);
            scalar.load(from);
            vector.load(from);
            textbook.tanh();
            scalar.tanh();
            vector.tanh();
            compare("tanh", textbook, scalar, vector);
        }
    }

    private static void compare(
            String function, ActivationPasses textbook, ActivationPasses scalar, ActivationPasses vector) {
        float[] expected = scalar.values();
        Agreement.requireSameBits(function + ", vector against scalar", expected, vector.values());
        Agreement.requireWithin(function + ", textbook against scalar", TOLERANCE, expected, textbook.values());
    }
}
