package io.github.lanewise.cli.trace;

/**
 * The numbers that a colour scale stands for.
 *
 * @param low the least
 * @param high the greatest
 * @param signed whether zero is in the middle
 */
record ValueRange(float low, float high, boolean signed) {
    /**
     * 0 to 1 for what is a share of something, as far as its numbers are; otherwise as far below zero as above.
     *
     * @param values their finite ones count
     * @param count how many of them
     * @param fraction whether they are a share of something
     */
    static ValueRange of(float[] values, int count, boolean fraction) {
        float most = 0;
        boolean within = true;
        for (int i = 0; i < count; i++) {
            if (Float.isFinite(values[i])) {
                most = Math.max(most, Math.abs(values[i]));
                within &= values[i] >= 0 && values[i] <= 1;
            }
        }
        if (fraction && within) {
            return new ValueRange(0, 1, false);
        }
        float bound = most == 0 ? 1 : most;
        return new ValueRange(-bound, bound, true);
    }

    /** Where a number stands between low and high, from 0 to 1; NaN for NaN. */
    double position(float value) {
        return Math.clamp(((double) value - low) / ((double) high - low), 0, 1);
    }
}
