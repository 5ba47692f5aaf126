package io.github.lanewise.team;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A caller and some spinning workers, who share the pieces of one job after another.
 *
 * <p>The caller never waits for a worker that is not running. It takes pieces from the first on, workers from the last, so
 * that each finds its own pieces' weights in its own cache, run after run. What nobody has begun the caller computes; a
 * piece that a worker has begun and not finished within the caller's patience is revoked, and the caller computes that too.
 * Waiting instead cost 8 ms, the scheduler's slice, whenever another process had the worker's core.
 *
 * <p>Workers start with the first run. After the last they spin for {@link PieceBoard#SPIN_NANOS}, nap, and are parked after
 * {@link PieceBoard#PARK_NANOS}. They end when the team is closed or collected. One thread at a time can run a job; others are told so and compute alone.
 */
public final class WorkerTeam implements AutoCloseable {
    /** Threads of a team at most: a piece each. */
    public static final int MAX_THREADS = PieceBoard.MAX_PIECES;

    /** Pieces of a job at most. */
    public static final int MAX_PIECES = PieceBoard.MAX_PIECES;

    private static final Cleaner CLEANER = Cleaner.create();

    private final PieceBoard board;
    private final Thread[] workers;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final Cleaner.Cleanable end;
    private boolean started;

    /**
     * A team. It is correct on any number of processors; whoever makes one for speed sees to it that each thread has a
     * processor, since spinning threads that share one keep each other from work.
     *
     * @param threads how many, the caller included
     * @throws IllegalArgumentException if fewer than 2 or more than {@link #MAX_THREADS}
     */
    public WorkerTeam(int threads) {
        if (threads < 2 || threads > MAX_THREADS) {
            throw new IllegalArgumentException(
                    "threads of a team: expected 2 to " + MAX_THREADS + ", found " + threads);
        }
        PieceBoard shared = new PieceBoard(threads);
        board = shared;
        workers = new Thread[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            int worker = i + 1;
            workers[i] = Thread.ofPlatform()
                    .daemon()
                    .name("lanewise-worker-" + worker)
                    .unstarted(() -> shared.work(worker));
        }
        Thread[] mine = workers;
        end = CLEANER.register(this, () -> shared.close(mine));
    }

    /**
     * The threads of the team.
     *
     * @return how many, the caller included
     */
    public int threads() {
        return workers.length + 1;
    }

    /**
     * Takes the team, if nobody else has it.
     *
     * @return false if another thread is running a job, or the team is closed: compute alone
     */
    public boolean tryTake() {
        return !board.isClosed() && taken.compareAndSet(false, true);
    }

    /** Gives the team back. */
    public void release() {
        taken.set(false);
    }

    /**
     * Runs a job. Only for who has taken the team. Allocates nothing after the first run.
     *
     * @param job what to compute, its parameters set
     * @param pieces how many, at most {@link #MAX_PIECES}
     */
    public void run(Job job, int pieces) {
        if (!started) {
            started = true;
            for (Thread worker : workers) {
                worker.start();
            }
        }
        board.run(job, pieces, workers);
    }

    /** Ends the workers. Jobs are computed by their callers alone from then on. */
    @Override
    public void close() {
        end.clean();
    }
}
