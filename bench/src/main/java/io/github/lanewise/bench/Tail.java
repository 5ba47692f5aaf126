package io.github.lanewise.bench;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Latencies in microseconds. A percentile beyond which there is no whole call is NaN: it would be the maximum by another name.
 *
 * @param p50 half of the calls took no longer
 * @param p99 99 of a hundred
 * @param p999 999 of a thousand
 * @param p9999 9999 of ten thousand
 * @param max the longest
 */
public record Tail(double p50, double p99, double p999, double p9999, double max) {
    /** Longer than any call. */
    private static final long MOST_NANOS = 100_000_000_000L;

    /**
     * For nanoseconds to three digits.
     *
     * @return an empty one, which does not grow while it is used
     */
    public static Histogram histogram() {
        return new Histogram(1, MOST_NANOS, 3);
    }

    /**
     * Reads a histogram.
     *
     * @param nanos of at least one call
     * @return its percentiles
     */
    public static Tail of(Histogram nanos) {
        return new Tail(
                micros(nanos, 50, 2),
                micros(nanos, 99, 100),
                micros(nanos, 99.9, 1_000),
                micros(nanos, 99.99, 10_000),
                nanos.getMaxValue() / 1e3);
    }

    /** Beyond the percentile lies one call in so many. */
    private static double micros(Histogram nanos, double percentile, int oneIn) {
        return nanos.getTotalCount() < oneIn ? Double.NaN : nanos.getValueAtPercentile(percentile) / 1e3;
    }

    /**
     * The figures.
     *
     * @return percentiles and maximum, in ascending order
     */
    public List<Double> values() {
        return List.of(p50, p99, p999, p9999, max);
    }

    /**
     * For a table.
     *
     * @return a cell for each of the values; a hyphen for what is not known
     */
    public List<String> cells() {
        List<String> cells = new ArrayList<>();
        for (double value : values()) {
            cells.add(Double.isNaN(value) ? "-" : Figures.significant(value));
        }
        return cells;
    }
}
