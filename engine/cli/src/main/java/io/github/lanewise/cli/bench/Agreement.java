package io.github.lanewise.cli.bench;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.SlidingWindow;
import io.github.lanewise.State;
import java.util.Arrays;

/** Compares vector code with scalar code, bit for bit, before either is timed. */
final class Agreement {
    private static final int MOST_STEPS = 48;

    /** As many operations of scalar code's steps, and of a window's work in vector code, take a fifth of a second or so. */
    private static final double STEP_FLOPS = 4e8;

    private static final double WINDOW_FLOPS = 2e10;

    private static final int FEWEST_ROWS = 3;

    private static final String REPORT = "; this is a fault of the program or of the machine, please report it";

    private Agreement() {}

    /**
     * Compares the outputs of each step, and the states after the last one.
     *
     * @param name of the workload, for the message
     * @param stepFlops of a step of the model
     * @param warm the model that will be timed
     * @param scalar the same model on scalar code
     * @throws WrongAnswerException if a bit differs, naming the first
     */
    static void requireSteps(String name, double stepFlops, Model warm, Model scalar) throws WrongAnswerException {
        int steps = (int) Math.clamp(STEP_FLOPS / Math.max(1, stepFlops), FEWEST_ROWS, MOST_STEPS);
        float[] rows = InputRows.of(warm.spec(), steps);
        Session ours = warm.newSession();
        Session reference = scalar.newSession();
        State ourState = warm.newState();
        State referenceState = scalar.newState();
        float[] found = new float[warm.outputSize()];
        float[] expected = new float[warm.outputSize()];
        for (int step = 0; step < steps; step++) {
            int at = step * warm.inputSize();
            ours.step(rows, at, ourState, found, 0);
            reference.step(rows, at, referenceState, expected, 0);
            requireSame(name + ", step " + step, expected, found);
        }
        if (!Arrays.equals(referenceState.toBytes(), ourState.toBytes())) {
            throw new WrongAnswerException(
                    name + ": expected the state of scalar code after " + steps + " steps, found another" + REPORT);
        }
    }

    /**
     * Compares answers of a window with scalar runs over its rows.
     *
     * @param name of the workload, for the message
     * @param steps of the window
     * @param stepFlops of a step of the model
     * @param warm the model that will be timed
     * @param scalar the same model on scalar code
     * @throws WrongAnswerException if a bit differs, naming the first
     */
    static void requireWindow(String name, int steps, double stepFlops, Model warm, Model scalar)
            throws WrongAnswerException {
        int pushes = (int) Math.clamp(WINDOW_FLOPS / Math.max(1, steps * stepFlops), FEWEST_ROWS, steps + FEWEST_ROWS);
        float[] rows = InputRows.of(warm.spec(), pushes);
        SlidingWindow window = warm.newWindow(steps);
        Session reference = scalar.newSession();
        float[] found = new float[warm.outputSize()];
        float[] expected = new float[warm.outputSize()];
        for (int last = 0; last < pushes; last++) {
            window.push(rows, last * warm.inputSize(), found, 0);
            if (last < FEWEST_ROWS || last == pushes - 1) {
                int first = Math.max(0, last - steps + 1);
                State state = scalar.newState();
                for (int row = first; row <= last; row++) {
                    reference.step(rows, row * warm.inputSize(), state, expected, 0);
                }
                requireSame(name + ", answer " + last, expected, found);
            }
        }
    }

    /** NaN, infinities and signed zeros are compared by their bits too. */
    static void requireSame(String where, float[] expected, float[] found) throws WrongAnswerException {
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found[i])) {
                throw new WrongAnswerException(where + ", output " + i + ": expected " + bits(expected[i])
                        + " of scalar code, found " + bits(found[i]) + " of vector code" + REPORT);
            }
        }
    }

    private static String bits(float value) {
        return "%s (bits %08x)".formatted(value, Float.floatToRawIntBits(value));
    }
}
