package io.github.lanewise.bench.comparison;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Times contenders in turns: many rounds, in each a slice of time for everybody, so that a drift of the machine meets all
 * of them alike. The first contender is the one that the others are compared with, round by round.
 */
final class Slices {
    private static final long SLICE = 20_000_000;

    /** So that no two steps in a row see the same input. A power of two. */
    private static final int STREAM_INPUTS = 8;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final List<String> names = new ArrayList<>();
    private final List<Runner> runners = new ArrayList<>();
    private final List<float[]> inputs = new ArrayList<>();
    private final float[] output;

    Slices(Workload workload) {
        // Sequences bring their own variety.
        int different = workload.isStream() ? STREAM_INPUTS : 1;
        for (int call = 0; call < different; call++) {
            inputs.add(WorkloadInput.of(workload, call));
        }
        output = new float[workload.outputFloats()];
    }

    void add(String name, Runner runner) {
        names.add(name);
        runners.add(runner);
    }

    /** Warms up, then times. */
    List<Finding> measure(String workloadName, int rounds, long warmUpNanos) {
        int[] calls = new int[runners.size()];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = warmUp(runners.get(i), warmUpNanos);
        }
        double[][] micros = new double[runners.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < calls.length; turn++) {
                int i = (round + turn) % calls.length;
                micros[i][round] = time(runners.get(i), calls[i]) / 1e3 / calls[i];
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < calls.length; i++) {
            double[] ratios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                ratios[round] = micros[i][round] / micros[0][round];
            }
            findings.add(new Finding(
                    workloadName,
                    names.get(i),
                    Spread.of(micros[i]),
                    Spread.of(ratios),
                    allocated(runners.get(i), calls[i]),
                    Double.NaN,
                    null));
        }
        return findings;
    }

    /** Runs until it is warm; returns how many calls fill a slice. */
    private int warmUp(Runner runner, long nanos) {
        long start = System.nanoTime();
        long calls = 1;
        long took = time(runner, 1);
        while (System.nanoTime() - start < nanos) {
            calls = Math.max(1, Math.min(calls * 2, (long) (calls * (double) SLICE / Math.max(1, took))));
            took = time(runner, (int) calls);
        }
        return (int) Math.max(1, Math.round(calls * (double) SLICE / Math.max(1, took)));
    }

    private long time(Runner runner, int calls) {
        int last = inputs.size() - 1;
        long start = System.nanoTime();
        for (int call = 0; call < calls; call++) {
            runner.run(inputs.get(call & last), output);
        }
        return System.nanoTime() - start;
    }

    /** The least of some turns: the JVM itself allocates now and then, for instance while it compiles. */
    private double allocated(Runner runner, int calls) {
        double least = Double.MAX_VALUE;
        for (int turn = 0; turn < 3; turn++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            time(runner, calls);
            least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) calls);
        }
        return least;
    }
}
