package io.github.lanewise.bench;

import java.util.Arrays;

/**
 * How much else the machine does while it measures. A fixed loop of integer arithmetic, which touches no memory, is timed
 * 500 times, a third of a millisecond or so each. The noise is how much longer it takes on average than in its fastest tenth, as a
 * share: on a core that does nothing else about 0.01, on one that another thread shares about 1.
 */
public final class Noise {
    /** A machine with more than this is too noisy: figures of the same code may differ by as much from run to run. */
    public static final double LIMIT = 0.05;

    private static final int SAMPLES = 500;
    private static final int WARM_UP = 300;
    private static final int TURNS = 200_000;

    private Noise() {}

    /**
     * Measures on the calling thread, for a quarter of a second or so.
     *
     * @return the share
     */
    public static double measure() {
        long[] nanos = new long[WARM_UP + SAMPLES];
        long state = System.nanoTime() | 1;
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            state = turn(state);
            nanos[i] = System.nanoTime() - start;
        }
        // The sum is used, so that no compiler leaves the loop out.
        return of(Arrays.copyOfRange(nanos, state == 0 ? 0 : WARM_UP, nanos.length));
    }

    /** Marsaglia's xorshift: each turn waits for the one before. Of multiplications and additions C2 makes one of many. */
    private static long turn(long start) {
        long state = start;
        for (int i = 0; i < TURNS; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        return state;
    }

    /**
     * The noise in known times.
     *
     * @param nanos times of the same work, at least one
     * @return mean over first decile, less 1
     */
    static double of(long... nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return Arrays.stream(sorted).average().orElseThrow() / sorted[sorted.length / 10] - 1;
    }
}
