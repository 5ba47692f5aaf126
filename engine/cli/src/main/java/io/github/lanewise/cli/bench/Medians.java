package io.github.lanewise.cli.bench;

import java.util.Collection;

/** The middle of several figures. */
final class Medians {
    private Medians() {}

    /** The middle one, or the upper of the two; NaN if there is none. */
    static double of(Collection<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
