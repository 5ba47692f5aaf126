package io.github.lanewise.team;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every piece computed once, whoever computes it and however late, on any number of processors. */
class WorkerTeamTest {
    private static final int RUNS = 100_000;
    private static final int GIVES_WAY_EVERY = 100;

    /** Piece p of a run with the number r becomes 31 r + p, in the caller's array; workers write to arrays of their own. */
    private static final class Numbers implements Job {
        final long[] results = new long[PieceBoard.MAX_PIECES];
        private final long[][] own;
        private final long[] loaded;
        private final int delayEvery;
        private final CountDownLatch workers = new CountDownLatch(1);
        long number;

        Numbers(int threads, int delayEvery) {
            own = new long[threads][PieceBoard.MAX_PIECES];
            loaded = new long[threads];
            this.delayEvery = delayEvery;
        }

        @Override
        public void load(int worker) {
            loaded[worker] = number;
        }

        @Override
        public void compute(int piece, int worker) {
            long run = worker == 0 ? number : loaded[worker];
            meet(piece, worker);
            if (worker > 0 && delayEvery > 0 && run % delayEvery == 0) {
                LockSupport.parkNanos(200_000);
            }
            long[] to = worker == 0 ? results : own[worker];
            to[piece] = 31 * run + piece;
        }

        /** In the first run the caller begins when a worker has begun; later it gives way to a worker now and then. */
        private void meet(int piece, int worker) {
            if (worker > 0) {
                workers.countDown();
            } else if (number == 1) {
                await(workers);
            } else if (piece == 0 && number % GIVES_WAY_EVERY == 0) {
                LockSupport.parkNanos(1);
            }
        }

        @Override
        public void take(int piece, int worker) {
            results[piece] = own[worker][piece];
        }

        boolean hadAWorker() {
            return workers.getCount() == 0;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES), "expected the other thread within a minute");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void runAndCheck(WorkerTeam team, Numbers job, int pieces) {
        job.number++;
        team.run(job, pieces);
        for (int piece = 0; piece < pieces; piece++) {
            assertEquals(31 * job.number + piece, job.results[piece], "run " + job.number + ", piece " + piece);
        }
    }

    @Test
    void everyPieceIsComputed() {
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertTrue(team.tryTake());
            Numbers job = new Numbers(2, 0);
            SplittableRandom random = new SplittableRandom(5);
            runAndCheck(team, job, 2);
            for (int run = 0; run < RUNS; run++) {
                runAndCheck(team, job, 1 + random.nextInt(PieceBoard.MAX_PIECES));
            }
            assertTrue(job.hadAWorker());
            team.release();
        }
    }

    /** A worker that stops in the middle of a piece is not waited for, and its late result goes nowhere. */
    @Test
    void aLateWorkerIsNotWaitedFor() {
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertTrue(team.tryTake());
            Numbers job = new Numbers(2, 7);
            for (int run = 0; run < 20_000; run++) {
                runAndCheck(team, job, 8);
            }
            assertTrue(job.hadAWorker());
            team.release();
        }
    }

    /** Nor for ever: here it goes on when the caller has long computed its piece, and other runs too. */
    @Test
    void aWorkerThatStopsIsNotWaitedFor() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        long[] results = new long[4];
        Job job = new Job() {
            @Override
            public void load(int worker) {
                // No parameters.
            }

            @Override
            public void compute(int piece, int worker) {
                if (worker == 0) {
                    await(begun);
                    results[piece]++;
                    return;
                }
                begun.countDown();
                await(over);
                ended.countDown();
            }

            @Override
            public void take(int piece, int worker) {
                throw new AssertionError("a late piece is not taken");
            }
        };
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertTrue(team.tryTake());
            for (int run = 1; run <= 3; run++) {
                team.run(job, results.length);
                assertArrayEquals(new long[] {run, run, run, run}, results);
            }
            over.countDown();
            await(ended);
            assertArrayEquals(new long[] {3, 3, 3, 3}, results);
        }
    }

    @Test
    void aWorkersFailureIsTheCallersPieceToCompute() {
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertTrue(team.tryTake());
            long[] results = new long[8];
            CountDownLatch failed = new CountDownLatch(1);
            Job job = new Job() {
                @Override
                public void load(int worker) {
                    // No parameters.
                }

                @Override
                public void compute(int piece, int worker) {
                    if (worker > 0) {
                        failed.countDown();
                        throw new IllegalStateException("a worker's failure");
                    }
                    await(failed);
                    results[piece]++;
                }

                @Override
                public void take(int piece, int worker) {
                    throw new AssertionError("a failed piece is not taken");
                }
            };
            for (int run = 1; run <= 1_000; run++) {
                team.run(job, 8);
                for (long result : results) {
                    assertEquals(run, result);
                }
            }
        }
    }

    @Test
    void oneCallerAtATime() {
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertTrue(team.tryTake());
            assertFalse(team.tryTake());
            team.release();
            assertTrue(team.tryTake());
        }
    }

    @Test
    void teamsHaveTwoThreadsToSixtyFour() {
        for (int threads : new int[] {-1, 0, 1, 65}) {
            IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> open(threads));
            assertEquals("threads of a team: expected 2 to 64, found " + threads, refusal.getMessage());
        }
        open(64);
    }

    private static void open(int threads) {
        try (WorkerTeam team = new WorkerTeam(threads)) {
            assertEquals(threads, team.threads());
        }
    }

    @Test
    void aClosedTeamLeavesNoThread() throws InterruptedException {
        List<Thread> before = workers();
        WorkerTeam team = new WorkerTeam(2);
        assertTrue(team.tryTake());
        runAndCheck(team, new Numbers(2, 0), 8);
        team.release();
        List<Thread> started = new ArrayList<>(workers());
        started.removeAll(before);
        assertEquals(1, started.size());
        team.close();
        started.getFirst().join(10_000);
        assertFalse(started.getFirst().isAlive());
        assertFalse(team.tryTake());
    }

    @Test
    void aCollectedTeamLeavesNoThread() throws InterruptedException {
        List<Thread> before = workers();
        runOnce();
        List<Thread> started = new ArrayList<>(workers());
        started.removeAll(before);
        assertEquals(1, started.size());
        for (int i = 0; i < 200 && started.getFirst().isAlive(); i++) {
            System.gc();
            started.getFirst().join(50);
        }
        assertFalse(started.getFirst().isAlive());
    }

    /** In a method of its own, so that nothing on the caller's stack holds the team. */
    @SuppressWarnings("resource") // left to the collector: that is what is tested
    private static void runOnce() {
        WorkerTeam team = new WorkerTeam(2);
        assertTrue(team.tryTake());
        runAndCheck(team, new Numbers(2, 0), 8);
    }

    private static List<Thread> workers() {
        Thread[] threads = new Thread[Thread.activeCount() + 16];
        int count = Thread.enumerate(threads);
        return IntStream.range(0, count)
                .mapToObj(i -> threads[i])
                .flatMap(thread -> Stream.of(thread).filter(t -> t.getName().startsWith("lanewise-worker-")))
                .toList();
    }
}
