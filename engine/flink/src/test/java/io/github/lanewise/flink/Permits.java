package io.github.lanewise.flink;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource.NumberSequenceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/**
 * How many events the source may still send, at most so many a second. So a test that stops a job in mid-stream cannot come too late,
 * however slow the machine.
 */
final class Permits implements RateLimiterStrategy<NumberSequenceSplit> {
    private static final long serialVersionUID = 1L;
    private static final double PER_SECOND = 4000;

    private static long left;
    private static CompletableFuture<Void> waiting = new CompletableFuture<>();

    static synchronized void none() {
        left = 0;
    }

    /** More than one for each event: a source asks once more before it sees that it is at its end. */
    static void all() {
        allow(Integer.MAX_VALUE);
    }

    static synchronized void allow(long more) {
        left += more;
        if (!waiting.isDone()) {
            left--;
            waiting.complete(null);
        }
    }

    private static synchronized CompletionStage<Void> take() {
        if (left > 0) {
            left--;
            return CompletableFuture.completedFuture(null);
        }
        waiting = new CompletableFuture<>();
        return waiting;
    }

    @Override
    @SuppressWarnings("unchecked") // Flink declares its own strategies without the type
    public RateLimiter<NumberSequenceSplit> createRateLimiter(int parallelism) {
        RateLimiter<NumberSequenceSplit> rate =
                RateLimiterStrategy.perSecond(PER_SECOND).createRateLimiter(parallelism);
        return events -> rate.acquire(events).thenCompose(_ -> take());
    }
}
