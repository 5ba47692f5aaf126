package io.github.lanewise.bench.demo;

import java.time.Duration;

/**
 * How long the demonstration measures.
 *
 * @param warmUp before the first figure is taken
 * @param measurement while figures are taken
 */
record Pace(Duration warmUp, Duration measurement) {
    /** Enough for the JIT compiler to finish, and for a stable 99.9th percentile. */
    static final Pace NORMAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(8));
}
