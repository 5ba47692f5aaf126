package io.github.lanewise.bench.company;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What company costs, as a Markdown page. */
final class CompanyPage {
    /** The chart's file, beside the page's. */
    static final String CHART = "company.png";

    private CompanyPage() {}

    /**
     * The page.
     *
     * @param companies all that there are in this build, alone first
     */
    static String of(List<ProcessFinding> findings, List<Company> companies, Conditions conditions) {
        List<RowSummary> rows = RowSummary.of(findings);
        List<String> parts = new ArrayList<>();
        parts.add("# Steps in processes that do something else too\n\n" + circumstances(rows, companies, conditions));
        String wrong = wrong(rows);
        if (!wrong.isEmpty()) {
            parts.add(
                    "## Wrong answers\n\nWhere outputs had other bits than the scalar backend's, nothing was timed.\n\n"
                            + wrong);
        }
        parts.add("## What was kept\n\n" + kept(rows, companies));
        parts.add(
                """
                ## Times

                Of each process the median at its peak, µs a call: a step, or %d steps of a batch of 32 sequences. In the
                table their median over all processes, the least and the most; then that median and the slowest process
                over the median alone; then seconds from the first step to the peak, the median and the most. Weights are in
                float32 unless a workload's name ends in another precision.

                A core may be shared: its other hardware thread may belong to somebody else. So a fixed loop that keeps the core
                busy is timed between the windows. Where it took more than %s times its least in all processes, the process had no
                core of its own. The last columns are of the others: how many they are, their median over the median of those
                alone, and the slowest. Met: at most %s for the median and %s for the slowest.

                """.formatted(Row.BATCH_STEPS, RowSummary.FREE_LIMIT, RowSummary.MEDIAN_LIMIT, RowSummary.SLOWEST_LIMIT)
                        + times(rows).toMarkdown());
        parts.add("![Each process over the median alone](" + CHART + ")\n");
        return String.join("\n", parts);
    }

    private static String circumstances(List<RowSummary> rows, List<Company> companies, Conditions conditions) {
        List<String> lines = new ArrayList<>(List.of(
                "- Machine: " + Machine.processor() + "; the engine computes with " + Machine.lanes(),
                "- System: " + Machine.operatingSystem(),
                "- JDK: " + Machine.java(),
                "- Date: " + LocalDate.now(ZoneOffset.UTC),
                "- Method: fresh processes, " + processes(rows) + " a row, one at a time. Each keeps its company, then"
                        + " runs the workload until windows of 50 ms no longer get faster and the JIT compiler rests, but no longer"
                        + " than " + (int) Windows.LONGEST_WARM_UP + " s, then measures for 0.6 s. Processes"
                        + " with each company and alone take turns. Threads are not pinned to cores",
                "- Outputs were compared with the scalar backend's, bit for bit, before anything was timed and again"
                        + " afterwards"));
        conditions.lines().forEach(line -> lines.add("- " + line));
        if (companies.stream().noneMatch(company -> company.name().equals("lucene"))) {
            lines.add("- Not measured: lucene, because this was compiled without the profile company");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String processes(List<RowSummary> rows) {
        return rows.stream()
                .map(row -> row.processes() + row.wrong().size())
                .distinct()
                .sorted()
                .map(count -> Integer.toString(count))
                .collect(Collectors.joining(" or "));
    }

    private static String wrong(List<RowSummary> rows) {
        return rows.stream()
                .flatMap(row -> row.wrong().stream())
                .map(message -> "- " + message + "\n")
                .collect(Collectors.joining());
    }

    private static String kept(List<RowSummary> rows, List<Company> companies) {
        return companies.stream()
                .filter(company ->
                        rows.stream().anyMatch(row -> row.row().company().equals(company.name())))
                .map(company -> "- " + company.name() + ": " + company.description() + "\n")
                .collect(Collectors.joining());
    }

    private static Table times(List<RowSummary> rows) {
        Table table = new Table(
                "workload",
                "company",
                "median, µs",
                "least to most",
                "to alone",
                "slowest to alone",
                "s to peak",
                "most s to peak",
                "own core",
                "to alone",
                "slowest to alone",
                "verdict");
        for (RowSummary row : rows) {
            table.row(
                    row.row().workload(),
                    row.row().company(),
                    figure(row.median()),
                    figure(row.least()) + " to " + figure(row.most()),
                    figure(row.toAlone()),
                    figure(row.slowestToAlone()),
                    figure(row.seconds()),
                    figure(row.mostSeconds()),
                    Integer.toString(row.free()),
                    figure(row.freeToAlone()),
                    figure(row.freeSlowestToAlone()),
                    row.verdict());
        }
        return table;
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "-" : Figures.significant(value);
    }

    /** One line per process. */
    static String toCsv(List<ProcessFinding> findings) {
        return findings.stream()
                .map(finding -> finding.wrong() != null
                        ? "%s,%s,,,,,wrong%n"
                                .formatted(
                                        finding.row().workload(), finding.row().company())
                        : String.format(
                                Locale.ROOT,
                                "%s,%s,%.4f,%.3f,%.4f,%.1f,%n",
                                finding.row().workload(),
                                finding.row().company(),
                                finding.micros(),
                                finding.seconds(),
                                finding.noise(),
                                finding.busyMicros()))
                .collect(Collectors.joining("", "workload,company,p50_us,seconds_to_peak,noise,busy_us,wrong\n", ""));
    }
}
