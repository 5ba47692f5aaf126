package io.github.lanewise.serving;

import io.github.lanewise.SwapMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A worker without a thread of its own, which an actor runs, with the first model of {@link Histories} and one stream. */
final class OneWorker {
    /** What has become of a row that has no output. */
    static final int OPEN = 0;

    static final int CANCELLED = -1;
    static final int EXPIRED = -2;
    static final int FAILED = -3;

    /** The models that workers compute with, as an executor has them. */
    static final class Models {
        private final int workers;
        private volatile ModelVersion current;

        Models(int workers) {
            this.workers = workers;
            current = ModelVersion.first(Histories.ONE, List.of(), workers);
        }

        ModelVersion current() {
            return current;
        }

        /** Changes to the second model. */
        ModelVersion swap(SwapMode mode) {
            ModelVersion next = current.next(Histories.TWO, mode, workers);
            current = next;
            return next;
        }
    }

    private static final ServingSettings<String> SETTINGS = new ServingSettings<>(
            1,
            4,
            WhenFull.REJECT,
            2,
            Duration.ZERO,
            Integer.MAX_VALUE,
            Duration.ofDays(1),
            new Nowhere(),
            ServingMetrics.NONE,
            true);

    /** A store that forgets. */
    private static final class Nowhere implements StateStore<String> {
        @Override
        public void save(String stream, byte[] state) {}

        @Override
        public byte @Nullable [] load(String stream) {
            return null;
        }

        @Override
        public void remove(String stream) {}
    }

    private final Models models;
    private final Worker<String> worker;
    private volatile boolean isRunning;

    OneWorker() {
        this(new Models(1));
    }

    OneWorker(Models models) {
        this.models = models;
        worker = new Worker<>(models::current, SETTINGS);
    }

    /** What the worker's thread does. */
    void run() {
        isRunning = true;
        worker.run();
    }

    /** Waits until the worker runs: submitting takes less time than starting, and would always be first. */
    void awaitRun() {
        while (!isRunning) {
            Thread.onSpinWait();
        }
    }

    /** A time between a nanosecond and 16 microseconds, drawn anew each time: within it a worker receives a row and steps it. */
    static long someNanos() {
        return 1L << (int) (((System.nanoTime() * 0x9E3779B97F4A7C15L) >>> 32) % 15);
    }

    /** Waits for some time. */
    static void pause() {
        long nanos = someNanos();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < nanos) {
            Thread.onSpinWait();
        }
    }

    /** The stream's next row, which may wait for so long. */
    RowSubmission<String> submit(long nanos) {
        RowSubmission<String> row = new RowSubmission<>("a", Histories.row(), 1, nanos, null);
        if (!worker.inbox().put(row, false)) {
            throw new AssertionError("expected room for a row");
        }
        return row;
    }

    RowSubmission<String> submit() {
        return submit(Long.MAX_VALUE);
    }

    /** Changes to the second model, as the executor does. */
    ModelVersion swap(SwapMode mode) {
        ModelVersion next = models.swap(mode);
        worker.inbox().wake();
        return next;
    }

    void close() {
        worker.inbox().close();
    }

    void handBack() {
        worker.handBack();
    }

    /** Rows that were handed back. */
    int handedBack() {
        return worker.unfinished().size();
    }

    /** The history that a row's output has, or what has become of the row. */
    static int outcome(@Nullable RowSubmission<String> row) {
        if (row == null || !row.isDone()) {
            return OPEN;
        }
        try {
            return Histories.of(row.join());
        } catch (CancellationException _) {
            return CANCELLED;
        } catch (CompletionException e) {
            return e.getCause() instanceof TimeoutException ? EXPIRED : FAILED;
        }
    }

    /** 1 if all workers compute with a model or a later one, and it has let the one before go. */
    static int isOver(@Nullable ModelVersion version) {
        return version != null && version.adopted().isDone() && version.previous() == null ? 1 : 0;
    }
}
