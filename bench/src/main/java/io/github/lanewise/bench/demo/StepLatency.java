package io.github.lanewise.bench.demo;

import static io.github.lanewise.bench.demo.Digits.CLASSES;

import io.github.lanewise.bench.Stepper;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Times single steps. The implementations take turns, one round over all images each, so that whatever else the machine
 * does, and its clock's changes, hit all of them.
 */
final class StepLatency {
    /** Longer steps, if there are any, are counted as this long. */
    private static final long LONGEST = Duration.ofSeconds(10).toNanos();

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final int CLOCK_READINGS = 1_000_000;

    private final List<Stepper> steppers;
    private final Digits digits;
    private final float[] x;
    private final float[] y = new float[CLASSES];

    StepLatency(List<Stepper> steppers, Digits digits) {
        this.steppers = steppers;
        this.digits = digits;
        x = new float[digits.columns()];
    }

    /**
     * Warms up, then measures.
     *
     * @return for each stepper, in order, its steps in nanoseconds, each with one reading of the clock in it
     */
    List<Histogram> measure(Pace pace) {
        rounds(pace.warmUp());
        return rounds(pace.measurement());
    }

    private List<Histogram> rounds(Duration duration) {
        List<Histogram> histograms = steppers.stream()
                .map(stepper -> new Histogram(LONGEST, SIGNIFICANT_DIGITS))
                .toList();
        long start = System.nanoTime();
        do {
            for (int i = 0; i < steppers.size(); i++) {
                round(steppers.get(i), histograms.get(i));
            }
        } while (System.nanoTime() - start < duration.toNanos());
        return histograms;
    }

    private void round(Stepper stepper, Histogram histogram) {
        for (int image = 0; image < digits.count(); image++) {
            stepper.reset();
            for (int row = 0; row < digits.rows(); row++) {
                digits.copyRow(image, row, x);
                long before = System.nanoTime();
                stepper.step(x, y);
                long after = System.nanoTime();
                histogram.recordValue(Math.min(after - before, LONGEST));
            }
        }
    }

    /** What one reading of the clock takes, in nanoseconds: the mean of a million. */
    static double clockCost() {
        long start = System.nanoTime();
        long last = start;
        for (int i = 0; i < CLOCK_READINGS; i++) {
            last = System.nanoTime();
        }
        return (double) (last - start) / CLOCK_READINGS;
    }
}
