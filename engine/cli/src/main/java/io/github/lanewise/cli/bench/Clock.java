package io.github.lanewise.cli.bench;

/** What {@link System#nanoTime} costs. */
final class Clock {
    private static final int READINGS = 20_000;

    private Clock() {}

    /** Nanoseconds between two readings with nothing in between, in the median. */
    static long cost() {
        LatencyHistogram readings = new LatencyHistogram();
        // The first ones are taken by code that is not compiled yet, and are fewer than half.
        for (int i = 0; i < READINGS; i++) {
            long begin = System.nanoTime();
            readings.record(System.nanoTime() - begin);
        }
        return Math.round(readings.percentile(50));
    }
}
