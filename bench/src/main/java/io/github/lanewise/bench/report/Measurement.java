package io.github.lanewise.bench.report;

import io.github.lanewise.bench.Figures;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH found out about one benchmark with one set of parameters.
 *
 * @param benchmark class and method, {@code StepBenchmark.step}
 * @param parameters by name
 * @param time mean time of a call, in the benchmark's unit
 * @param error half of the time's 99.9 % confidence interval; NaN where there were too few iterations to tell
 * @param allocated bytes allocated by a call
 */
record Measurement(String benchmark, Map<String, String> parameters, double time, double error, double allocated) {
    /** The gc profiler's name for bytes allocated by a call. */
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    /** With fewer iterations the interval is many times wider than what was measured, and says nothing. */
    private static final int LEAST_FOR_ERROR = 5;

    /** What a table says where there is no measurement. */
    private static final String NOTHING = "-";

    static Measurement of(RunResult result) {
        BenchmarkParams params = result.getParams();
        Map<String, String> parameters = new HashMap<>();
        for (String key : params.getParamsKeys()) {
            parameters.put(key, params.getParam(key));
        }
        Result<?> time = result.getPrimaryResult();
        @Nullable Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
        return new Measurement(
                shortName(params.getBenchmark()),
                parameters,
                time.getScore(),
                time.getSampleCount() < LEAST_FOR_ERROR ? Double.NaN : time.getScoreError(),
                allocation == null ? Double.NaN : allocation.getScore());
    }

    /** Class and method of a benchmark's full name. */
    static String shortName(String benchmark) {
        return benchmark.substring(benchmark.lastIndexOf('.', benchmark.lastIndexOf('.') - 1) + 1);
    }

    /** Time and error for a table. */
    static String timeCell(@Nullable Measurement measurement) {
        if (measurement == null) {
            return NOTHING;
        }
        String time = Figures.significant(measurement.time);
        return Double.isNaN(measurement.error) ? time : time + " ± " + Figures.significant(measurement.error);
    }

    /** Bytes allocated for a table. */
    static String allocatedCell(@Nullable Measurement measurement) {
        return measurement == null || Double.isNaN(measurement.allocated)
                ? NOTHING
                : Figures.fixed(measurement.allocated, 1);
    }

    /** How many times as fast the second is as the first, for a table. */
    static String speedUpCell(@Nullable Measurement slow, @Nullable Measurement fast) {
        return slow == null || fast == null ? NOTHING : Figures.significant(slow.time / fast.time) + "x";
    }
}
