package io.github.lanewise.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.SwapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Threads that meet where it matters, many times over; each round begins at a barrier. */
class RacesTest {
    private static final int ROUNDS = 800;
    private static final int PRODUCERS = 2;
    private static final int ROWS = 20;

    private final SplittableRandom random = new SplittableRandom(3);

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    /** Rows that one producer got in. */
    private static int produce(Inbox<Integer> inbox, int producer, CyclicBarrier begin) throws Exception {
        begin.await();
        int accepted = 0;
        try {
            for (int i = 0; i < ROWS; i++) {
                if (!inbox.put(new RowSubmission<>(producer, new float[] {i}, 0, Long.MAX_VALUE, null), true)) {
                    throw new AssertionError("a producer that waits was turned away");
                }
                accepted++;
            }
        } catch (RejectedExecutionException _) {
            // closed, from here on
        }
        return accepted;
    }

    /** What was accepted before an inbox closed is received, once and in order, and nothing else is. */
    @Test
    void closingAnInboxLosesNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(PRODUCERS + 1)) {
            for (int round = 0; round < ROUNDS; round++) {
                Inbox<Integer> inbox = new Inbox<>(3);
                CyclicBarrier begin = new CyclicBarrier(PRODUCERS + 2);
                List<Future<Integer>> accepted = new ArrayList<>();
                for (int i = 0; i < PRODUCERS; i++) {
                    int producer = i;
                    accepted.add(threads.submit(() -> produce(inbox, producer, begin)));
                }
                int spins = random.nextInt(2_000);
                Future<?> closing = threads.submit(() -> {
                    begin.await();
                    spin(spins);
                    inbox.close();
                    return null;
                });
                begin.await();
                int[] received = new int[PRODUCERS];
                while (!inbox.isFinished()) {
                    receive(inbox, received);
                    inbox.sleep(1_000_000);
                }
                receive(inbox, received);
                closing.get();
                for (int i = 0; i < PRODUCERS; i++) {
                    assertEquals(accepted.get(i).get(), received[i], "round " + round + ", producer " + i);
                }
                assertEquals(0, inbox.waiting());
            }
        }
    }

    private static void receive(Inbox<Integer> inbox, int[] received) {
        for (Submission<Integer, ?> next = inbox.poll(); next != null; next = inbox.poll()) {
            inbox.giveBackRoom();
            List<UnfinishedRow<Integer>> rows = new ArrayList<>();
            next.handBack(rows);
            assertEquals(received[next.stream()]++, rows.getFirst().row()[0], "in order");
        }
    }

    /** A row is either taken or cancelled, whoever is first. */
    @Test
    void aRowIsClaimedOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            int cancelled = 0;
            for (int round = 0; round < ROUNDS; round++) {
                RowSubmission<String> row = new RowSubmission<>("a", new float[1], 1, Long.MAX_VALUE, null);
                CyclicBarrier begin = new CyclicBarrier(2);
                int spins = random.nextInt(2_000);
                Future<Boolean> cancelling = threads.submit(() -> {
                    begin.await();
                    spin(spins);
                    return row.cancel(true);
                });
                begin.await();
                spin(random.nextInt(2_000));
                boolean taken = row.claim();
                if (taken) {
                    row.succeed(new float[] {round}, 0, 1, 1);
                }
                assertEquals(!taken, cancelling.get(), "round " + round);
                assertEquals(!taken, row.isCancelled());
                cancelled += taken ? 0 : 1;
            }
            System.out.println("cancelled " + cancelled + " of " + ROUNDS);
        }
    }

    /** Of two threads that cancel a row, neither is told that it has begun. They meet without a barrier, which lets one go late. */
    @Test
    void bothWhoCancelARowAreToldSo() throws Exception {
        List<RowSubmission<String>> rows = new ArrayList<>();
        for (int i = 0; i < 100 * ROUNDS; i++) {
            rows.add(new RowSubmission<>("a", new float[1], 1, Long.MAX_VALUE, null));
        }
        AtomicIntegerArray arrived = new AtomicIntegerArray(rows.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Future<?> other = threads.submit(() -> cancelAll(rows, arrived));
            cancelAll(rows, arrived);
            other.get();
        }
    }

    private static void cancelAll(List<RowSubmission<String>> rows, AtomicIntegerArray arrived) {
        for (int i = 0; i < rows.size(); i++) {
            arrived.incrementAndGet(i);
            for (int spins = 0; spins < 10_000 && arrived.get(i) < 2; spins++) {
                Thread.onSpinWait();
            }
            assertTrue(rows.get(i).cancel(true), "round " + i);
            assertTrue(rows.get(i).isCancelled(), "round " + i);
            assertFalse(rows.get(i).claim(), "round " + i);
        }
    }

    /** Submitting, swapping and closing at once: every future that was given out is completed. */
    @Test
    void swappingAndClosingLeaveNothingOpen() throws Exception {
        Model[] models = {TestModels.lstm(1, 3), TestModels.lstm(2, 3)};
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS / 10; round++) {
                StreamExecutor<Integer> executor =
                        StreamExecutor.<Integer>builder(models[0]).workers(2).start();
                CyclicBarrier begin = new CyclicBarrier(3);
                Future<List<CompletableFuture<?>>> submitting = threads.submit(() -> {
                    begin.await();
                    return untilClosed(i -> executor.submit(i % 5, new float[TestModels.INPUTS]));
                });
                Future<List<CompletableFuture<?>>> swapping = threads.submit(() -> {
                    begin.await();
                    return untilClosed(i -> executor.swap(models[i % 2], SwapMode.CARRY_OVER));
                });
                begin.await();
                Thread.sleep(0, random.nextInt(900_000));
                if (random.nextBoolean()) {
                    executor.close();
                } else {
                    executor.closeNow();
                }
                for (Future<List<CompletableFuture<?>>> given : List.of(submitting, swapping)) {
                    for (CompletableFuture<?> each : given.get()) {
                        assertTrue(each.isDone(), "round " + round);
                    }
                }
            }
        }
    }

    @FunctionalInterface
    private interface Numbered {
        CompletableFuture<?> call(int number);
    }

    private static List<CompletableFuture<?>> untilClosed(Numbered call) {
        List<CompletableFuture<?>> given = new ArrayList<>();
        for (int i = 0; ; i++) {
            try {
                given.add(call.call(i));
            } catch (RejectedExecutionException | IllegalStateException e) {
                if (String.valueOf(e.getMessage()).contains("closed")) {
                    return given;
                }
            }
        }
    }
}
