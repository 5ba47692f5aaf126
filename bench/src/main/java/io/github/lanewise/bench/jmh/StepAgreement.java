package io.github.lanewise.bench.jmh;

import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.Stepper;

/** Steps all implementations side by side and compares each hidden state. */
final class StepAgreement {
    /**
     * How far the textbook may be from the engine, absolute; a hidden state lies between -1 and 1. They add up a row's
     * products in different orders of rounding (the engine fuses multiply and add), and the difference goes round with
     * the state.
     */
    static final double TOLERANCE = 5e-6;

    private static final int STEPS = 100;

    private StepAgreement() {}

    /**
     * Refuses implementations that disagree over 100 steps from zeros. Resets them behind itself.
     *
     * @throws io.github.lanewise.bench.DisagreementException naming implementation, step and output
     */
    static void require(Shape shape, Stepper textbook, Stepper scalar, Stepper vector) {
        require(shape, TOLERANCE, textbook, scalar, vector);
    }

    /** The same with another tolerance. */
    static void require(Shape shape, double tolerance, Stepper textbook, Stepper scalar, Stepper vector) {
        InputRing inputs = new InputRing(shape.input());
        float[] expected = new float[shape.hidden()];
        float[] found = new float[shape.hidden()];
        for (int step = 0; step < STEPS; step++) {
            String where = " against scalar, LSTM " + shape + ", step " + step;
            float[] x = inputs.next();
            scalar.step(x, expected);
            vector.step(x, found);
            Agreement.requireSameBits("vector" + where, expected, found);
            textbook.step(x, found);
            Agreement.requireWithin("textbook" + where, tolerance, expected, found);
        }
        textbook.reset();
        scalar.reset();
        vector.reset();
    }
}
