package io.github.lanewise;

import io.github.lanewise.memory.Rows;
import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.Scratch;

/**
 * What a model says of the last steps rows of a stream, row after row, from the model's initial state: the same bits as {@link
 * Session#run(float[], int, State, float[])} over these rows from a new state, of whose output it is the last row. Older rows leave
 * no trace.
 *
 * <p>An answer takes one step of the model, however long the window is. For each row of the window the model has a state of its
 * own, which began with that row. The oldest one takes its last step and answers. Then each of the others takes its next step,
 * all of them in one pass over the weights. {@link #push} does both; {@link #answer} leaves the second part to {@link #advance},
 * which the caller may call when there is time, or hand to another thread ({@code executor.execute(window::advance)}).
 *
 * <p>Thread-safe: calls wait for one another. Allocates nothing after the first rows. It takes the memory of steps {@link State}s.
 */
public final class SlidingWindow {
    private final int steps;
    private final StateLayout layout;
    private final LiveNetwork live;
    private final Scratch scratch = new Scratch();

    /** The states, some rows in each array: the one that begins with row t of the stream is row t modulo steps. */
    private final float[][] groups;

    /** The state that answers next. */
    private final float[] oldest;

    /** The last row, which the others have not seen yet if it is pending. */
    private final float[] last;

    private long count;
    private boolean pending;
    private boolean broken;

    SlidingWindow(Model model, int steps) {
        this.steps = steps;
        layout = model.stateLayout();
        live = model.network();
        scratch.flushSubnormals(model.flushesSubnormals());
        groups = new float[Math.ceilDiv(steps, StreamRunner.MOST_ROWS)][];
        for (int group = 0; group < groups.length; group++) {
            groups[group] = Rows.allocate((long) rows(group) * layout.initial().length);
        }
        oldest = Rows.allocate(layout.initial().length);
        last = new float[model.inputSize()];
        reset();
    }

    /** Back to a window that has seen no row. */
    public synchronized void reset() {
        for (int row = 0; row < steps; row++) {
            begin(row);
        }
        System.arraycopy(layout.initial(), 0, oldest, 0, layout.initial().length);
        count = 0;
        pending = false;
        broken = false;
    }

    /**
     * The length of the window.
     *
     * @return rows
     */
    public int steps() {
        return steps;
    }

    /**
     * The next row, and what the model says of the window that ends with it.
     *
     * @param x at least inputSize floats
     * @param y at least outputSize floats, written
     * @return how many rows the answer has seen: steps, or fewer at the beginning of the stream
     * @throws IllegalArgumentException if an array is too short, or x is no token where the model begins with an embedding; the
     *     window stays as it was
     * @throws IllegalStateException if the model is closed, or an earlier call failed
     */
    public int push(float[] x, float[] y) {
        return push(x, 0, y, 0);
    }

    /**
     * The next row, from and to a place in an array, and what the model says of the window that ends with it.
     *
     * @param x the array with the row
     * @param xOffset where its inputSize floats begin
     * @param y the array for the answer
     * @param yOffset where its outputSize floats begin
     * @return how many rows the answer has seen: steps, or fewer at the beginning of the stream
     * @throws IllegalArgumentException if an array is too short, or x is no token where the model begins with an embedding; the
     *     window stays as it was
     * @throws IllegalStateException if the model is closed, or an earlier call failed
     */
    public synchronized int push(float[] x, int xOffset, float[] y, int yOffset) {
        int seen = answer(x, xOffset, y, yOffset);
        advance();
        return seen;
    }

    /**
     * The next row, and what the model says of the window that ends with it; the rest of the work is left to {@link #advance}. If
     * that has not been called when the next row comes, it is done first.
     *
     * @param x the array with the row, which is copied
     * @param xOffset where its inputSize floats begin
     * @param y the array for the answer
     * @param yOffset where its outputSize floats begin
     * @return how many rows the answer has seen: steps, or fewer at the beginning of the stream
     * @throws IllegalArgumentException if an array is too short, or x is no token where the model begins with an embedding; the
     *     window stays as it was
     * @throws IllegalStateException if the model is closed, or an earlier call failed
     */
    public synchronized int answer(float[] x, int xOffset, float[] y, int yOffset) {
        Network network = live.now();
        Session.checkRoom("x", x.length, xOffset, network.inputSize());
        Session.checkRoom("y", y.length, yOffset, network.outputSize());
        network.checkInput(x, xOffset, 1);
        advance();
        System.arraycopy(x, xOffset, last, 0, last.length);
        broken = true;
        network.step(x, xOffset, oldest, y, yOffset, scratch, null);
        broken = false;
        count++;
        pending = true;
        return (int) Math.min(count, steps);
    }

    /**
     * Takes the rest of the window's states through the last row, so that the next answer need not wait for that. Does nothing
     * where that has been done.
     *
     * @throws IllegalStateException if the model is closed, or an earlier call failed
     */
    public synchronized void advance() {
        if (broken) {
            throw new IllegalStateException(
                    "window: expected one that is whole, found one in which a call failed; reset it");
        }
        if (!pending) {
            return;
        }
        broken = true;
        for (int group = 0; group < groups.length; group++) {
            live.now().advance(last, 0, groups[group], rows(group), scratch);
        }
        if (count >= steps) {
            begin((int) (count % steps)); // it has answered, and begins anew with the next row
        } else {
            for (int row = (int) count; row < steps; row++) {
                begin(row); // their first rows are still to come
            }
        }
        int next = (int) (Math.max(0, count - steps + 1) % steps);
        layout.fromBatch(
                groups[next / StreamRunner.MOST_ROWS],
                next % StreamRunner.MOST_ROWS,
                rows(next / StreamRunner.MOST_ROWS),
                oldest);
        pending = false;
        broken = false;
    }

    private int rows(int group) {
        return Math.min(StreamRunner.MOST_ROWS, steps - group * StreamRunner.MOST_ROWS);
    }

    private void begin(int row) {
        layout.toBatch(
                layout.initial(),
                groups[row / StreamRunner.MOST_ROWS],
                row % StreamRunner.MOST_ROWS,
                rows(row / StreamRunner.MOST_ROWS));
    }
}
