package io.github.lanewise.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Rows, stores, listeners and metrics that are not as they should be: one clear error each, and everybody else goes on. */
class StreamExecutorFaultsTest {
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

    @Test
    void refusesRowsThatAreNone() {
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).start()) {
            String width =
                    message(assertThrows(IllegalArgumentException.class, () -> executor.submit("a", new float[] {1})));
            assertEquals("row of stream 'a': expected 3 floats, found 1", width);
            String poisoned = message(assertThrows(
                    IllegalArgumentException.class, () -> executor.submit("a", new float[] {1, Float.NaN, 1})));
            assertEquals("row of stream 'a': expected finite floats, found NaN at index 1", poisoned);
            TestModels.assertSame(
                    "stays as it was",
                    new TestModels.Alone(MODEL).step(ROW),
                    executor.submit("a", ROW).join().output());
        }
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).refuseNotFinite(false).start()) {
            assertTrue(Float.isNaN(
                    executor.submit("a", new float[] {1, Float.NaN, 1}).join().output()[0]));
            assertFalse(Float.isNaN(executor.submit("b", ROW).join().output()[0]));
        }
    }

    /** Found only in the batch: the others of it have their results all the same. */
    @Test
    void oneBadRowFailsAlone() throws InterruptedException {
        Tensor table = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Model tokens = Model.of(ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", table))
                .add(RecurrentSpec.builder(CellKind.GRU, 3, 4).name("gru").buildUntrained(random))
                .build());
        CountingMetrics metrics = new CountingMetrics();
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(tokens)
                .workers(1)
                .metrics(metrics)
                .batchSize(8)
                .batchDelay(Duration.ofMillis(20))
                .start()) {
            CompletableFuture<StepResult> good = executor.submit("a", new float[] {1});
            CompletableFuture<StepResult> bad = executor.submit("b", new float[] {2});
            CompletableFuture<StepResult> next = executor.submit("b", new float[] {0});
            TestModels.assertSame(
                    "a",
                    new TestModels.Alone(tokens).step(new float[] {1}),
                    good.join().output());
            String message = message(assertInstanceOf(IllegalArgumentException.class, reason(bad)));
            assertTrue(message.contains("from 0 to 1, found 2"), message);
            TestModels.assertSame(
                    "b",
                    new TestModels.Alone(tokens).step(new float[] {0}),
                    next.join().output());
        }
        assertEquals(1, metrics.failed.get());
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).workers(1).start()) {
            CompletableFuture<StepResult> result = executor.submit("a", ROW, new WhenDone(_ -> {
                throw new IllegalStateException("on purpose");
            }));
            TestModels.assertSame(
                    "a", new TestModels.Alone(MODEL).step(ROW), result.join().output());
            executor.submit("b", ROW).join();
        }
    }

    /** A store whose every call fails. */
    private static final class BrokenStore implements StateStore<String> {
        @Override
        public void save(String stream, byte[] state) {
            throw new IllegalStateException("save, on purpose");
        }

        @Override
        public byte[] load(String stream) {
            throw new IllegalStateException("load, on purpose");
        }

        @Override
        public void remove(String stream) {
            throw new IllegalStateException("remove, on purpose");
        }
    }

    @Test
    void aStoreThatFailsFailsTheRow() {
        StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).store(new BrokenStore()).start();
        assertEquals("load, on purpose", message(reason(executor.submit("a", ROW))));
        assertEquals("load, on purpose", message(reason(executor.end("a"))));
        executor.close(); // no stream has a state
    }

    @Test
    void statesThatCannotBeSavedAreCounted() {
        StateStore<String> store = new StateStore<>() {
            @Override
            public void save(String stream, byte[] state) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public byte @org.jspecify.annotations.Nullable [] load(String stream) {
                return null;
            }

            @Override
            public void remove(String stream) {}
        };
        StreamExecutor<String> executor = StreamExecutor.<String>builder(MODEL)
                .workers(1)
                .store(store)
                .evictAfter(Duration.ZERO)
                .start();
        TestModels.Alone alone = new TestModels.Alone(MODEL);
        for (int i = 0; i < 3; i++) { // it cannot leave memory, and goes on
            TestModels.assertSame(
                    "step " + i,
                    alone.step(ROW),
                    executor.submit("a", ROW).join().output());
        }
        String message = message(assertThrows(IllegalStateException.class, executor::close));
        assertTrue(message.contains("found 1 that it did not"), message);
    }

    @Test
    void aSavedStateOfAnotherModelIsRefused() {
        InMemoryStateStore<String> store = new InMemoryStateStore<>();
        store.save("a", TestModels.lstm(2, 5).newState().toBytes());
        store.save("b", new byte[] {1, 2, 3});
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).store(store).start()) {
            String other = message(reason(executor.submit("a", ROW)));
            assertTrue(other.contains("fingerprint"), other);
            String broken = message(reason(executor.submit("b", ROW)));
            assertTrue(broken.contains("saved state"), broken);
            executor.submit("c", ROW).join();
        }
    }

    /** Metrics that break their promise end the worker, and everything that waits with it. */
    @Test
    void nothingWaitsForAWorkerThatHasEnded() throws InterruptedException {
        ServingMetrics broken = new ServingMetrics() {
            @Override
            public void batch(int rows, int waiting, long nanos) {
                throw new IllegalStateException("on purpose");
            }
        };
        StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).workers(1).metrics(broken).start();
        HeldWorker held = new HeldWorker(executor);
        CompletableFuture<StepResult> waiting = executor.submit("a", ROW);
        held.release();
        assertEquals("on purpose", message(reason(waiting)));
        String message = message(assertThrows(RejectedExecutionException.class, () -> executor.submit("a", ROW)));
        assertTrue(message.contains("closed"), message);
        executor.close();
    }

    @Test
    void aWorkerCannotCloseItsExecutor() {
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(MODEL).workers(1).start()) {
            CompletableFuture<String> inListener = new CompletableFuture<>();
            CompletableFuture<StepResult> result = executor.submit("b", ROW, new WhenDone(_ -> {
                inListener.complete(message(assertThrows(IllegalStateException.class, executor::close)));
            }));
            assertTrue(inListener.join().contains("cannot wait for itself"));
            assertEquals(5, result.join().output().length);
        }
    }

    @Test
    void refusesSettingsThatAreNone() {
        StreamExecutorBuilder<String> builder = StreamExecutor.builder(MODEL);
        assertThrows(IllegalArgumentException.class, () -> builder.workers(0));
        assertThrows(IllegalArgumentException.class, () -> builder.queueCapacity(0));
        assertThrows(IllegalArgumentException.class, () -> builder.batchSize(-1));
        assertThrows(IllegalArgumentException.class, () -> builder.maxStreams(0));
        assertThrows(IllegalArgumentException.class, () -> builder.batchDelay(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> builder.evictAfter(Duration.ofDays(-1)));
        RecurrentSpec both =
                RecurrentSpec.builder(CellKind.LSTM, 3, 2).bidirectional(true).buildUntrained(random);
        Model whole = Model.of(ModelSpec.ofStack(both, false));
        assertThrows(
                IllegalStateException.class,
                () -> StreamExecutor.<String>builder(whole).start());
    }
}
