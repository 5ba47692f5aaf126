package io.github.lanewise.serving;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.State;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.SplittableRandom;

/**
 * Two models, and what they say of the same row again and again. An output tells which steps its stream has taken: a history has a
 * digit for each step, the number of the model. So 12 is the output of model 2 after one step of model 1.
 */
final class Histories {
    static final Model ONE = model(1);
    static final Model TWO = model(2);

    /** What an output is that no history has. */
    static final int UNKNOWN = -9;

    private static final int[] NAMES = {1, 2, 11, 12, 21, 22};
    private static final float[] OUTPUTS = new float[NAMES.length];

    static {
        for (int i = 0; i < NAMES.length; i++) {
            OUTPUTS[i] = output(NAMES[i]);
        }
    }

    private Histories() {}

    private static Model model(long seed) {
        RecurrentSpec stack = RecurrentSpec.builder(CellKind.LSTM, 1, 1).buildUntrained(new SplittableRandom(seed));
        return Model.of(ModelSpec.ofStack(stack, false), Backend.SCALAR);
    }

    /** The row that all steps read. */
    static float[] row() {
        return new float[] {1};
    }

    private static float output(int history) {
        State state = ONE.newState();
        float[] y = new float[1];
        for (char digit : String.valueOf(history).toCharArray()) {
            Model model = digit == '1' ? ONE : TWO;
            state = model.carryOver(state);
            model.newSession().step(row(), state, y);
        }
        return y[0];
    }

    /** The history that an output has, which ends with the model that the result says it is of. */
    static int of(StepResult result) {
        for (int i = 0; i < NAMES.length; i++) {
            if (OUTPUTS[i] == result.output()[0] && result.modelVersion() == NAMES[i] % 10) {
                return NAMES[i];
            }
        }
        return UNKNOWN;
    }
}
