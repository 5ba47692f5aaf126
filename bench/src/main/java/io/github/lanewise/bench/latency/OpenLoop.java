package io.github.lanewise.bench.latency;

import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Serves arrivals one after another and counts each one's latency from its intended arrival. A call that has to wait because
 * the one before has not ended begins as soon as it can, and its waiting counts. So no arrival is left out or moved while
 * something stalls: coordinated omission cannot occur, and nothing is estimated afterwards.
 *
 * <p>Where the next arrival is still to come, the thread spins on the clock. A sleeping thread would be woken some 50 µs late,
 * which is many times a step.
 */
final class OpenLoop {
    /** Of the schedule's length: what cannot be served in this time is not sustained, and the rest is given up. */
    private static final int PATIENCE = 2;

    /** Of the rate. */
    private static final double LEAST_SERVED = 0.99;

    /** Of the calls served. */
    private static final double MOST_LATE = 0.9;

    private OpenLoop() {}

    /**
     * Runs a schedule, from now on.
     *
     * @param clock nanoseconds, for instance {@link System#nanoTime}
     * @param call takes the number of the arrival
     * @param latencies where each call's is recorded
     */
    static Outcome run(Arrivals arrivals, LongSupplier clock, IntConsumer call, Histogram latencies) {
        double period = arrivals.periodNanos();
        long patience = PATIENCE * arrivals.nanosTo(arrivals.count());
        int late = 0;
        int served = 0;
        long elapsed = 0;
        long start = clock.getAsLong();
        while (served < arrivals.count() && elapsed <= patience) {
            long arrival = start + arrivals.nanosTo(served);
            long now = clock.getAsLong();
            if (now - arrival >= period) {
                late++;
            }
            while (now - arrival < 0) {
                Thread.onSpinWait();
                now = clock.getAsLong();
            }
            call.accept(served);
            long end = clock.getAsLong();
            latencies.recordValue(end - arrival);
            served++;
            elapsed = end - start;
        }
        return new Outcome(arrivals, served, late, elapsed);
    }

    /**
     * How a schedule went.
     *
     * @param arrivals the schedule
     * @param served how many calls ended within twice the schedule's length
     * @param late how many of them began a period or more after their arrival
     * @param nanos from the first arrival to the end of the last call
     */
    record Outcome(Arrivals arrivals, int served, int late, long nanos) {
        /**
         * Whether the rate could be kept up: 99 of a hundred were served in the schedule's time, and not nearly all of them
         * late. Where the rate is too high all are late, by more and more, and latencies say no more than how long it was
         * tried. A pause now and then, or a core that others share, makes some late.
         */
        boolean isSustained() {
            return servedPerSecond() >= LEAST_SERVED * arrivals.perSecond() && lateShare() <= MOST_LATE;
        }

        /** Calls a second that were served. */
        double servedPerSecond() {
            return served * 1e9 / nanos;
        }

        /** Of those served, those that were late. */
        double lateShare() {
            return (double) late / served;
        }
    }
}
