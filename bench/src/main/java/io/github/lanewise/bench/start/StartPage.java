package io.github.lanewise.bench.start;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.company.Windows;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What happens from the start of a JVM to its peak, as a Markdown page. */
final class StartPage {
    /** Numbers of steps that have a column. */
    private static final List<Long> STEPS = List.of(10L, 100L, 1_000L, 10_000L, 100_000L);

    private static final String NONE = "-";

    private StartPage() {}

    /**
     * The page.
     *
     * @param chosen whether the processes were kept on their cores
     */
    static String of(List<StartFinding> findings, Conditions conditions, boolean chosen) {
        List<StartSummary> rows = StartSummary.of(findings);
        List<String> parts = new ArrayList<>();
        parts.add("# From the start of the JVM to the peak\n\n" + circumstances(rows, conditions, chosen));
        String wrong = wrong(rows);
        if (!wrong.isEmpty()) {
            parts.add("## Wrong answers\n\nWhere outputs were wrong, no times are told.\n\n" + wrong);
        }
        for (int cores : StartRow.CORES) {
            List<StartSummary> own =
                    rows.stream().filter(row -> row.row().cores() == cores).toList();
            if (!own.isEmpty()) {
                parts.add(section(own, cores, findings, chosen));
            }
        }
        return String.join("\n", parts);
    }

    private static String circumstances(List<StartSummary> rows, Conditions conditions, boolean chosen) {
        List<String> lines = new ArrayList<>(List.of(
                "- Machine: " + Machine.processor() + "; the engine computes with " + Machine.lanes(),
                "- System: " + Machine.operatingSystem(),
                "- JDK: " + Machine.java(),
                "- Date: " + LocalDate.now(ZoneOffset.UTC),
                "- Method: steps of one stream, one LSTM layer, in fresh processes, " + processes(rows)
                        + " a row, one at a time; the engines of a shape take turns. "
                        + (chosen
                                ? "taskset keeps a process on its cores"
                                : "Processes were not kept on their cores, because there is no taskset here"),
                "- Time counts from just before the process is started; in company from the end of what the company did."
                        + " Each process makes random weights and prepares the engine's model. ONNX Runtime reads the same"
                        + " weights from a file besides",
                "- Figures are medians over the processes. Each step is timed by itself; one reading of the clock, some"
                        + " 25 ns, is in it",
                "- The step at 10 is the median of the steps 10 to 19; at 100, of 100 to 199; behind that, of as many as "
                        + Figures.count(StepTimes.SAMPLES) + " steps from that one on",
                "- The worst later step is the longest behind the first one in each process; of the process for which it"
                        + " is the median, its number and its time are told. Other processes of the machine interrupt"
                        + " steps too",
                "- The peak is there with the first window of 50 ms whose median is within 1.1 of the final one. A"
                        + " process runs until windows no longer get faster, its other threads rest and no warming waits, but no longer than "
                        + (int) Windows.LONGEST_WARM_UP + " s",
                "- Outputs of the first 50 steps, and of 50 steps after the peak, were compared with the scalar"
                        + " backend's, bit for bit, and with a textbook LSTM's in double precision; other engines' with the"
                        + " latter only. Nothing can be compared before the first step of a process, so this is done at"
                        + " its end"));
        conditions.lines().forEach(line -> lines.add("- " + line));
        rows.stream()
                .flatMap(row -> row.problems().stream())
                .filter(finding -> !finding.isWrong())
                .map(finding -> "- Not measured: " + finding.name() + ", because " + finding.problem())
                .distinct()
                .forEach(lines::add);
        if (rows.stream().allMatch(row -> row.row().isOurs())) {
            lines.add("- Not measured: other engines, because none is on the class path or asked for");
        }
        return String.join("\n", lines) + "\n";
    }

    private static String processes(List<StartSummary> rows) {
        return rows.stream()
                .map(StartSummary::processes)
                .filter(count -> count > 0)
                .distinct()
                .sorted()
                .map(count -> Integer.toString(count))
                .collect(Collectors.joining(" or "));
    }

    private static String wrong(List<StartSummary> rows) {
        return rows.stream()
                .flatMap(row -> row.problems().stream())
                .filter(StartFinding::isWrong)
                .map(finding -> "- " + finding.row().name() + ": " + finding.problem() + "\n")
                .distinct()
                .collect(Collectors.joining());
    }

