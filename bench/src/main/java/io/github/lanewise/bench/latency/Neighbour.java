package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.comparison.Pinning;
import java.util.concurrent.atomic.AtomicLong;

/** A thread that works until it is told to end, on another core than the one that is measured if there is one. */
final class Neighbour implements AutoCloseable {
    /** What it does. Not thread-safe. */
    interface Work {
        /**
         * Does a part that takes no longer than some milliseconds.
         *
         * @return what was computed, so that no compiler leaves the work out
         */
        long part();
    }

    private final Thread thread;
    private volatile boolean isOver;
    private final AtomicLong sum = new AtomicLong();

    Neighbour(Work work) {
        thread = new Thread(() -> run(work), "neighbour");
        thread.setDaemon(true);
    }

    private void run(Work work) {
        if (Pinning.processors() > 1) {
            Pinning.pin(0);
        }
        while (!isOver) {
            sum.addAndGet(work.part());
        }
    }

    void start() {
        thread.start();
    }

    /** Of what was computed so far. */
    long sum() {
        return sum.get();
    }

    /** Waits for its end. */
    @Override
    public void close() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
