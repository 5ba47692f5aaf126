package io.github.lanewise.cli.stream;

import java.io.BufferedOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The answers of a stream: a model's step for each row, written to an output. Another thread may end them at any moment, and finds
 * whole rows only: a row that was begun is finished first, and none is begun after the end.
 */
public final class Answers implements Flushable {
    private static final int BUFFERED_BYTES = 1 << 16;

    private final Step step;
    private final RowWriter writer;
    private final OutputStream out;
    private final Ending last;
    private final float[] answer;

    private long rows;
    private boolean lost;
    private boolean ending;
    private boolean ended;

    /** What a model makes of a row. */
    @FunctionalInterface
    public interface Step {
        /**
         * Takes one step.
         *
         * @param row the row
         * @param answer written
         * @throws IllegalArgumentException if the row is none for the model, whose state stays as it was
         */
        void take(float[] row, float[] answer);
    }

    /** What is done when all answers have been written. */
    @FunctionalInterface
    public interface Ending {
        /**
         * Called once.
         *
         * @param rows how many were answered
         * @throws IOException if something cannot be written
         */
        void end(long rows) throws IOException;
    }

    /**
     * Answers, none yet.
     *
     * @param step the model's
     * @param columns numbers of an answer
     * @param writer how an answer is written
     * @param out where to; it is given many answers at a time, and its own failures
     * @param ending what follows the last answer
     */
    public Answers(Step step, int columns, RowWriter writer, OutputStream out, Ending ending) {
        this.step = step;
        this.writer = writer;
        this.out = new BufferedOutputStream(out, BUFFERED_BYTES);
        last = ending;
        answer = new float[columns];
    }

    /**
     * Answers a row.
     *
     * @param row the row
     * @return false if the answers have ended; no step was taken then
     * @throws IllegalArgumentException if the row is none for the model
     * @throws IOException if the output cannot be written
     */
    public synchronized boolean take(float[] row) throws IOException {
        if (ending) {
            return false;
        }
        step.take(row, answer);
        rows++;
        lost = true;
        writer.write(answer, out);
        lost = false;
        return true;
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!ended) {
            boolean before = lost;
            lost = true;
            out.flush();
            lost = before;
        }
    }

    /**
     * Ends the answers: what is buffered is written, then comes the ending. Where an answer could not be written, the ending is
     * left out: what it saves would be ahead of what the output's reader has. A second call does nothing, unless the first has
     * failed.
     *
     * @throws IOException if the output cannot be written, or the ending says so
     */
    public synchronized void end() throws IOException {
        ending = true;
        flush();
        if (!ended && !lost) {
            last.end(rows);
            ended = true;
        }
    }
}
