package io.github.lanewise.bench.comparison;

import java.util.Arrays;

/**
 * The middle half of some measurements.
 *
 * @param low the first quartile
 * @param median the second
 * @param high the third
 */
public record Spread(double low, double median, double high) {
    /**
     * Quartiles, which between two values are interpolated.
     *
     * @param values at least one
     * @return the middle half of them
     */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
