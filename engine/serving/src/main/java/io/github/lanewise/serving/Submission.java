package io.github.lanewise.serving;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * What waits for its turn in a stream: a row, or a question for the state. It is claimed once: by the worker that begins it, or by
 * whoever cancels it.
 *
 * @param <K> identifies streams
 * @param <T> the result
 */
abstract sealed class Submission<K, T> extends CompletableFuture<T> permits RowSubmission, StateSubmission {
    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Submission> CLAIMED =
            AtomicIntegerFieldUpdater.newUpdater(Submission.class, "claimed");

    private static final int BY_NOBODY = 0;
    private static final int TO_BEGIN = 1;
    private static final int TO_CANCEL = 2;

    private final K stream;
    private final long submitted = System.nanoTime();

    private volatile int claimed;

    /** What comes after it in its stream; the worker's. */
    @Nullable
    Submission<K, ?> next;

    Submission(K stream) {
        this.stream = stream;
    }

    final K stream() {
        return stream;
    }

    /** By {@link System#nanoTime}. */
    final long submitted() {
        return submitted;
    }

    /** Whether it is the calling worker's from now on. */
    final boolean claim() {
        return CLAIMED.compareAndSet(this, BY_NOBODY, TO_BEGIN);
    }

    /**
     * Only what has not begun can be cancelled, so that a stream never advances by a row whose future says it did not. Of several
     * threads that cancel, each completes the future unless another one has: none of them is told that it has begun.
     */
    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        if (CLAIMED.compareAndSet(this, BY_NOBODY, TO_CANCEL) || claimed == TO_CANCEL) {
            return super.cancel(false);
        }
        return isCancelled();
    }

    /**
     * Its turn has come, and it has been claimed.
     *
     * @return whether it is a row that is in the worker's batch now
     */
    abstract boolean begin(Worker<K> worker, ActiveStream<K> stream, long now);

    /** What of it is handed back where its turn does not come any more. */
    abstract void handBack(List<UnfinishedRow<K>> rows);

    /** Completes it without a result; it has been claimed. */
    void fail(Throwable reason) {
        completeExceptionally(reason);
    }
}