    private static String section(List<StartSummary> rows, int cores, List<StartFinding> findings, boolean chosen) {
        StringBuilder text = new StringBuilder("## " + (cores == 1 ? "One core" : "Two cores") + "\n\n");
        text.append(times(rows, chosen).toMarkdown());
        Table verdicts = verdicts(StartVerdict.of(rows));
        if (!verdicts.isEmpty()) {
            text.append("""

                    Lanewise chooses the backend; beside the scalar backend in the same place. Steps are compared range by
                    range of their numbers, 2 to 4, 5 to 9, 10 to 19, 20 to 49 and so on, as far as all processes of both
                    came: the worst step of the one, the median over its processes, over that of the other. In the table the
                    range where that ratio is largest. The medians of the ranges likewise; they have no target. Met: at most
                    %s for the first output, %s for the worst step and %s s to the peak.

                    """.formatted(StartVerdict.OUTPUT_LIMIT, (int) StartVerdict.STEP_LIMIT, (int)
                    StartVerdict.peakLimit(cores)));
            text.append(verdicts.toMarkdown());
        }
        for (String shape : StartRow.SHAPES) {
            if (StartChart.of(findings, shape, cores).isPresent()) {
                text.append("\n![Steps of a layer ")
                        .append(shape)
                        .append("](")
                        .append(StartChart.file(shape, cores))
                        .append(")\n");
            }
        }
        return text.toString();
    }

    private static Table times(List<StartSummary> rows, boolean chosen) {
        List<String> header = new ArrayList<>(List.of(
                "input x hidden",
                "company",
                "engine",
                "ms to main",
                "ms to first output",
                "of them engine's",
                "worst later step, ms",
                "its number",
                "its time, s"));
        STEPS.forEach(step -> header.add("step at " + Figures.count(step) + ", µs"));
        header.addAll(List.of("peak, µs", "s to peak", "most s to peak", "s to step 100,000", "remark"));
        Table table = new Table(header.toArray(String[]::new));
        for (StartSummary row : rows) {
            List<String> cells =
                    new ArrayList<>(List.of(row.row().shape(), row.row().company(), row.name()));
            cells.addAll(figures(row));
            while (cells.size() < header.size() - 1) {
                cells.add(NONE);
            }
            cells.add(remark(row, chosen));
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static List<String> figures(StartSummary row) {
        StartFinding.Times times = row.times();
        StepRange worst = row.worst();
        if (times == null || worst == null) {
            return List.of();
        }
        List<String> cells = new ArrayList<>(List.of(
                figure(1e3 * times.main()),
                figure(1e3 * times.output()),
                figure(1e3 * times.prepare()),
                figure(worst.worst() / 1e3),
                Figures.count(worst.worstStep()),
                figure(worst.worstSecond())));
        STEPS.forEach(step ->
                cells.add(row.range(step).map(range -> figure(range.median())).orElse(NONE)));
        cells.addAll(List.of(
                figure(times.peakMicros()), figure(times.peak()), figure(row.mostPeak()), figure(times.total())));
        return cells;
    }

    private static String remark(StartSummary row, boolean chosen) {
        if (!row.problems().isEmpty()) {
            return row.problems().stream().anyMatch(StartFinding::isWrong) ? "wrong answer" : "not measured";
        }
        return chosen ? "" : "not kept on its cores";
    }

    private static Table verdicts(List<StartVerdict> verdicts) {
        Table table = new Table(
                "input x hidden",
                "company",
                "first output",
                "worst step",
                "in steps",
                "median step",
                "in steps",
                "s to peak",
                "verdict");
        for (StartVerdict verdict : verdicts) {
            table.row(
                    verdict.auto().shape(),
                    verdict.auto().company(),
                    figure(verdict.output()),
                    figure(verdict.worst()),
                    StepRange.name(verdict.worstRange()),
                    figure(verdict.median()),
                    StepRange.name(verdict.medianRange()),
                    figure(verdict.peak()),
                    verdict.text());
        }
        return table;
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? NONE : Figures.significant(value);
    }

    /** One line for each range of each process. */
    static String toCsv(List<StartFinding> findings) {
        StringBuilder csv = new StringBuilder("shape,company,engine,cores,process,main_s,first_output_s,engine_s,"
                + "peak_s,total_s,peak_us,noise,first_step,median_us,worst_us,worst_step,worst_s,problem\n");
        int process = 0;
        for (StartFinding finding : findings) {
            String who = "%s,%s,\"%s\",%d,%d,"
                    .formatted(
                            finding.row().shape(),
                            finding.row().company(),
                            finding.name(),
                            finding.row().cores(),
                            ++process);
            StartFinding.Times times = finding.times();
            if (times == null) {
                csv.append(who)
                        .append(",".repeat(12))
                        .append(finding.isWrong() ? "wrong" : "absent")
                        .append('\n');
                continue;
            }
            String whole = times.cells().stream()
                    .map(cell -> String.format(Locale.ROOT, "%.6f,", Double.parseDouble(cell)))
                    .collect(Collectors.joining());
            for (StepRange range : finding.ranges()) {
                csv.append(who)
                        .append(whole)
                        .append(String.format(
                                Locale.ROOT,
                                "%d,%.3f,%.3f,%d,%.6f,%n",
                                range.first(),
                                range.median(),
                                range.worst(),
                                range.worstStep(),
                                range.worstSecond()));
            }
        }
        return csv.toString();
    }
}
