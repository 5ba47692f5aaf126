package io.github.lanewise.cli.trace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Whole decades that hold all positive norms of some curves.
 *
 * @param lowest exponent of ten at the bottom
 * @param highest exponent of ten at the top
 */
record LogScale(int lowest, int highest) {
    private static final int MOST_TICKS = 8;

    static LogScale of(List<SensitivityCurve> curves) {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (SensitivityCurve curve : curves) {
            for (double norm : curve.sensitivity().norms()) {
                if (norm > 0 && Double.isFinite(norm)) {
                    least = Math.min(least, norm);
                    most = Math.max(most, norm);
                }
            }
        }
        if (most == 0) {
            return new LogScale(-1, 0);
        }
        int lowest = (int) Math.floor(Math.log10(least));
        return new LogScale(lowest, Math.max(lowest + 1, (int) Math.ceil(Math.log10(most))));
    }

    /** Where a positive norm stands, from 0 at the bottom to 1. */
    double position(double norm) {
        return Math.clamp((Math.log10(norm) - lowest) / (highest - lowest), 0, 1);
    }

    /** Exponents of ten for the axis, from the top down. */
    List<Integer> ticks() {
        int distance = Math.ceilDiv(highest - lowest, MOST_TICKS);
        List<Integer> ticks = new ArrayList<>();
        for (int exponent = highest; exponent >= lowest; exponent -= distance) {
            ticks.add(exponent);
        }
        return Collections.unmodifiableList(ticks);
    }
}
