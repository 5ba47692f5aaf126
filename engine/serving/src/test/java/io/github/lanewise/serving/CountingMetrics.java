package io.github.lanewise.serving;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what an executor tells. */
final class CountingMetrics implements ServingMetrics {
    final AtomicInteger batches = new AtomicInteger();
    final AtomicInteger largest = new AtomicInteger();
    final AtomicInteger steps = new AtomicInteger();
    final AtomicInteger rejected = new AtomicInteger();
    final AtomicInteger expired = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger evicted = new AtomicInteger();
    final AtomicInteger restored = new AtomicInteger();

    @Override
    public void batch(int rows, int waiting, long nanos) {
        batches.incrementAndGet();
        largest.accumulateAndGet(rows, Math::max);
    }

    @Override
    public void step(long nanos) {
        steps.incrementAndGet();
    }

    @Override
    public void rejected() {
        rejected.incrementAndGet();
    }

    @Override
    public void expired() {
        expired.incrementAndGet();
    }

    @Override
    public void cancelled() {
        cancelled.incrementAndGet();
    }

    @Override
    public void failed() {
        failed.incrementAndGet();
    }

    @Override
    public void evicted() {
        evicted.incrementAndGet();
    }

    @Override
    public void restored() {
        restored.incrementAndGet();
    }
}
