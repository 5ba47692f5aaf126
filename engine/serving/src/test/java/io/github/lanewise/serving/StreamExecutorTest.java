package io.github.lanewise.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class StreamExecutorTest {
    private static final Model MODEL = TestModels.lstm(1, 5);
    private static final float[] ROW = {1, 2, 3};

    private final SplittableRandom random = new SplittableRandom(8);

    private static String message(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }

    private static Throwable reason(CompletableFuture<?> future) {
        return Objects.requireNonNull(
                assertThrows(CompletionException.class, future::join).getCause());
    }

    /** Streams of several threads, in memory by turns, in whatever batches come about. */
    @Test
    void everyStreamIsAsIfItWereAlone() throws InterruptedException {
        CountingMetrics metrics = new CountingMetrics();
        int threads = 3;
        int streams = 7;
        int steps = 60;
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(2)
                .batchSize(4)
                .batchDelay(Duration.ofNanos(50_000))
                .maxStreams(3)
                .queueCapacity(16)
                .whenFull(WhenFull.BLOCK)
                .metrics(metrics)
                .start()) {
            List<Thread> running = new ArrayList<>();
            List<Throwable> failures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String owner = "thread " + i;
                SplittableRandom own = random.split();
                Thread thread =
                        Thread.ofPlatform().unstarted(() -> submitAndCompare(executor, owner, streams, steps, own));
                thread.setUncaughtExceptionHandler((_, failure) -> {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                });
                running.add(thread);
            }
            running.forEach(Thread::start);
            for (Thread thread : running) {
                thread.join();
            }
            assertEquals(List.of(), failures);
        }
        assertEquals(threads * streams * steps, metrics.steps.get());
        assertTrue(metrics.largest.get() <= 4, metrics.largest.toString());
        assertTrue(metrics.restored.get() > 0 && metrics.evicted.get() >= metrics.restored.get());
    }

    private static void submitAndCompare(
            StreamExecutor<String> executor, String owner, int streams, int steps, SplittableRandom random) {
        List<List<CompletableFuture<StepResult>>> found = new ArrayList<>();
        List<List<float[]>> expected = new ArrayList<>();
        List<TestModels.Alone> alone = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            found.add(new ArrayList<>());
            expected.add(new ArrayList<>());
            alone.add(new TestModels.Alone(MODEL));
        }
        int[] left = new int[streams];
        Arrays.fill(left, steps);
        for (int i = 0; i < streams * steps; i++) {
            int stream = random.nextInt(streams);
            while (left[stream] == 0) {
                stream = (stream + 1) % streams;
            }
            left[stream]--;
            float[] row = TestModels.row(random);
            found.get(stream).add(executor.submit(owner + ", stream " + stream, row));
            expected.get(stream).add(alone.get(stream).step(row));
            Arrays.fill(row, Float.NaN); // the executor has a copy
        }
        for (int stream = 0; stream < streams; stream++) {
            for (int step = 0; step < steps; step++) {
                StepResult result = found.get(stream).get(step).join();
                assertEquals(1, result.modelVersion());
                TestModels.assertSame(
                        owner + ", stream " + stream + ", step " + step,
                        expected.get(stream).get(step),
                        result.output());
            }
        }
    }

    @Test
    void rowsThatWaitGoTogether() throws InterruptedException {
        CountingMetrics metrics = new CountingMetrics();
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(1)
                .metrics(metrics)
                .start()) {
            HeldWorker held = new HeldWorker(executor);
            List<CompletableFuture<StepResult>> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                results.add(executor.submit("stream " + i % 10, ROW));
            }
            held.release();
            results.forEach(CompletableFuture::join);
            executor.save("stream 0").join(); // the worker is behind the batch then, and has told of it
        }
        assertEquals(10, metrics.largest.get());
        assertEquals(3, metrics.batches.get(), "the held row, and each stream's first and second");
    }

    @Test
    void rejectsWhatIsMoreThanMayWait() throws InterruptedException {
        CountingMetrics metrics = new CountingMetrics();
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(1)
                .queueCapacity(3)
                .metrics(metrics)
                .start()) {
            HeldWorker held = new HeldWorker(executor);
            List<CompletableFuture<StepResult>> accepted = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                accepted.add(executor.submit("a", ROW));
            }
            String message = message(assertThrows(RejectedExecutionException.class, () -> executor.submit("a", ROW)));
            assertTrue(message.contains("found 3 waiting"), message);
            assertEquals(1, metrics.rejected.get());
            held.release();
            accepted.forEach(CompletableFuture::join);
            executor.submit("a", ROW).join();
        }
    }

    @Test
    void blocksUntilThereIsRoom() throws InterruptedException {
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(1)
                .queueCapacity(1)
                .whenFull(WhenFull.BLOCK)
                .start()) {
            HeldWorker held = new HeldWorker(executor);
            CompletableFuture<StepResult> first = executor.submit("a", ROW);
            Thread submitting =
                    Thread.ofPlatform().start(() -> executor.submit("a", ROW).join());
            while (submitting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            assertFalse(first.isDone());
            Thread interrupted = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                assertThrows(RejectedExecutionException.class, () -> executor.submit("b", ROW));
                assertTrue(Thread.interrupted());
            });
            interrupted.join();
            held.release();
            submitting.join();
            assertTrue(first.isDone());
        }
    }

    /** A listener that submits where nothing may wait any more would wait for its own thread. */
    @Test
    void aWorkerNeverWaitsForRoom() {
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(1)
                .queueCapacity(1)
                .whenFull(WhenFull.BLOCK)
                .start()) {
            CompletableFuture<String> refused = new CompletableFuture<>();
            CompletableFuture<StepResult> result = executor.submit("a", ROW, new WhenDone(_ -> {
                CompletableFuture<StepResult> _ = executor.submit("b", ROW);
                refused.complete(
                        message(assertThrows(RejectedExecutionException.class, () -> executor.submit("c", ROW))));
            }));
            assertTrue(refused.join().contains("found 1 waiting"));
            assertEquals(5, result.join().output().length);
        }
    }

    @Test
    void aCancelledRowIsNoStep() throws InterruptedException {
        CountingMetrics metrics = new CountingMetrics();
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(1)
                .metrics(metrics)
                .start()) {
            HeldWorker held = new HeldWorker(executor);
            CompletableFuture<StepResult> first = executor.submit("a", ROW);
            CompletableFuture<StepResult> second = executor.submit("a", new float[] {7, 7, 7});
            CompletableFuture<StepResult> third = executor.submit("a", ROW);
            assertTrue(second.cancel(true));
            assertTrue(second.cancel(true), "it stays cancelled");
            held.release();
            TestModels.Alone alone = new TestModels.Alone(MODEL);
            TestModels.assertSame("first", alone.step(ROW), first.join().output());
            TestModels.assertSame("third", alone.step(ROW), third.join().output());
            assertFalse(third.cancel(true), "it was taken");
            assertTrue(second.isCancelled());
            assertArrayEquals(alone.state(), executor.save("a").join());
        }
        assertEquals(1, metrics.cancelled.get());
    }

    @Test
    void aRowIsNotBegunAfterItsDeadline() throws InterruptedException {
        CountingMetrics metrics = new CountingMetrics();
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(1)
                .metrics(metrics)
                .start()) {
            HeldWorker held = new HeldWorker(executor);
            CompletableFuture<StepResult> late = executor.submit("a", ROW, Duration.ZERO);
            CompletableFuture<StepResult> early = executor.submit("a", ROW, Duration.ofSeconds(Long.MAX_VALUE));
            held.release();
            TestModels.assertSame(
                    "early", new TestModels.Alone(MODEL).step(ROW), early.join().output());
            String message = message(assertInstanceOf(TimeoutException.class, reason(late)));
            assertTrue(message.contains("'a'"), message);
        }
        assertEquals(1, metrics.expired.get());
    }

    @Test
    void aStreamThatEndsBeginsAnew() {
        InMemoryStateStore<String> store = new InMemoryStateStore<>();
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).store(store).start()) {
            TestModels.Alone alone = new TestModels.Alone(MODEL);
            CompletableFuture<StepResult> first = executor.submit("a", ROW);
            TestModels.assertSame("first", alone.step(ROW), first.join().output());
            CompletableFuture<byte[]> saved = executor.save("a");
            CompletableFuture<byte[]> last = executor.end("a");
            CompletableFuture<StepResult> again = executor.submit("a", ROW);
            assertArrayEquals(alone.state(), saved.join());
            assertArrayEquals(alone.state(), last.join());
            TestModels.assertSame(
                    "again", new TestModels.Alone(MODEL).step(ROW), again.join().output());
            executor.end("a").join();
        }
        assertEquals(0, store.size());
    }

    @Test
    void closingFinishesAndSaves() throws InterruptedException {
        InMemoryStateStore<String> store = new InMemoryStateStore<>();
        StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).workers(1).store(store).start();
        HeldWorker held = new HeldWorker(executor);
        List<CompletableFuture<StepResult>> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            results.add(executor.submit("stream " + i % 5, ROW));
        }
        Thread closing = Thread.ofPlatform().start(executor::close);
        held.release();
        closing.join();
        assertTrue(results.stream().allMatch(CompletableFuture::isDone));
        assertEquals(6, store.size());
        String message = message(assertThrows(RejectedExecutionException.class, () -> executor.submit("a", ROW)));
        assertTrue(message.contains("closed"), message);
        executor.close();
        TestModels.Alone alone = new TestModels.Alone(MODEL);
        for (int i = 0; i < 10; i++) {
            alone.step(ROW);
        }
        try (StreamExecutor<String> next =
                StreamExecutor.<String>builder(MODEL).store(store).start()) {
            TestModels.assertSame(
                    "goes on",
                    alone.step(ROW),
                    next.submit("stream 3", ROW).join().output());
        }
    }

    @Test
    void closingNowHandsBackWhatHasNotBegun() throws InterruptedException {
        InMemoryStateStore<String> store = new InMemoryStateStore<>();
        StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).workers(1).store(store).start();
        executor.submit("a", ROW).join();
        HeldWorker held = new HeldWorker(executor);
        CompletableFuture<StepResult> second = executor.submit("a", new float[] {2, 2, 2});
        CompletableFuture<StepResult> cancelled = executor.submit("a", new float[] {3, 3, 3});
        CompletableFuture<StepResult> third = executor.submit("a", new float[] {4, 4, 4});
        CompletableFuture<byte[]> state = executor.save("a");
        cancelled.cancel(false);
        List<UnfinishedRow<String>> rows = new ArrayList<>();
        Thread closing = Thread.ofPlatform().start(() -> rows.addAll(executor.closeNow()));
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        held.release();
        closing.join();
        assertEquals(2, rows.size());
        assertEquals("a", rows.getFirst().stream());
        assertArrayEquals(new float[] {2, 2, 2}, rows.getFirst().row());
        assertArrayEquals(new float[] {4, 4, 4}, rows.getLast().row());
        for (CompletableFuture<?> future : List.of(second, third, state)) {
            assertThrows(CancellationException.class, future::join);
        }
        TestModels.Alone alone = new TestModels.Alone(MODEL);
        alone.step(ROW);
        assertArrayEquals(alone.state(), store.load("a"));
    }
}
