package io.github.lanewise.bench.jmh;

import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.State;
import io.github.lanewise.bench.Agreement;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.textbook.DoubleModel;
import java.util.Arrays;

/** Pushes rows into a window and computes some of the windows whole beside it. */
public final class WindowAgreement {
    /** How far the textbook in double precision may be from the engine, absolute. */
    private static final double TOLERANCE = 1e-5;

    /** So many of a window's rows are compared, and all around the row that fills it. */
    private static final int COMPARED = 10;

    /** What answers: a {@link io.github.lanewise.SlidingWindow} by one of its ways. */
    @FunctionalInterface
    public interface Answerer {
        /**
         * The next row, and the answer.
         *
         * @param x the array with the row
         * @param xOffset where it begins
         * @param y written
         * @return how many rows the answer has seen
         */
        int answer(float[] x, int xOffset, float[] y);
    }

    private WindowAgreement() {}

    /**
     * Refuses a window whose answers are not the bits of the same rows computed whole, or not the textbook's within a tolerance.
     * Goes a quarter of its length beyond the first full window.
     *
     * @param what names the model
     * @param model computes the windows whole
     * @param steps rows of the window
     * @param window one that has seen no row
     * @throws DisagreementException naming row and output
     */
    public static void require(String what, Model model, int steps, Answerer window) {
        int count = steps + Math.ceilDiv(steps, 4);
        WindowRows rows = new WindowRows(count, model.inputSize());
        float[] found = new float[model.outputSize()];
        for (int row = 0; row < count; row++) {
            Arrays.fill(found, Float.NaN);
            int seen = window.answer(rows.values(), rows.at(row), found);
            String where = what + ", window that ends with row " + row;
            int expected = Math.min(row + 1, steps);
            if (seen != expected) {
                throw new DisagreementException(where + ": expected " + expected + " rows seen, found " + seen);
            }
            boolean filled = row == steps - 1 || row == count - 1;
            if (filled || row == steps || row % Math.ceilDiv(steps, COMPARED) == 0) {
                requireWhole(where, model, rows, row + 1 - seen, seen, found);
            }
            if (filled) {
                requireTextbook(where, model, rows, row + 1 - seen, seen, found);
            }
        }
    }

    /**
     * Refuses an answer that is not the bits of the same rows computed whole.
     *
     * @param where names model and window
     * @param model computes the window whole
     * @param rows the stream
     * @param first row of the window
     * @param seen rows of the window, which lie one behind the other in the array
     * @param found the answer
     * @throws DisagreementException naming the output
     */
    public static void requireWhole(String where, Model model, WindowRows rows, long first, int seen, float[] found) {
        Session session = model.newSession();
        State state = model.newState();
        float[] expected = new float[model.outputSize()];
        session.run(rows.values(), rows.at(first), seen, state, expected, 0);
        Agreement.requireSameBits(where + ", against the window computed whole", expected, found);
    }

    private static void requireTextbook(
            String where, Model model, WindowRows rows, int first, int seen, float[] found) {
        int from = rows.at(first);
        double[] exact = new DoubleModel(model.spec())
                .run(Arrays.copyOfRange(rows.values(), from, from + seen * model.inputSize()), 1);
        float[] expected = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            expected[i] = (float) exact[i];
        }
        Agreement.requireWithin(where + ", against textbook", TOLERANCE, expected, found);
    }
}
