package io.github.lanewise.serving;

import static org.junit.jupiter.api.Assertions.fail;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;

/** Models, rows, and what streams say that are stepped alone. */
final class TestModels {
    static final int INPUTS = 3;

    private TestModels() {}

    static Model lstm(long seed, int units) {
        RecurrentSpec stack =
                RecurrentSpec.builder(CellKind.LSTM, INPUTS, units).buildUntrained(new SplittableRandom(seed));
        return Model.of(ModelSpec.ofStack(stack, false), Backend.SCALAR);
    }

    static float[] row(SplittableRandom random) {
        float[] row = new float[INPUTS];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) random.nextDouble(-2, 2);
        }
        return row;
    }

    /** A stream of its own, for comparison. */
    static final class Alone {
        private Session session;
        private State state;

        Alone(Model model) {
            session = model.newSession();
            state = model.newState();
        }

        float[] step(float[] row) {
            float[] y = new float[session.model().outputSize()];
            session.step(row, state, y);
            return y;
        }

        void carryOver(Model model) {
            state = model.carryOver(state);
            session = model.newSession();
        }

        byte[] state() {
            return state.toBytes();
        }
    }

    static void assertSame(String what, float[] expected, float[] found) {
        if (expected.length != found.length) {
            fail(what + ": expected " + expected.length + " floats, found " + found.length);
        }
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found[i])) {
                fail(what + ", element " + i + ": expected " + expected[i] + ", found " + found[i]);
            }
        }
    }
}
