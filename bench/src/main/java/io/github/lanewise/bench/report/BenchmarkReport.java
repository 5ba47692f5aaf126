package io.github.lanewise.bench.report;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmarks and leaves what they found as {@code results.json} and {@code results.md} in
 * {@code bench/target/results}.
 *
 * <pre>{@code
 * ./mvnw -q -Pbench                                              all of them, about 25 minutes
 * ./mvnw -q -Pbench -Dbench.args="--output bench/results"        the same, for the pages of the repository
 * ./mvnw -q -Pbench -Dbench.args="--quick"                       for a first look, about 8 minutes
 * ./mvnw -q -Pbench -Dbench.args="--include StepBenchmark"       some of them
 * }</pre>
 *
 * <p>Exit code 0 success, 1 a benchmark failed or the results could not be written, 2 wrong usage.
 */
public final class BenchmarkReport {
    private BenchmarkReport() {}

    /**
     * Runs the benchmarks.
     *
     * @param args see the class
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        ReportOptions options;
        try {
            options = ReportOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage());
            System.err.println(ReportOptions.USAGE);
            return 2;
        }
        BenchmarkProgress progress = new BenchmarkProgress(System.out);
        try {
            Map<String, Double> noise = new LinkedHashMap<>();
            noise.put("before the benchmarks", Noise.measure());
            Collection<RunResult> results = BenchmarkRun.run(options, progress);
            noise.put("after the benchmarks", Noise.measure());
            write(results, Conditions.here(noise), options.output());
            return 0;
        } catch (NoBenchmarksException e) {
            System.err.println(
                    "benchmarks: --include: expected a regular expression that finds a benchmark's name, found '"
                            + options.include() + "'");
            return 1;
        } catch (RunnerException e) {
            progress.messages().forEach(System.err::println);
            System.err.println("benchmarks: " + rootMessage(e));
            return 1;
        } catch (IOException e) {
            System.err.println("benchmarks: the results cannot be written: " + e);
            return 1;
        }
    }

    private static void write(Collection<RunResult> results, Conditions conditions, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path markdown = directory.resolve("results.md");
        Files.writeString(directory.resolve("results.json"), JsonReport.of(results));
        Files.writeString(markdown, MarkdownReport.of(results, Baseline.read(), conditions));
        System.out.println();
        System.out.print(Files.readString(markdown));
        System.out.println("\nWritten to " + markdown + " and results.json beside it.");
        conditions.warnings().forEach(System.out::println);
    }

    /** JMH wraps what a benchmark threw in exceptions of its own; those of a fork hang on as suppressed ones. */
    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        Throwable[] inFork = root.getSuppressed();
        return inFork.length == 0 ? String.valueOf(root.getMessage()) : rootMessage(inFork[0]);
    }
}
