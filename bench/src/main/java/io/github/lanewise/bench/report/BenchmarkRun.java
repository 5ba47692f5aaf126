package io.github.lanewise.bench.report;

import io.github.lanewise.bench.VectorJvm;
import io.github.lanewise.bench.jmh.ForkedBenchmark;
import java.util.Collection;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks through JMH, which starts JVMs of their own for them. */
final class BenchmarkRun {
    private BenchmarkRun() {}

    /**
     * Runs what the options ask for.
     *
     * @param progress hears what JMH says
     * @return one result a benchmark and set of parameters, with the bytes allocated by a call
     * @throws RunnerException if a benchmark failed, for instance because implementations disagree, or none was found
     */
    static Collection<RunResult> run(ReportOptions options, OutputFormat progress) throws RunnerException {
        ChainedOptionsBuilder jmh = new OptionsBuilder()
                .include("^" + Pattern.quote(ForkedBenchmark.class.getPackageName()) + ".*(" + options.include() + ")")
                .addProfiler(GCProfiler.class)
                .jvmArgs(VectorJvm.FLAGS.toArray(String[]::new))
                .shouldFailOnError(true);
        if (options.quick()) {
            jmh.forks(1)
                    .warmupIterations(4)
                    .warmupTime(TimeValue.milliseconds(500))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.milliseconds(150));
        }
        return new Runner(jmh.build(), progress).run();
    }
}
