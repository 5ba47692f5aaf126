package io.github.lanewise.warm;

import io.github.lanewise.event.Events;
import io.github.lanewise.kernel.Kernels;
import io.github.lanewise.kernel.Leaf;
import io.github.lanewise.kernel.LeafWork;
import java.util.concurrent.TimeUnit;

/** A leaf on its way: called again and again until its vector twin is measured to be fast. */
final class LeafTrial {
    /** Rounds in a row in which the vector twin has to be fast. */
    private static final int IN_A_ROW = 6;

    /**
     * Calls a round, of which the fastest counts: the first finds cold caches, others meet an interrupt or another thread. A
     * leaf that is not compiled yet takes so long that one call is enough.
     */
    private static final int CALLS = 6;

    private static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    /**
     * How much longer than the scalar twin's a call may take. Both are called by code that is interpreted here, some 0.3 µs,
     * which is as long as a small leaf takes itself. A leaf that is not compiled, or has its vectors boxed, takes fifty times
     * as long and more.
     */
    private static final int AS_FAST = 2;

    /**
     * The same for a little of the work, which is all that is done while a leaf is interpreted: vector code then takes 25 to 400
     * times as long as scalar code. What passes this is tried with all of the work.
     */
    private static final int LITTLE_AS_FAST = 8;

    /** Rounds until the scalar twin, which the times are held against, is compiled itself. */
    private static final int LEAST_ROUNDS = 40;

    /**
     * Rounds before the leaf waits for the compiler, enough to take every branch; the scalar twin may be interpreted as long.
     * More would make hundreds of calls of the JDK's methods each, which then are compiled before the leaf.
     */
    private static final int FIRST_ROUNDS = 4;

    /** A leaf that waits for the compiler works this seldom. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** One that is being counted works more often: C2 has to see what the JDK's methods behind it do. */
    private static final long COUNTING_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    /**
     * Bursts of 480 calls that only count, one each millisecond at most. C2 asks for 5000 calls of C1's code, which has to be there
     * first, and for more of them while other leaves wait for it too.
     */
    private static final int BURSTS = 60;

    /** Rounds that no compilation that goes well needs. */
    private static final int ENOUGH_ROUNDS = 200;

    /**
     * Slow rounds, with none in between that was fast with all of the work, before the leaf is called for the compiler's count. What
     * other models have made fast already has no need of it: such a call may throw the good code away.
     */
    private static final int ENOUGH_SLOW = 3;

    final Leaf leaf;
    private final int lanes;
    private final LeafWork vector;
    private final LeafWork scalar;
    private final long begin = System.nanoTime();
    private long lastWork;
    private int rounds;
    private int bursts;
    private int inARow;
    private int slow;
    private long vectorNanos;
    private long scalarNanos;

    LeafTrial(Leaf leaf, Kernels kernels, Kernels scalarKernels) {
        this.leaf = leaf;
        lanes = kernels.lanes();
        vector = LeafWork.of(leaf, kernels, kernels.lanes());
        scalar = LeafWork.of(leaf, scalarKernels, kernels.lanes());
    }

    /** Calls both twins; true once the leaf is warm. */
    boolean round() {
        long now = System.nanoTime();
        boolean works = rounds < FIRST_ROUNDS
                || inARow > 0
                || now - lastWork >= (bursts < BURSTS ? COUNTING_NANOS : WAIT_NANOS);
        if (slow >= ENOUGH_SLOW) {
            push(works);
        }
        if (!works) {
            return false;
        }
        lastWork = now;
        rounds++;
        compare(inARow > 0);
        return inARow >= IN_A_ROW && rounds >= LEAST_ROUNDS;
    }

    /**
     * Has C2 take notice of the leaf's methods. Small leaves work for it only when calls that just count have not helped. If they
     * did so from the start, C2 would compile the JDK's methods behind them first.
     */
    private void push(boolean works) {
        if (works || bursts < BURSTS) {
            vector.count();
            bursts++;
        } else if (leaf.isSmall()) {
            vector.work();
        }
    }

    /** Times both twins, with all of their work or a little of it. */
    private void compare(boolean all) {
        if (!all) {
            scalar.run(true); // so that it is compiled for as much as a step does
        }
        vectorNanos = time(vector, all, 1);
        scalarNanos = time(scalar, all, 2);
        boolean isFast = vectorNanos < (all ? AS_FAST : LITTLE_AS_FAST) * scalarNanos;
        inARow = isFast ? inARow + 1 : 0;
        if (!isFast) {
            slow++;
        } else if (all) {
            slow = 0;
        }
    }

    private static long time(LeafWork work, boolean all, int leastCalls) {
        long begin = System.nanoTime();
        long before = begin;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < leastCalls || (i < CALLS && before - begin < LONG_NANOS); i++) {
            work.run(all);
            long now = System.nanoTime();
            least = Math.min(least, now - before);
            before = now;
        }
        return least;
    }

    /** Whether there is nothing to do but to see what the compiler does. */
    boolean waits() {
        return inARow == 0;
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
