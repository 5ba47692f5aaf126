package io.github.lanewise.bench.company;

import io.github.lanewise.bench.BusyCore;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.comparison.WorkloadInput;
import java.util.Arrays;

/** Times the calls of a workload from a process's first one to its peak. */
public final class StepClock {
    private static final long WINDOW_NANOS = 50_000_000;
    private static final int PEAK_WINDOWS = 12;

    /** One reading of the clock takes 25 ns, a small step twice that: a sample is as many calls as take 20 µs. */
    private static final double SAMPLE_NANOS = 20_000;

    /** So that no two steps in a row see the same input. A power of two. */
    private static final int STREAM_INPUTS = 8;

    private final Runner runner;
    private final long start;
    private final float[][] inputs;
    private final float[] output;
    private double[] samples = new double[4096];
    private int count;
    private int calls = 1;

    /**
     * A clock.
     *
     * @param workload whose calls it makes
     * @param runner ready; it may have been called before
     * @param start what {@link System#nanoTime} said before the first call of the process, or when its time began
     */
    public StepClock(Workload workload, Runner runner, long start) {
        this.runner = runner;
        this.start = start;
        // Sequences bring their own variety.
        inputs = new float[workload.isStream() ? STREAM_INPUTS : 1][];
        Arrays.setAll(inputs, call -> WorkloadInput.of(workload, call));
        output = new float[workload.outputFloats()];
    }

    /**
     * The median at the peak, and how long it took to get there.
     *
     * @param micros of a call
     * @param seconds from the start to the first window of samples that was as fast
     * @param busyMicros what {@link BusyCore} took in between, the median
     */
    public record Peak(double micros, double seconds, double busyMicros) {}

    /**
     * Warms up, then measures.
     *
     * @return the peak
     */
    public Peak measure() {
        Windows windows = new Windows();
        OtherThreads others = new OtherThreads();
        double begin;
        double median;
        do {
            begin = seconds();
            count = 0;
            median = window();
            if (others.haveWorked() || !runner.isSettled()) {
                windows.othersWorkedUntil(seconds());
            }
        } while (windows.isFallingWith(begin, seconds(), median));
        count = 0;
        BusyCore core = new BusyCore();
        double[] busy = new double[PEAK_WINDOWS];
        for (int i = 0; i < PEAK_WINDOWS; i++) {
            busy[i] = core.micros();
            begin = seconds();
            windows.addAtPeak(begin, window());
        }
        double peak = Windows.median(Arrays.copyOf(samples, count));
        return new Peak(peak / 1e3, windows.secondsTo(peak), Windows.median(busy));
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    /** Samples of at least one window's time behind those that are there; their median. */
    private double window() {
        int first = count;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WINDOW_NANOS) {
            if (count == samples.length) {
                samples = Arrays.copyOf(samples, 2 * count);
            }
            samples[count++] = (double) time(calls) / calls;
        }
        double median = Windows.median(Arrays.copyOfRange(samples, first, count));
        calls = (int) Math.max(1, SAMPLE_NANOS / Math.max(1, median));
        return median;
    }

    private long time(int calls) {
        int last = inputs.length - 1;
        long begin = System.nanoTime();
        for (int call = 0; call < calls; call++) {
            runner.run(inputs[call & last], output);
        }
        return System.nanoTime() - begin;
    }
}
