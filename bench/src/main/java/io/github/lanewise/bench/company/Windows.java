package io.github.lanewise.bench.company;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a process's steps took, window of time by window, from its first one to its peak. The peak has come when the windows'
 * medians no longer fall: for a second and a half, and for a third of all the time so far, none was less than 0.97 of the least
 * before, and no other thread of the process worked. Where C2 has to share its core, a warm-up pauses for longer than that,
 * in steps of a thousand times their later length, while C2 works. Not thread-safe.
 */
public final class Windows {
    /** A process that still falls then is measured as it is. */
    public static final double LONGEST_WARM_UP = 30;

    private static final double FALL = 0.97;
    private static final double PAUSE = 1.5;
    private static final double PAUSE_SHARE = 1 / 3.0;

    /** At its peak a process is from the window on whose median is within this factor of the peak's. */
    private static final double AT_PEAK = 1.1;

    private record Window(double begin, double median) {}

    private final List<Window> windows = new ArrayList<>();
    private double least = Double.MAX_VALUE;
    private double changed;

    /**
     * Adds the next window.
     *
     * @param begin seconds since the first step
     * @param end seconds since the first step
     * @param median of the samples in it, any unit
     * @return whether there has to be another one before the peak is measured
     */
    boolean isFallingWith(double begin, double end, double median) {
        windows.add(new Window(begin, median));
        if (median < FALL * least) {
            least = median;
            changed = end;
        }
        return end < LONGEST_WARM_UP && end - changed < Math.max(PAUSE, PAUSE_SHARE * end);
    }

    /**
     * Notes that other threads of the process worked, so that the next windows may be faster.
     *
     * @param second until when, since the first step
     */
    void othersWorkedUntil(double second) {
        changed = Math.max(changed, second);
    }

    /**
     * Adds a window of the peak's measurement.
     *
     * @param begin seconds since the first step
     * @param median of the samples in it
     */
    void addAtPeak(double begin, double median) {
        windows.add(new Window(begin, median));
    }

    /**
     * When the peak began.
     *
     * @param peak the median of all samples that were taken at the peak
     * @return seconds from the first step to the first window that was as fast, or nearly so
     */
    double secondsTo(double peak) {
        return windows.stream()
                .filter(window -> window.median <= AT_PEAK * peak)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a window within " + AT_PEAK + " of " + peak + ", found " + windows))
                .begin;
    }

    /**
     * The middle one of some values, the mean of two where their number is even.
     *
     * @param values at least one, in any order
     * @return their median
     */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
