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
        try {
            session.step(x, 0, states, 0, size, y, 0);
            for (int i = 0; i < size; i++) {
                succeed(i, metrics);
            }
        } catch (IllegalArgumentException _) {
            // One row is to blame, a token that is none, say; no stream has advanced.
            for (int i = 0; i < size; i++) {
                runAlone(i, metrics);
            }
        } catch (RuntimeException | Error e) {
            for (int i = 0; i < size; i++) {
                fail(i, e, metrics);
            }
        } finally {
            Arrays.fill(rows, 0, size, null);
            size = 0;
        }
    }

    private void runAlone(int i, ServingMetrics metrics) {
        try {
            session.step(x, i * inputSize, states[i], y, i * outputSize);
        } catch (RuntimeException e) {
            fail(i, e, metrics);
            return;
        }
        succeed(i, metrics);
    }

    private void succeed(int i, ServingMetrics metrics) {
        RowSubmission<K> row = rows[i];
        if (row != null) {
            metrics.step(System.nanoTime() - row.submitted());
            row.succeed(y, i * outputSize, outputSize, version);
        }
    }

    private void fail(int i, Throwable reason, ServingMetrics metrics) {
        RowSubmission<K> row = rows[i];
        if (row != null) {
            metrics.failed();
            row.fail(reason);
        }
    }
}
