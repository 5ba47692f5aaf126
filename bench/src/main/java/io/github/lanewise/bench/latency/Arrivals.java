package io.github.lanewise.bench.latency;

/**
 * When calls arrive: at a fixed rate, whether or not the call before has ended.
 *
 * @param perSecond the rate
 * @param count how many
 */
record Arrivals(int perSecond, int count) {
    private static final long NANOS = 1_000_000_000L;

    /** As many as arrive in some time. */
    static Arrivals during(int perSecond, double seconds) {
        return new Arrivals(perSecond, (int) Math.max(1, Math.round(perSecond * seconds)));
    }

    /**
     * From the first arrival to another. Rounded for each arrival by itself, so that no error adds up where the period is no
     * whole number of nanoseconds.
     */
    long nanosTo(long arrival) {
        return arrival * NANOS / perSecond;
    }

    /** Between two arrivals. */
    double periodNanos() {
        return (double) NANOS / perSecond;
    }
}
