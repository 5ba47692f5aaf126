package io.github.lanewise.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.SwapMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * More load than the executor can serve, with hot swaps, cancellations, deadlines and evictions: nothing that was accepted is lost,
 * and each stream's rows stay in order. Two seconds, or as long as {@code -Dlanewise.soak.seconds} says; the profile {@code soak}
 * takes two minutes.
 */
class SoakTest {
    private static final long SECONDS = Long.getLong("lanewise.soak.seconds", 2);
    private static final int SUBMITTERS = 2;
    private static final int STREAMS_EACH = 500;

    private final LongAdder accepted = new LongAdder();
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder knownStreams = new LongAdder();
    private final AtomicReference<@Nullable String> disorder = new AtomicReference<>();

    /** A stream as its submitter sees it: rows are numbered, and results come in their order. */
    private final class Stream {
        private final String name;
        private int submitted;
        private volatile int last = -1;
        private volatile boolean known;

        Stream(String name) {
            this.name = name;
        }

        void submit(StreamExecutor<String> executor, SplittableRandom random) {
            StepListener<String> listener = listener(submitted++);
            try {
                CompletableFuture<StepResult> result = random.nextInt(50) == 0
                        ? executor.submit(name, TestModels.row(random), Duration.ofNanos(200_000), listener)
                        : executor.submit(name, TestModels.row(random), listener);
                accepted.increment();
                if (random.nextInt(20) == 0 && result.cancel(false)) {
                    cancelled.increment();
                }
            } catch (RejectedExecutionException _) {
                rejected.increment();
            }
        }

        private StepListener<String> listener(int number) {
            return new StepListener<>() {
                @Override
                public void done(String stream, StepResult result) {
                    see(number);
                    done.increment();
                    if (!known) {
                        known = true;
                        knownStreams.increment();
                    }
                }

                @Override
                public void failed(String stream, Throwable reason) {
                    see(number);
                    failed.increment();
                }
            };
        }

        private void see(int number) {
            if (number <= last) {
                disorder.set(name + ": row " + number + " behind row " + last);
            }
            last = number;
        }
    }

    @Test
    void nothingIsLostUnderMoreLoadThanCanBeServed() throws Exception {
        CountingMetrics metrics = new CountingMetrics();
        InMemoryStateStore<String> store = new InMemoryStateStore<>();
        Model[] models = {TestModels.lstm(1, 16), TestModels.lstm(2, 16)};
        StreamExecutor<String> executor = StreamExecutor.<String>builder(models[0])
                .workers(2)
                .batchSize(32)
                .queueCapacity(256)
                .maxStreams(300)
                .store(store)
                .metrics(metrics)
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        Thread[] submitters = new Thread[SUBMITTERS];
        for (int i = 0; i < SUBMITTERS; i++) {
            String owner = "submitter " + i;
            SplittableRandom random = new SplittableRandom(i);
            submitters[i] = Thread.ofPlatform().start(() -> submit(executor, owner, random, end));
        }
        long workerBytes = 0;
        int swaps = 0;
        long next = System.nanoTime();
        while (System.nanoTime() < end) {
            Thread.sleep(50);
            swaps++;
            executor.swap(models[swaps % 2], SwapMode.CARRY_OVER).join();
            if (System.nanoTime() >= next) {
                workerBytes = WorkerThreads.allocatedBytes();
                report(workerBytes, metrics);
                next += Duration.ofSeconds(Math.max(1, SECONDS / 20)).toNanos();
            }
        }
        for (Thread submitter : submitters) {
            submitter.join();
        }
        executor.close();
        report(workerBytes, metrics);
        System.out.println(swaps + " swaps");
        assertNull(disorder.get());
        assertEquals(accepted.sum(), done.sum() + failed.sum() + cancelled.sum(), "rows accepted have each one end");
        assertEquals(metrics.cancelled.get(), cancelled.sum());
        assertEquals(metrics.rejected.get(), rejected.sum());
        assertTrue(done.sum() > 0 && cancelled.sum() > 0 && metrics.evicted.get() > 0 && metrics.restored.get() > 0);
        assertEquals(metrics.steps.get(), done.sum());
        assertEquals(knownStreams.sum(), store.size(), "states saved");
    }

    private void submit(StreamExecutor<String> executor, String owner, SplittableRandom random, long end) {
        Stream[] streams = new Stream[STREAMS_EACH];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = new Stream(owner + ", stream " + i);
        }
        while (System.nanoTime() < end) {
            streams[random.nextInt(streams.length)].submit(executor, random);
        }
    }

    /** Heap in use, memory of the process, and what the workers have allocated so far. */
    private void report(long workerBytes, CountingMetrics metrics) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
        Path status = Path.of("/proc/self/status");
        String resident = Files.exists(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS"))
                        .findFirst()
                        .orElse("")
                        .replaceAll("\\s+", " ")
                : "";
        System.out.printf(
                "accepted %d, done %d, failed %d, cancelled %d, rejected %d, evicted %d, restored %d; heap %d MiB, %s;"
                        + " allocated by workers %d bytes%n",
                accepted.sum(),
                done.sum(),
                failed.sum(),
                cancelled.sum(),
                rejected.sum(),
                metrics.evicted.get(),
                metrics.restored.get(),
                heap,
                resident,
                workerBytes);
    }
}
