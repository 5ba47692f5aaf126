package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.ChartLook;
import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.report.ReportOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;

/**
 * Lets steps arrive at fixed rates, in fresh processes, and leaves their latencies as {@code latency.md}, {@code latency.csv}
 * and charts in {@code bench/target/results}: alone, beside a thread that allocates and beside one that evicts the caches, of
 * Lanewise, ONNX Runtime and C by hand, and of Lanewise with flags of the JVM.
 *
 * <pre>{@code
 * ./mvnw -q -Platency                                             everything, under 15 minutes
 * ./mvnw -q -Platency -Dbench.args="--output bench/results"       the same, for the page of the repository
 * ./mvnw -q -Platency -Dbench.args="--quick"                      for a first look, some 5 minutes
 * ./mvnw -q -Platency -Dbench.args="--include 40x64-48kHz"        some loads; flags-.* is the flags of the JVM
 * }</pre>
 *
 * <p>Exit code 0 success, also where a rate is not sustained; 1 an answer of Lanewise was wrong, a process failed or the
 * results could not be written; 2 wrong usage.
 */
public final class LatencyReport {
    private LatencyReport() {}

    /**
     * Runs.
     *
     * @param args see the class
     */
    public static void main(String[] args) {
        System.exit(run(System.getProperty("java.class.path"), args));
    }

    static int run(String classPath, String... args) {
        ReportOptions options;
        try {
            options = ReportOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("latency: " + e.getMessage());
            System.err.println(ReportOptions.USAGE);
            return 2;
        }
        try {
            List<String> engines = LatencyRun.engines();
            List<Job> jobs = Job.all(engines, options.quick(), options.include());
            if (jobs.isEmpty()) {
                throw new IllegalStateException("--include: expected a regular expression that finds one of "
                        + Job.all(engines, true, "").stream().map(Job::name).toList() + ", found '" + options.include()
                        + "'");
            }
            return write(LatencyRun.of(jobs, options.quick(), classPath), options.output());
        } catch (IOException | IllegalStateException e) {
            System.err.println("latency: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("latency: interrupted");
            return 1;
        }
    }

    /** Returns the exit code. */
    static int write(List<LatencyFinding> findings, Path directory) throws IOException {
        Files.createDirectories(directory);
        Conditions conditions = Conditions.here(noise(findings));
        List<Path> written =
                new ArrayList<>(List.of(directory.resolve("latency.md"), directory.resolve("latency.csv")));
        Files.writeString(written.get(0), LatencyPage.of(findings, conditions));
        Files.writeString(written.get(1), LatencyPage.toCsv(findings));
        for (int rate : Load.RATES) {
            Optional<JFreeChart> chart = LatencyChart.of(LatencyPage.ofRate(findings, rate));
            if (chart.isPresent()) {
                Path file = directory.resolve(LatencyChart.file(rate));
                ChartLook.save(chart.get(), file);
                written.add(file);
            }
        }
        System.out.println();
        System.out.print(Files.readString(written.getFirst()));
        System.out.println("\nWritten: " + written.stream().map(Path::toString).collect(Collectors.joining(", ")));
        conditions.warnings().forEach(System.out::println);
        List<LatencyFinding> wrong =
                findings.stream().filter(LatencyFinding::isWrong).toList();
        for (LatencyFinding finding : wrong) {
            if (finding.isOurs()) {
                System.err.println("latency: error: " + finding.problem());
            } else {
                System.out.println("Wrong answer, not timed: " + finding.problem());
            }
        }
        return wrong.stream().anyMatch(LatencyFinding::isOurs) ? 1 : 0;
    }

    private static Map<String, Double> noise(List<LatencyFinding> findings) {
        Map<String, Double> noise = new LinkedHashMap<>();
        for (LatencyFinding finding : findings) {
            if (finding.outcome() != null) {
                noise.put(
                        finding.load().name() + ", " + finding.engine() + ", process " + (noise.size() + 1),
                        finding.noise());
            }
        }
        return noise;
    }
}
