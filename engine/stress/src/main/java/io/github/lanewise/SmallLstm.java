package io.github.lanewise;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A model of 20 units and what it says of its first rows, for comparison. */
final class SmallLstm {
    static final ModelSpec SPEC = ModelSpec.ofStack(
            RecurrentSpec.builder(CellKind.LSTM, 1, 20).buildUntrained(new SplittableRandom(1)), false);

    private static final int STEPS = 4;
    private static final int REFUSED = 10;
    private static final int WRONG = 100;
    private static final float[][] EXPECTED = new float[STEPS][];

    static {
        Model model = Model.of(SPEC, Backend.SCALAR);
        Session session = model.newSession();
        State state = model.newState();
        for (int i = 0; i < STEPS; i++) {
            EXPECTED[i] = new float[20];
            session.step(new float[] {1}, state, EXPECTED[i]);
        }
    }

    private SmallLstm() {}

    /** How many of four steps had the right answer, and ten more if one was refused. A hundred more for each that was wrong. */
    static int steps(Model model) {
        Session session = model.newSession();
        State state = model.newState();
        float[] y = new float[20];
        int steps = 0;
        try {
            for (float[] expected : EXPECTED) {
                session.step(new float[] {1}, state, y);
                steps += Arrays.equals(expected, y) ? 1 : WRONG;
            }
        } catch (IllegalStateException _) {
            steps += REFUSED;
        }
        return steps;
    }
}
