package io.github.lanewise.bench.company;

import io.github.lanewise.bench.ChartLook;
import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.report.ReportOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jfree.chart.JFreeChart;

/**
 * Runs the engine's steps in fresh processes, each of which has kept some company first, and leaves what it found as {@code
 * company.md}, {@code company.csv} and a chart in {@code bench/target/results}, anew after each workload.
 *
 * <pre>{@code
 * ./mvnw -q -Pcompany                                             everything, 20 processes a row
 * ./mvnw -q -Pcompany -Dbench.args="--output bench/results"       the same, for the page of the repository
 * ./mvnw -q -Pcompany -Dbench.args="--quick"                      for a first look, 5 processes a row
 * ./mvnw -q -Pcompany -Dbench.args="--include step-.*-lucene"     some rows, with those alone
 * ./mvnw -q -Pcompany -Dbench.args="--include bf16|int"           rows with weights of less than 32 bits
 * }</pre>
 *
 * <p>Exit code 0 success, whether or not the targets are met; 1 an answer was wrong, a process failed or the results could
 * not be written; 2 wrong usage.
 */
public final class CompanyReport {
    private static final int PROCESSES = 20;
    private static final int QUICK_PROCESSES = 5;

    private CompanyReport() {}

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
            System.err.println("company: " + e.getMessage());
            System.err.println(ReportOptions.USAGE);
            return 2;
        }
        try {
            List<Company> companies = Companies.all();
            List<Row> rows = Row.find(options.include(), companies);
            if (rows.isEmpty()) {
                throw new IllegalStateException("--include: expected a regular expression that finds one of "
                        + Row.find("", companies).stream().map(Row::name).toList() + ", found '" + options.include()
                        + "'");
            }
            List<ProcessFinding> findings = CompanyRun.of(
                    rows,
                    options.quick() ? QUICK_PROCESSES : PROCESSES,
                    classPath,
                    soFar -> save(soFar, companies, options.output()));
            return write(findings, companies, options.output());
        } catch (IOException | IllegalStateException e) {
            System.err.println("company: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("company: interrupted");
            return 1;
        }
    }

    /** Saves the results and prints the page; returns the exit code. */
    static int write(List<ProcessFinding> findings, List<Company> companies, Path directory) throws IOException {
        List<Path> files = save(findings, companies, directory);
        System.out.println();
        System.out.print(Files.readString(files.getFirst()));
        System.out.println("\nWritten: " + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
        Conditions.here(noise(findings)).warnings().forEach(System.out::println);
        List<String> wrong = RowSummary.of(findings).stream()
                .flatMap(row -> row.wrong().stream())
                .toList();
        wrong.forEach(message -> System.err.println("company: error: " + message));
        return wrong.isEmpty() ? 0 : 1;
    }

    /** Returns the files, the page first. */
    private static List<Path> save(List<ProcessFinding> findings, List<Company> companies, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Path page = directory.resolve("company.md");
        Path csv = directory.resolve("company.csv");
        Files.writeString(page, CompanyPage.of(findings, companies, Conditions.here(noise(findings))));
        Files.writeString(csv, CompanyPage.toCsv(findings));
        Optional<JFreeChart> chart = CompanyChart.of(findings);
        if (chart.isEmpty()) {
            return List.of(page, csv);
        }
        Path picture = directory.resolve(CompanyPage.CHART);
        ChartLook.save(chart.get(), picture);
        return List.of(page, csv, picture);
    }

    private static Map<String, Double> noise(List<ProcessFinding> findings) {
        Map<String, Double> noise = new LinkedHashMap<>();
        for (ProcessFinding finding : findings) {
            if (finding.wrong() == null) {
                noise.put(finding.row().name() + ", process " + (noise.size() + 1), finding.noise());
            }
        }
        return noise;
    }
}
