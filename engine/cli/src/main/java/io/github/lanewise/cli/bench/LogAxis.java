package io.github.lanewise.cli.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A logarithmic axis of time, for all rows alike.
 *
 * @param low where it begins, in ns
 * @param high where it ends, in ns
 */
record LogAxis(double low, double high) {
    /** Times below are shown at its beginning. */
    private static final double SHORTEST = 10;

    private static final double MARGIN = 1.15;

    /** An axis that has room for all times. */
    static LogAxis over(Collection<Double> nanos) {
        double least = Double.POSITIVE_INFINITY;
        double most = SHORTEST;
        for (double time : nanos) {
            if (Double.isFinite(time)) {
                least = Math.min(least, time);
                most = Math.max(most, time);
            }
        }
        double low = Math.max(SHORTEST, Math.min(least, most) / MARGIN);
        return new LogAxis(low, Math.max(most * MARGIN, 2 * low));
    }

    /** Where a time lies, from 0 to 1. */
    double at(double nanos) {
        return Math.clamp(Math.log(Math.max(nanos, low) / low) / Math.log(high / low), 0, 1);
    }

    /** The powers of ten on it. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (double tick = 1; tick <= high; tick *= 10) {
            if (tick >= low) {
                ticks.add(tick);
            }
        }
        return ticks;
    }

    /**
     * Counts the times of a histogram in parts of the axis that are of the same width.
     *
     * @param histogram of times
     * @param parts how many
     * @return a count for each; a bucket that lies across several parts is shared out among them
     */
    double[] counts(LatencyHistogram histogram, int parts) {
        double[] counts = new double[parts];
        for (LatencyHistogram.Bucket bucket : histogram.buckets()) {
            int first = part(bucket.low(), parts);
            int last = part(bucket.high(), parts);
            for (int part = first; part <= last; part++) {
                counts[part] += (double) bucket.count() / (last - first + 1);
            }
        }
        return counts;
    }

    private int part(long nanos, int parts) {
        return Math.min(parts - 1, (int) (at((double) nanos) * parts));
    }

    /**
     * How high a count is drawn, on a logarithmic scale: one time is seen beside a million.
     *
     * @param count how many
     * @param most of all parts, at least 1
     * @return from 0, for none, to 1
     */
    static double height(double count, double most) {
        return count <= 0 ? 0 : Math.clamp(Math.log1p(count) / Math.log1p(most), 0.05, 1);
    }
}
