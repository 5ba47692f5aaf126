package io.github.lanewise.serving;

import io.github.lanewise.Session;
import io.github.lanewise.State;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of different streams that take their step together. Reused from batch to batch; allocates nothing.
 *
 * @param <K> identifies streams
 */
final class MicroBatch<K> {
    private final Session session;
    private final long version;
    private final int inputSize;
    private final int outputSize;
    private final @Nullable RowSubmission<K>[] rows;
    private final State[] states;
    private final float[] x;
    private final float[] y;
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    MicroBatch(ModelVersion version, int capacity) {
        session = version.model().newSession();
        this.version = version.number();
        inputSize = version.model().inputSize();
        outputSize = version.model().outputSize();
        rows = new RowSubmission[capacity];
        states = new State[capacity];
        // Never null, so that the session can be given the array while it is being filled.
        Arrays.fill(states, version.model().newState());
        x = new float[Math.multiplyExact(capacity, inputSize)];
        y = new float[Math.multiplyExact(capacity, outputSize)];
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == rows.length;
    }

    /** The features that a row has to have. */
    int inputSize() {
        return inputSize;
    }

    void add(RowSubmission<K> row, State state) {
        System.arraycopy(row.row(), 0, x, size * inputSize, inputSize);
        rows[size] = row;
        states[size] = state;
        size++;
    }

    /** Takes the steps and hands out the results; the batch is empty then. */
    void run(ServingMetrics metrics) {
        Throwable failure = null;
        boolean together = true;
        try {
            session.step(x, 0, states, 0, size, y, 0);
        } catch (IllegalArgumentException _) {
            together = false; // one row is to blame, a token that is none, say; no stream has advanced
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (int i = 0; i < size; i++) {
            Throwable reason = together ? failure : alone(i);
            if (reason == null) {
                succeed(i, metrics);
            } else {
                fail(i, reason, metrics);
            }
        }
        clear();
    }

    /** Completes what is in the batch without a result. */
    void abandon(Throwable reason) {
        for (int i = 0; i < size; i++) {
            fail(i, reason, ServingMetrics.NONE);
        }
        clear();
    }

    private void clear() {
        Arrays.fill(rows, 0, size, null);
        size = 0;
    }

    /** The step of one row of the batch; why it was not taken, or null. */
    private @Nullable Throwable alone(int i) {
        try {
            session.step(x, i * inputSize, states[i], y, i * outputSize);
            return null;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private void succeed(int i, ServingMetrics metrics) {
        RowSubmission<K> row = rows[i];
        if (row != null) {
            row.succeed(y, i * outputSize, outputSize, version);
            rows[i] = null;
            metrics.step(System.nanoTime() - row.submitted());
        }
    }

    private void fail(int i, Throwable reason, ServingMetrics metrics) {
        RowSubmission<K> row = rows[i];
        if (row != null) {
            row.fail(reason);
            rows[i] = null;
            metrics.failed();
        }
    }
}
