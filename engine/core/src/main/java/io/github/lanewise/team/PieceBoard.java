package io.github.lanewise.team;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What caller and workers of a team share: the job, the number of its run, and the state of each piece.
 *
 * <p>A piece's state is one long: the run's number, who has it, and how far it is. All changes are compare-and-set, and the
 * run's number is part of what is compared, so a worker that comes late can never claim or publish a piece of another run.
 *
 * <p>Why a worker sees a consistent job: the caller writes the job's parameters, then the pieces' states, then the run's
 * number with release semantics. A worker reads the number with acquire semantics, copies the parameters ({@link Job#load}),
 * and then claims a piece. The claim succeeds only while the piece is free under that number, so while the run is still on;
 * parameters change only between runs; so what was copied before a successful claim belongs to this run.
 */
final class PieceBoard {
    /** Pieces of a job at most. */
    static final int MAX_PIECES = 64;

    /** How long a worker spins for the next run. */
    static final long SPIN_NANOS = 100_000;

    /**
     * How long it then naps, a millisecond at a time, before it parks. A worker that naps comes back by itself,
     * on its own core. One that the caller had to unpark often came back on the caller's core and kept it for a millisecond.
     */
    static final long PARK_NANOS = 2_000_000_000;

    private static final long NAP_NANOS = 1_000_000;

    /** How long the caller waits at least for a piece that a worker has begun. */
    private static final long PATIENCE_NANOS = 3_000;

    /** The same for a long piece, beyond the time that it takes. */
    private static final long LONG_NANOS = 50_000;

    /**
     * How long the workers are left alone after a run that went badly, at first and at most; twice as long each time, and
     * half as long again once good runs have taken so many times as long. Where other processes have the cores, a spinning
     * worker takes time from the caller: without a rest a step took twice as long as alone.
     */
    private static final long REST_NANOS = 20_000_000;

    private static final long LONGEST_REST_NANOS = 320_000_000;
    private static final int GOOD_TIMES = 4;

    /** After a long run that went badly so many times its length, which bounds what such runs cost in all. */
    private static final int LONG_RUNS = 8;

    /** A run that takes so much longer than twice the usual has lost its core to somebody. */
    private static final long LOST_NANOS = 2_000_000;

    /** Longs between two that different threads write: two cache lines, because lines are fetched in pairs. */
    private static final int APART = 16;

    private static final int RUN_SHIFT = 16;
    private static final int WORKER_SHIFT = 8;
    private static final long FREE = 0;
    private static final long CLAIMED = 1;
    private static final long DONE = 2;
    private static final long REVOKED = 3;

    private final AtomicLongArray run = new AtomicLongArray(2 * APART);
    private final AtomicLongArray pieces = new AtomicLongArray((MAX_PIECES + 1) * APART);
    private final AtomicLongArray parked;
    private final AtomicLongArray claimed;
    private final int threads;
    private @Nullable Job job;
    private int count;
    private long lastEnd;
    private long usual;
    private long rest = REST_NANOS;
    private long restUntil = Long.MIN_VALUE;
    private long good;
    private volatile boolean closed;

    PieceBoard(int threads) {
        this.threads = threads;
        parked = new AtomicLongArray((threads + 1) * APART);
        claimed = new AtomicLongArray((threads + 1) * APART);
    }

    boolean isClosed() {
        return closed;
    }

    void close(Thread[] workers) {
        closed = true;
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private static long state(long number, long worker, long progress) {
        return (number << RUN_SHIFT) | (worker << WORKER_SHIFT) | progress;
    }

    /** The caller's side. */
    void run(Job newJob, int newCount, Thread[] workers) {
        long begin = System.nanoTime();
        if (restUntil != Long.MIN_VALUE && begin - restUntil < 0) {
            for (int piece = 0; piece < newCount; piece++) {
                newJob.compute(piece, 0);
            }
            return;
        }
        long number = run.getPlain(APART) + 1;
        job = newJob;
        count = newCount;
        for (int piece = 0; piece < newCount; piece++) {
            pieces.setPlain(at(piece), state(number, 0, FREE));
        }
        run.setRelease(APART, number);
        // Not for a short run, unless runs follow each other closely: it would be over before a worker comes.
        if (newJob.isLong() || begin - lastEnd < SPIN_NANOS) {
            wake(workers);
        }
        int own = 0;
        for (int piece = 0; piece < newCount; piece++) {
            if (pieces.compareAndSet(at(piece), state(number, 0, FREE), state(number, 0, CLAIMED))) {
                newJob.compute(piece, 0);
                own++;
            }
        }
        long now = System.nanoTime();
        long piece = (now - begin) / Math.max(1, own);
        boolean late = own < newCount && collect(newJob, number, newCount, now, piece);
        lastEnd = System.nanoTime();
        long took = lastEnd - begin;
        if (!newJob.isLong()) {
            rest(lostCore(took), took);
        } else if (late) {
            restUntil = lastEnd + Math.max(REST_NANOS, LONG_RUNS * took);
        }
    }

    private boolean lostCore(long took) {
        boolean lost = usual > 0 && took > 2 * usual + LOST_NANOS;
        usual = usual == 0 ? took : usual + (took - usual) / 8;
        return lost;
    }

    /** Leaves the workers alone for a while after a run that went badly. */
    private void rest(boolean bad, long took) {
        good = bad ? 0 : good + took;
        if (bad) {
            restUntil = lastEnd + rest;
            rest = Math.min(2 * rest, LONGEST_REST_NANOS);
        } else if (good > GOOD_TIMES * rest) {
            rest = Math.max(rest / 2, REST_NANOS);
            good = 0;
        }
    }

    private void wake(Thread[] workers) {
        for (int i = 0; i < workers.length; i++) {
            if (parked.getOpaque(at(i + 1)) != 0) {
                LockSupport.unpark(workers[i]);
            }
        }
    }

    /** Waits for the workers' pieces, but not for ever; returns whether the caller had to compute one of theirs. */
    private boolean collect(Job newJob, long number, int newCount, long now, long piece) {
        boolean late = false;
        for (int i = 0; i < newCount; i++) {
            int at = at(i);
            long state = pieces.getAcquire(at);
            if (state == state(number, 0, CLAIMED)) {
                continue; // the caller's own
            }
            long deadline =
                    newJob.isLong() ? claimed.get(at(worker(state))) + longPatience(piece) : now + patience(piece);
            while ((state & 0xff) == CLAIMED) {
                Thread.onSpinWait();
                if (System.nanoTime() > deadline && pieces.compareAndSet(at, state, state(number, 0, REVOKED))) {
                    newJob.compute(i, 0);
                    late = true;
                }
                state = pieces.getAcquire(at);
            }
            if ((state & 0xff) == DONE) {
                newJob.take(i, worker(state));
            }
        }
        return late;
    }

    /** Twice as long as the caller's pieces took on average, from the end of its own on: the worker may just have begun. */
    private static long patience(long piece) {
        return PATIENCE_NANOS + 2 * piece;
    }

    /** From when the worker began: one that has its core takes about as long as the caller. */
    private static long longPatience(long piece) {
        return LONG_NANOS + piece + piece / 4;
    }

    private static int worker(long state) {
        return (int) (state >> WORKER_SHIFT) & 0xff;
    }

    private static int at(int piece) {
        return (piece + 1) * APART;
    }

    /** A worker's side: until the team is closed. */
    void work(int worker) {
        long seen = 0;
        while (!closed) {
            seen = await(seen, worker);
            Job current = job;
            if (closed || current == null) {
                continue;
            }
            try {
                claim(current, seen, worker);
            } catch (RuntimeException ignored) {
                // The piece stays claimed: the caller loses patience, computes it itself, and meets the failure there.
            }
        }
    }

    /** Each worker begins at its own share's end, so that pieces stay with who has their weights in the cache. */
    private void claim(Job current, long number, int worker) {
        current.load(worker);
        int last = count - 1;
        for (int i = 0; i <= last; i++) {
            int piece = Math.floorMod(last - (worker - 1) * (last + 1) / threads - i, last + 1);
            int at = at(piece);
            if (current.isLong()) {
                claimed.setPlain(at(worker), System.nanoTime());
            }
            if (pieces.getOpaque(at) == state(number, 0, FREE)
                    && pieces.compareAndSet(at, state(number, 0, FREE), state(number, worker, CLAIMED))) {
                current.compute(piece, worker);
                if (!pieces.compareAndSet(at, state(number, worker, CLAIMED), state(number, worker, DONE))) {
                    return;
                }
            }
        }
    }

    private long await(long seen, int worker) {
        long begin = System.nanoTime();
        long number = run.getAcquire(APART);
        for (int spins = 1; number == seen && !closed; spins++) {
            Thread.onSpinWait();
            if ((spins & 0xff) == 0) {
                idle(System.nanoTime() - begin, seen, worker);
            }
            number = run.getAcquire(APART);
        }
        return number;
    }

    private void idle(long nanos, long seen, int worker) {
        if (nanos > PARK_NANOS) {
            parked.set(at(worker), 1);
            // Looked at once more: a caller that came before the mark does not unpark.
            if (run.getAcquire(APART) == seen && !closed) {
                LockSupport.park(this);
            }
            parked.set(at(worker), 0);
        } else if (nanos > SPIN_NANOS) {
            LockSupport.parkNanos(this, NAP_NANOS);
        }
    }
}
