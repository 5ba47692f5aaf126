package io.github.lanewise.network;

/**
 * Some consecutive time steps of a batch, as they lie in memory: row (t, n) is row (t - first) N + n, rows beyond a
 * sequence's length included but never touched.
 */
final class Block {
    private final Schedule schedule;
    private int first;
    private int steps;

    Block(Schedule schedule) {
        this.schedule = schedule;
    }

    Block set(int newFirst, int newSteps) {
        first = newFirst;
        steps = newSteps;
        return this;
    }

    /** Takes over another block with its schedule. */
    Block copyFrom(Block other) {
        schedule.copyFrom(other.schedule);
        return set(other.first, other.steps);
    }

    Schedule schedule() {
        return schedule;
    }

    /** The first time step. */
    int first() {
        return first;
    }

    /** How many time steps. */
    int steps() {
        return steps;
    }

    int batch() {
        return schedule.batch();
    }

    /** Rows running at a step of this block, counted from its beginning. */
    int active(int step) {
        return schedule.active(first + step);
    }

    /**
     * Consecutive rows from the beginning of a step that can be computed as one product: to the end of the last step
     * in which the whole batch runs, or, where that is over, of this step alone.
     *
     * @param step where to begin, counted from the beginning of the block
     * @param end the step to stop before
     * @return rows
     */
    int rowsTogether(int step, int end) {
        int whole = step;
        while (whole < end && active(whole) == batch()) {
            whole++;
        }
        return whole > step ? (whole - step) * batch() : active(step);
    }

    /**
     * The step after those that {@link #rowsTogether} covered.
     *
     * @param step where it began
     * @param rows what it returned
     * @return the next step to begin at
     */
    int stepAfter(int step, int rows) {
        return batch() == 0 ? steps : step + Math.max(1, rows / batch());
    }
}
