package io.github.lanewise.cli.bench;

import java.util.Arrays;

/**
 * How much else the machine does. A fixed loop of integer arithmetic, which touches no memory, is timed 200 times, a third of a
 * millisecond or so each. The noise is how much longer it takes on average than in its fastest tenth, as a share: on a core that
 * does nothing else about 0.01, on one that another thread shares about 1.
 */
final class Noise {
    /** A machine with more than this is too noisy: figures of the same code may differ by as much from run to run. */
    static final double LIMIT = 0.05;

    private static final int SAMPLES = 200;
    private static final int WARM_UP = 100;
    private static final int TURNS = 200_000;

    private Noise() {}

    /** Measures on the calling thread, for a tenth of a second or so. */
    static double measure() {
        long[] nanos = new long[WARM_UP + SAMPLES];
        long state = System.nanoTime() | 1;
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            state = turn(state);
            nanos[i] = System.nanoTime() - start;
        }
        // The state is used, so that no compiler leaves the loop out.
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

    /** Mean over first decile, less 1, of times of the same work. */
    static double of(long... nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return Arrays.stream(sorted).average().orElseThrow() / sorted[sorted.length / 10] - 1;
    }
}
