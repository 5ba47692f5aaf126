package io.github.lanewise.bench.comparison;

import org.HdrHistogram.Histogram;

/** Times single calls, for their percentiles. */
final class SingleCalls {
    private static final int TURNS = 40;
    private static final int CALLS = 5_000;

    private SingleCalls() {}

    /**
     * The percentiles of 200,000 warm calls.
     *
     * @param workload the inputs' shape
     * @param runner warm
     */
    static Finding.Percentiles measure(Workload workload, Runner runner) {
        float[] x = WorkloadInput.of(workload, 0);
        float[] y = new float[workload.outputFloats()];
        Histogram nanos = new Histogram(3);
        for (int turn = 0; turn < TURNS; turn++) {
            for (int call = 0; call < CALLS; call++) {
                long start = System.nanoTime();
                runner.run(x, y);
                nanos.recordValue(System.nanoTime() - start);
            }
        }
        return new Finding.Percentiles(
                micros(nanos, 50), micros(nanos, 90), micros(nanos, 99), micros(nanos, 99.9), micros(nanos, 99.99));
    }

    private static double micros(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e3;
    }
}
