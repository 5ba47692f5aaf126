package io.github.lanewise.serving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that waits for its step.
 *
 * @param <K> identifies streams
 */
final class RowSubmission<K> extends Submission<K, StepResult> {
    private final float[] row;
    private final long patience;
    private final @Nullable StepListener<K> listener;
    private final StepResult result;

    /** Patience is how many nanoseconds it may wait before it begins. */
    RowSubmission(K stream, float[] row, int outputSize, long patience, @Nullable StepListener<K> listener) {
        super(stream);
        this.row = row;
        this.patience = patience;
        this.listener = listener;
        result = new StepResult(outputSize);
    }

    float[] row() {
        return row;
    }

    boolean isExpired(long now) {
        return now - submitted() > patience;
    }

    @Override
    boolean begin(Worker<K> worker, ActiveStream<K> stream, long now) {
        return worker.begin(stream, this, now);
    }

    @Override
    void handBack(List<UnfinishedRow<K>> rows) {
        rows.add(new UnfinishedRow<>(stream(), row));
    }

    /** Completes it with a row of some. */
    void succeed(float[] rows, int from, int outputSize, long version) {
        result.set(rows, from, outputSize, version);
        if (listener != null) {
            try {
                listener.done(stream(), result);
            } catch (RuntimeException | Error e) {
                Listeners.logFailure(stream(), e);
            }
        }
        complete(result);
    }

    @Override
    void fail(Throwable reason) {
        if (listener != null) {
            try {
                listener.failed(stream(), reason);
            } catch (RuntimeException | Error e) {
                Listeners.logFailure(stream(), e);
            }
        }
        super.fail(reason);
    }
}
