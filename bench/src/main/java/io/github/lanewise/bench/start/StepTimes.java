package io.github.lanewise.bench.start;

import io.github.lanewise.bench.company.Windows;
import java.util.ArrayList;
import java.util.List;

/** Collects what each step took, range by range of their numbers. Does little, since it works between the steps. */
final class StepTimes {
    /** For the median of a range. */
    static final int SAMPLES = 1000;

    /** The step up to which {@link #secondsToTotal} counts. */
    static final long TOTAL = 100_000;

    private final long start;
    private final double[] samples = new double[SAMPLES];
    private final List<StepRange> ranges = new ArrayList<>();
    private long count;
    private long first = 1;
    private long next = 2;
    private long worst = -1;
    private long worstStep;
    private long worstEnd;
    private double secondsToTotal = Double.NaN;

    /**
     * Without a step yet.
     *
     * @param start what {@link System#nanoTime} said, or would have said, when the process's time began
     */
    StepTimes(long start) {
        this.start = start;
    }

    /** Adds the next step. */
    void add(long begin, long end) {
        if (++count == next) {
            ranges.add(range());
            first = next;
            next = StepRange.next(first);
            worst = -1;
        }
        long nanos = end - begin;
        if (count - first < SAMPLES) {
            samples[(int) (count - first)] = nanos;
        }
        if (nanos > worst) {
            worst = nanos;
            worstStep = count;
            worstEnd = end;
        }
        if (count == TOTAL) {
            secondsToTotal = (end - start) / 1e9;
        }
    }

    private StepRange range() {
        int length = (int) Math.min(SAMPLES, next - first);
        double[] own = new double[length];
        System.arraycopy(samples, 0, own, 0, length);
        return new StepRange(first, Windows.median(own) / 1e3, worst / 1e3, worstStep, (worstEnd - start) / 1e9);
    }

    long count() {
        return count;
    }

    /** Those of which every step was taken. */
    List<StepRange> complete() {
        return List.copyOf(ranges);
    }

    /** From the beginning of the process's time to the end of step {@value #TOTAL}; NaN if it was not reached. */
    double secondsToTotal() {
        return secondsToTotal;
    }
}
