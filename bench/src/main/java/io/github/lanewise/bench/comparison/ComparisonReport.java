package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.report.ReportOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the engine and the engines that people use now in turns, and leaves what it found as {@code comparison.md},
 * {@code comparison.csv} and charts in {@code bench/results}.
 *
 * <pre>{@code
 * ./mvnw -q -Pcompare                                             everything, about 10 minutes
 * ./mvnw -q -Pcompare -Dbench.args="--quick"                      for a first look, about 3 minutes
 * ./mvnw -q -Pcompare -Dbench.args="--include step-.*"            some workloads
 * ./mvnw -q -Pcompare -Dsilero=silero_vad.onnx                    with a chunk of sound through Silero VAD
 * }</pre>
 *
 * <p>Exit code 0 success, 1 outputs disagree, a measurement failed or the results could not be written, 2 wrong usage.
 */
public final class ComparisonReport {
    private ComparisonReport() {}

    /**
     * Runs the comparison.
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
            System.err.println("comparison: " + e.getMessage());
            System.err.println(ReportOptions.USAGE);
            return 2;
        }
        try {
            Pattern include = Pattern.compile(options.include());
            List<String> workloads = Workloads.names().stream()
                    .filter(name -> include.matcher(name).find())
                    .toList();
            write(ComparisonRun.of(workloads, options.quick()), options.output());
            return 0;
        } catch (IOException | IllegalStateException e) {
            System.err.println("comparison: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("comparison: interrupted");
            return 1;
        }
    }

    private static void write(Findings findings, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path page = directory.resolve("comparison.md");
        Files.writeString(directory.resolve("comparison.csv"), findings.toCsv());
        List<Path> charts = Charts.write(findings, directory);
        Files.writeString(page, ComparisonPage.of(findings));
        System.out.println();
        System.out.print(Files.readString(page));
        System.out.println("\nWritten: "
                + String.join(
                        ", ",
                        Stream.concat(Stream.of(page, directory.resolve("comparison.csv")), charts.stream())
                                .map(Path::toString)
                                .toList()));
    }
}
