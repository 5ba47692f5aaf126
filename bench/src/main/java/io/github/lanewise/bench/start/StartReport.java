package io.github.lanewise.bench.start;

import io.github.lanewise.bench.ChartLook;
import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.company.Companies;
import io.github.lanewise.bench.company.Company;
import io.github.lanewise.bench.comparison.Lookup;
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
 * Starts processes that take steps from their first one to their peak, on two cores and on one, and leaves what they took as
 * {@code start.md}, {@code start.csv} and charts in {@code bench/target/results}: Lanewise's backends, ONNX Runtime and PyTorch
 * through DJL, and Lanewise in processes that have kept some company first.
 *
 * <pre>{@code
 * ./mvnw -q -Pstart                                              everything, 40 minutes or so
 * ./mvnw -q -Pstart -Dbench.args="--output bench/results"        the same, for the page of the repository
 * ./mvnw -q -Pstart -Dbench.args="--quick"                       for a first look, 2 processes a row
 * ./mvnw -q -Pstart -Dbench.args="--processes 20 --include 5x8-alone-.*-1-core"   some rows, more processes
 * }</pre>
 *
 * <p>Exit code 0 success, whether or not the targets are met; 1 an answer of Lanewise was wrong, a process failed or the results
 * could not be written; 2 wrong usage.
 */
public final class StartReport {
    private StartReport() {}

    /**
     * Runs.
     *
     * @param args see the class
     */
    public static void main(String[] args) {
        System.exit(run(System.getProperty("java.class.path"), args));
    }

    static int run(String classPath, String... args) {
        StartOptions options;
        try {
            options = StartOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("start: " + e.getMessage());
            System.err.println(StartOptions.USAGE);
            return 2;
        }
        try {
            List<String> others = Lookup.otherEngines();
            List<String> companies = Companies.all().stream().map(Company::name).toList();
            List<StartRow> rows = StartRow.find(options.report().include(), others, companies);
            if (rows.isEmpty()) {
                throw new IllegalStateException("--include: expected a regular expression that finds one of "
                        + StartRow.find("", others, companies).stream()
                                .map(StartRow::name)
                                .toList()
                        + ", found '" + options.report().include() + "'");
            }
            return write(
                    StartRun.of(rows, options.processes(), classPath),
                    Cores.canBeChosen(),
                    options.report().output());
        } catch (IOException | IllegalStateException e) {
            System.err.println("start: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.err.println("start: interrupted");
            return 1;
        }
    }

    /**
     * Writes the page, the figures and the charts.
     *
     * @param chosen whether the processes were kept on their cores
     * @return the exit code
     */
    static int write(List<StartFinding> findings, boolean chosen, Path directory) throws IOException {
        Files.createDirectories(directory);
        Conditions conditions = Conditions.here(noise(findings));
        List<Path> written = new ArrayList<>(List.of(directory.resolve("start.md"), directory.resolve("start.csv")));
        Files.writeString(written.get(0), StartPage.of(findings, conditions, chosen));
        Files.writeString(written.get(1), StartPage.toCsv(findings));
        for (int cores : StartRow.CORES) {
            for (String shape : StartRow.SHAPES) {
                Optional<JFreeChart> chart = StartChart.of(findings, shape, cores);
                if (chart.isPresent()) {
                    Path file = directory.resolve(StartChart.file(shape, cores));
                    ChartLook.save(chart.get(), file);
                    written.add(file);
                }
            }
        }
        System.out.println();
        System.out.print(Files.readString(written.getFirst()));
        System.out.println("\nWritten: " + written.stream().map(Path::toString).collect(Collectors.joining(", ")));
        conditions.warnings().forEach(System.out::println);
        boolean oursIsWrong = false;
        for (StartFinding finding : findings) {
            if (finding.isWrong() && finding.row().isOurs()) {
                oursIsWrong = true;
                System.err.println("start: error: " + finding.row().name() + ": " + finding.problem());
            } else if (finding.isWrong()) {
                System.out.println("Wrong answer, not told: " + finding.row().name() + ": " + finding.problem());
            }
        }
        return oursIsWrong ? 1 : 0;
    }

    private static Map<String, Double> noise(List<StartFinding> findings) {
        Map<String, Double> noise = new LinkedHashMap<>();
        for (StartFinding finding : findings) {
            StartFinding.Times times = finding.times();
            if (times != null) {
                noise.put(finding.row().name() + ", process " + (noise.size() + 1), times.noise());
            }
        }
        return noise;
    }
}
