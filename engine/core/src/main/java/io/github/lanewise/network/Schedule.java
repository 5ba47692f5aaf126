package io.github.lanewise.network;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a batch are still running at each time step. Rows are put in descending order of length, so that the
 * running ones always come first, and padding is never computed with. Reusable; grows, then allocates no more.
 */
public final class Schedule {
    private int batch;
    private int steps;
    private int[] order = new int[0];
    private int[] length = new int[0];
    private int[] active = new int[0];

    /**
     * Sets up for a batch whose rows all have the same length.
     *
     * @param newSteps time steps (T), at least 1
     * @param newBatch rows (N), at least 0
     * @return this
     */
    public Schedule uniform(int newSteps, int newBatch) {
        return set(newSteps, newBatch, null);
    }

    /**
     * Sets up for a batch.
     *
     * @param newSteps time steps (T), at least 1
     * @param newBatch rows (N), at least 0
     * @param lengths each row's own number of steps, 1 to T, in any order; null where all are T
     * @return this
     */
    public Schedule set(int newSteps, int newBatch, int @Nullable [] lengths) {
        makeRoom(newSteps, newBatch);
        Arrays.fill(active, 0, steps, lengths == null ? batch : 0);
        if (lengths == null) {
            for (int row = 0; row < batch; row++) {
                order[row] = row;
            }
            Arrays.fill(length, 0, batch, steps);
        } else {
            sort(lengths);
        }
        return this;
    }

    /** Sets up for the rows of another schedule, in its order, all of the same length. */
    void like(Schedule other, int newSteps) {
        uniform(newSteps, other.batch);
        System.arraycopy(other.order, 0, order, 0, batch);
    }

    /** Takes over another schedule. */
    void copyFrom(Schedule other) {
        makeRoom(other.steps, other.batch);
        System.arraycopy(other.order, 0, order, 0, batch);
        System.arraycopy(other.length, 0, length, 0, batch);
        System.arraycopy(other.active, 0, active, 0, steps);
    }

    private void makeRoom(int newSteps, int newBatch) {
        steps = newSteps;
        batch = newBatch;
        if (order.length < batch) {
            order = new int[batch];
            length = new int[batch];
        }
        if (active.length < steps) {
            active = new int[steps];
        }
    }

    /** A counting sort, stable: first how many rows outlast each step, which is also where a length's rows begin. */
    private void sort(int[] lengths) {
        for (int row = 0; row < batch; row++) {
            active[lengths[row] - 1]++;
        }
        for (int t = steps - 2; t >= 0; t--) {
            active[t] += active[t + 1];
        }
        for (int row = batch - 1; row >= 0; row--) {
            int at = --active[lengths[row] - 1];
            order[at] = row;
            length[at] = lengths[row];
        }
        Arrays.fill(active, 0, steps, 0);
        for (int at = 0; at < batch; at++) {
            active[length[at] - 1]++;
        }
        for (int t = steps - 2; t >= 0; t--) {
            active[t] += active[t + 1];
        }
    }

    /**
     * The number of time steps (T).
     *
     * @return time steps
     */
    public int steps() {
        return steps;
    }

    /**
     * The number of sequences (N).
     *
     * @return rows
     */
    public int batch() {
        return batch;
    }

    /**
     * The caller's number of a row.
     *
     * @param at position in descending order of length
     * @return the row's index in the caller's batch
     */
    public int row(int at) {
        return order[at];
    }

    /**
     * A row's own number of steps.
     *
     * @param at position in descending order of length
     * @return its length
     */
    int length(int at) {
        return length[at];
    }

    /**
     * Rows that have a step t.
     *
     * @param t time step
     * @return how many of the first positions
     */
    int active(int t) {
        return active[t];
    }
}
