package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.report.ReportOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs the engine and the engines that people use now in turns, and leaves what it found as {@code comparison.md},
 * {@code comparison.csv} and charts in {@code bench/target/results}. A contender whose answers are wrong is listed with them
 * and not timed there.
 *
 * <pre>{@code
 * ./mvnw -q -Pcompare                                             everything, about 17 minutes
 * ./mvnw -q -Pcompare -Dbench.args="--output bench/results"       the same, for the pages of the repository
 * ./mvnw -q -Pcompare -Dbench.args="--quick"                      for a first look, about 6 minutes
 * ./mvnw -q -Pcompare -Dbench.args="--include step-.*"            some workloads
 * ./mvnw -q -Pcompare -Dbench.args="--include precisions-"        weights in each precision, 7 minutes
 * ./mvnw -q -Pcompare -Dsilero=silero_vad.onnx                    with a chunk of sound through Silero VAD
 * }</pre>
 *
 * <p>Exit code 0 success, also where others' answers are wrong; 1 the engine's are, a measurement failed or the results could
 * not be written; 2 wrong usage.
 */
public final class ComparisonReport {
    private ComparisonReport() {}

    /**
     * Runs the comparison.
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
            System.err.println("comparison: " + e.getMessage());
            System.err.println(ReportOptions.USAGE);
            return 2;
        }
        try {
            List<String> workloads = workloads(options.include());
            if (workloads.isEmpty()) {
                throw new IllegalStateException("--include: expected a regular expression that finds one of "
                        + Workloads.names() + ", found '" + options.include() + "'");
            }
            Findings findings = ComparisonRun.of(workloads, options.quick(), classPath);
            write(findings, options.output());
            return findings.wrong().stream().anyMatch(WrongAnswer::ours) ? 1 : 0;
        } catch (IOException | IllegalStateException e) {
            System.err.println("comparison: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("comparison: interrupted");
            return 1;
        }
    }

    /** On one processor a second thread would only take turns with the first. */
    private static List<String> workloads(String include) {
        Pattern pattern = Pattern.compile(include);
        boolean oneProcessor = Runtime.getRuntime().availableProcessors() == 1;
        return Workloads.names().stream()
                .filter(name -> pattern.matcher(name).find())
                .filter(name -> !oneProcessor || !name.startsWith(Workloads.ON_TWO_CORES))
                .toList();
    }

    private static void write(Findings findings, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path page = directory.resolve("comparison.md");
        Conditions conditions = Conditions.here(findings.noise());
        Files.writeString(directory.resolve("comparison.csv"), findings.toCsv());
        List<Path> charts = Charts.write(findings, directory);
        Files.writeString(page, ComparisonPage.of(findings, conditions));
        System.out.println();
        System.out.print(Files.readString(page));
        System.out.println("\nWritten: "
                + String.join(
                        ", ",
                        Stream.concat(Stream.of(page, directory.resolve("comparison.csv")), charts.stream())
                                .map(Path::toString)
                                .toList()));
        conditions.warnings().forEach(System.out::println);
        for (WrongAnswer wrong : findings.wrong()) {
            PrintStream out = wrong.ours() ? System.err : System.out;
            out.println((wrong.ours() ? "comparison: error: " : "Wrong answer, not timed: ") + wrong.describe());
        }
    }
}
