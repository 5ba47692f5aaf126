package io.github.lanewise.cli.trace;

/**
 * Numbers over steps and units, in bins where there are more than can be shown: of each bin the mean, the least and the greatest.
 * Bins have the same number of steps and of units, but for the last ones, which may have fewer.
 */
final class BinnedMatrix {
    private final int steps;
    private final int units;
    private final int stepsOfBin;
    private final int unitsOfBin;
    private final float[] mean;
    private final float[] min;
    private final float[] max;

    /**
     * Puts numbers into bins.
     *
     * @param values at least (steps, units)
     * @param steps rows, at least 1
     * @param units columns, at least 1
     * @param mostSteps bins over time, at most
     * @param mostUnits bins over units, at most
     */
    BinnedMatrix(float[] values, int steps, int units, int mostSteps, int mostUnits) {
        this.steps = steps;
        this.units = units;
        stepsOfBin = Math.ceilDiv(steps, mostSteps);
        unitsOfBin = Math.ceilDiv(units, mostUnits);
        int bins = stepBins() * unitBins();
        mean = new float[bins];
        min = new float[bins];
        max = new float[bins];
        for (int stepBin = 0; stepBin < stepBins(); stepBin++) {
            for (int unitBin = 0; unitBin < unitBins(); unitBin++) {
                fill(values, stepBin, unitBin);
            }
        }
    }

    private void fill(float[] values, int stepBin, int unitBin) {
        int lastStep = Math.min(steps, (stepBin + 1) * stepsOfBin);
        int lastUnit = Math.min(units, (unitBin + 1) * unitsOfBin);
        double sum = 0;
        int count = 0;
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (int step = stepBin * stepsOfBin; step < lastStep; step++) {
            for (int unit = unitBin * unitsOfBin; unit < lastUnit; unit++) {
                float value = values[step * units + unit];
                sum += value;
                count++;
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        int bin = stepBin * unitBins() + unitBin;
        mean[bin] = (float) (sum / count);
        min[bin] = least;
        max[bin] = greatest;
    }

    int steps() {
        return steps;
    }

    int units() {
        return units;
    }

    /** Bins over time. */
    int stepBins() {
        return Math.ceilDiv(steps, stepsOfBin);
    }

    /** Bins over units. */
    int unitBins() {
        return Math.ceilDiv(units, unitsOfBin);
    }

    int stepsOfBin() {
        return stepsOfBin;
    }

    int unitsOfBin() {
        return unitsOfBin;
    }

    /** Whether a bin may have more than one number. */
    boolean isBinned() {
        return stepsOfBin > 1 || unitsOfBin > 1;
    }

    float mean(int stepBin, int unitBin) {
        return mean[stepBin * unitBins() + unitBin];
    }

    /** (stepBins, unitBins); not a copy. */
    float[] means() {
        return mean;
    }

    /** (stepBins, unitBins); not a copy. */
    float[] minima() {
        return min;
    }

    /** (stepBins, unitBins); not a copy. */
    float[] maxima() {
        return max;
    }
}
