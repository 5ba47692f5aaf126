package io.github.lanewise.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.SwapMode;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Other models under load. */
class HotSwapTest {
    private final SplittableRandom random = new SplittableRandom(9);

    private record Step(List<Float> row, CompletableFuture<StepResult> result) {
        float[] floats() {
            float[] floats = new float[row.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = row.get(i);
            }
            return floats;
        }
    }

    /** Each result says which model gave it, and is what a stream alone says that changes to that model at that step. */
    @Test
    void streamsGoOnWithOtherWeights() {
        List<Model> models = List.of(TestModels.lstm(1, 6), TestModels.lstm(2, 6), TestModels.lstm(3, 6));
        Map<String, List<Step>> streams = new HashMap<>();
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(models.getFirst())
                .workers(2)
                .batchSize(3)
                .maxStreams(2)
                .whenFull(WhenFull.BLOCK)
                .start()) {
            List<CompletableFuture<Long>> swaps = new ArrayList<>();
            for (int i = 0; i < 900; i++) {
                if (i == 300 || i == 600) {
                    swaps.add(executor.swap(models.get(i / 300), SwapMode.CARRY_OVER));
                }
                float[] row = TestModels.row(random);
                String stream = "stream " + random.nextInt(8);
                streams.computeIfAbsent(stream, _ -> new ArrayList<>())
                        .add(new Step(List.of(row[0], row[1], row[2]), executor.submit(stream, row)));
            }
            assertEquals(2, swaps.get(0).join());
            assertEquals(3, swaps.get(1).join());
            assertEquals(3, executor.modelVersion());
            assertEquals(3, executor.submit("stream 0", new float[3]).join().modelVersion());
        }
        streams.forEach((stream, steps) -> assertGoesOn(stream, steps, models));
    }

    private static void assertGoesOn(String stream, List<Step> steps, List<Model> models) {
        TestModels.Alone alone = new TestModels.Alone(models.getFirst());
        long version = 1;
        for (int i = 0; i < steps.size(); i++) {
            StepResult result = steps.get(i).result().join();
            assertTrue(result.modelVersion() >= version, stream + " went back to an earlier model");
            if (result.modelVersion() != version) {
                version = result.modelVersion();
                alone.carryOver(models.get((int) version - 1));
            }
            TestModels.assertSame(
                    stream + ", step " + i + ", model " + version,
                    alone.step(steps.get(i).floats()),
                    result.output());
        }
    }

    /** The model before may be closed once every worker has left it; its streams, in memory or saved, go on. */
    @Test
    void theModelBeforeMayBeClosed() {
        Model first = TestModels.lstm(1, 6);
        Model second = TestModels.lstm(2, 6);
        float[] row = {1, 2, 3};
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(first).workers(1).maxStreams(1).start()) {
            executor.submit("saved", row).join();
            executor.submit("in memory", row).join();
            TestModels.Alone alone = new TestModels.Alone(first);
            alone.step(row);
            alone.carryOver(second);
            executor.swap(second, SwapMode.CARRY_OVER).join();
            first.close();
            float[] expected = alone.step(row);
            for (String stream : List.of("saved", "in memory")) {
                TestModels.assertSame(
                        stream, expected, executor.submit(stream, row).join().output());
            }
        }
    }

    @Test
    void streamsBeginAnewWithAnotherModel() throws InterruptedException {
        Model first = TestModels.lstm(1, 6);
        Model second = Model.of(
                ModelSpec.ofStack(RecurrentSpec.builder(CellKind.GRU, 2, 4).buildUntrained(random), false));
        try (StreamExecutor<String> executor =
                StreamExecutor.<String>builder(first).workers(1).maxStreams(1).start()) {
            executor.submit("saved", new float[3]).join();
            executor.submit("in memory", new float[3]).join();
            HeldWorker held = new HeldWorker(executor);
            CompletableFuture<StepResult> tooWide = executor.submit("in memory", new float[3]);
            CompletableFuture<Long> swapped = executor.swap(second, SwapMode.RESTART);
            held.release();
            assertEquals(2, swapped.join());
            String message = String.valueOf(assertInstanceOf(
                            IllegalArgumentException.class,
                            assertThrows(CompletionException.class, tooWide::join)
                                    .getCause())
                    .getMessage());
            assertTrue(message.contains("expected 2 floats, as model version 2 reads, found 3"), message);
            float[] row = {1, -1};
            for (String stream : List.of("saved", "in memory", "new")) {
                StepResult result = executor.submit(stream, row).join();
                assertEquals(2, result.modelVersion());
                TestModels.assertSame(stream, new TestModels.Alone(second).step(row), result.output());
            }
        }
    }

    /** A store with states of both models, and an executor that knows the first one only by its states. */
    @Test
    void anExecutorGoesOnWithWhatAnEarlierModelHasSaved() {
        Model first = TestModels.lstm(1, 6);
        Model second = TestModels.lstm(2, 6);
        float[] row = {1, 2, 3};
        InMemoryStateStore<String> store = new InMemoryStateStore<>();
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(first)
                .workers(1)
                .maxStreams(1)
                .store(store)
                .start()) {
            executor.submit("saved", row).join();
            executor.submit("in memory", row).join();
            executor.swap(second, SwapMode.CARRY_OVER).join();
        }
        TestModels.Alone alone = new TestModels.Alone(first);
        alone.step(row);
        alone.carryOver(second);
        float[] expected = alone.step(row);
        try (StreamExecutor<String> next = StreamExecutor.<String>builder(second)
                .carryOverFrom(first)
                .store(store)
                .start()) {
            for (String stream : List.of("saved", "in memory")) {
                TestModels.assertSame(
                        stream, expected, next.submit(stream, row).join().output());
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> StreamExecutor.<String>builder(second).carryOverFrom(TestModels.lstm(1, 7)));
        }
    }

    @Test
    void aClosedExecutorDoesNotSwap() {
        StreamExecutor<String> executor =
                StreamExecutor.<String>builder(TestModels.lstm(1, 6)).start();
        CompletableFuture<Long> last = executor.swap(TestModels.lstm(2, 6), SwapMode.CARRY_OVER);
        executor.close();
        assertEquals(2, last.join());
        assertThrows(IllegalStateException.class, () -> executor.swap(TestModels.lstm(3, 6), SwapMode.CARRY_OVER));
    }

    @Test
    void refusesAModelThatStreamsCannotGoOnWith() {
        Model first = TestModels.lstm(1, 6);
        Model other = TestModels.lstm(1, 7);
        try (StreamExecutor<String> executor = StreamExecutor.<String>builder(first)
                .evictAfter(Duration.ofMillis(1))
                .start()) {
            assertThrows(IllegalArgumentException.class, () -> executor.swap(other, SwapMode.CARRY_OVER));
            assertEquals(1, executor.modelVersion());
            assertEquals(1, executor.submit("a", new float[3]).join().modelVersion());
        }
    }
}
