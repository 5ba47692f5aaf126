package io.github.lanewise.warm;

import io.github.lanewise.event.Events;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.Leaf;
import java.util.concurrent.TimeUnit;

/** A leaf on its way: called again and again until its vector twin is measured to be fast. */
final class LeafTrial {
    /** Rounds in a row in which the vector twin has to be the faster one. */
    private static final int IN_A_ROW = 6;

    /**
     * Calls a round, of which the fastest counts: the first finds cold caches, others meet an interrupt or another thread. A
     * leaf that is not compiled yet takes so long that one call is enough.
     */
    private static final int CALLS = 6;

    private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /** Rounds until the scalar twin, which the times are held against, is compiled itself. */
    private static final int LEAST_ROUNDS = 40;

    final Leaf leaf;
    private final int lanes;
    /**
     * While a leaf waits for the compiler, it works this seldom: each call of vector code that is not compiled makes hundreds of
     * calls of the JDK's methods, which then are compiled before it.
     */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final int ENOUGH_ROUNDS = 1_000;

    /**
     * Rounds in a row in which the vector twin has to be the slower one before it is called for the compiler's count. Where
     * other models have made it fast already, C2 has left out what only counts: such a call would throw the good code away, and
     * what came in its place boxed its vectors for good.
     */
    private static final int SLOW_IN_A_ROW = 3;

    private final Leaf.Work vector;
    private final Leaf.Work scalar;
    private final long begin = System.nanoTime();
    private long lastWork;
    private int rounds;
    private int inARow;
    private int slowInARow;
    private long vectorNanos;
    private long scalarNanos;

    LeafTrial(Leaf leaf, Kernels kernels, Kernels scalarKernels) {
        this.leaf = leaf;
        lanes = kernels.lanes();
        vector = leaf.work(kernels, kernels.lanes());
        scalar = leaf.work(scalarKernels, kernels.lanes());
    }

    /** Calls both twins; true once the leaf is warm. */
    boolean round() {
        if (slowInARow >= SLOW_IN_A_ROW) {
            vector.count();
        }
        rounds++;
        long now = System.nanoTime();
        if (waits() && inARow == 0 && now - lastWork < WAIT_NANOS) {
            return false;
        }
        lastWork = now;
        vectorNanos = time(vector);
        scalarNanos = time(scalar);
        boolean isFast = vectorNanos < scalarNanos;
        inARow = isFast ? inARow + 1 : 0;
        slowInARow = isFast ? 0 : slowInARow + 1;
        return inARow >= IN_A_ROW && rounds >= LEAST_ROUNDS;
    }

    private static long time(Leaf.Work work) {
        long begin = System.nanoTime();
        long before = begin;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < CALLS && before - begin < LONG_NANOS; i++) {
            work.run();
            long now = System.nanoTime();
            least = Math.min(least, now - before);
            before = now;
        }
        return least;
    }

    /** Whether it has had its calls and waits for the compiler. */
    boolean waits() {
        return rounds > LEAST_ROUNDS;
    }

    /**
     * Whether it has had time and calls enough for any compilation that goes well. Time alone says nothing where this thread
     * hardly gets any of the processor.
     */
    boolean hasFailed(long limitNanos) {
        return rounds >= ENOUGH_ROUNDS && nanosSinceBegin() > limitNanos;
    }

    private long nanosSinceBegin() {
        return System.nanoTime() - begin;
    }

    /** Tells the Flight Recorder how it ended. */
    void tell(int tries, boolean isWarm) {
        Events.leafWarmed(leaf.name(), lanes, tries, isWarm, nanosSinceBegin(), vectorNanos, scalarNanos);
    }

    /** The figures of the last round. */
    String figures() {
        return leaf + ": " + vectorNanos + " ns with vectors, " + scalarNanos + " ns without, after " + rounds
                + " rounds in " + nanosSinceBegin() / 1_000_000 + " ms";
    }
}
