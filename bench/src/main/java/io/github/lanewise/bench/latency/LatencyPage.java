package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.Tail;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Latencies as a Markdown page. */
final class LatencyPage {
    private LatencyPage() {}

    /** The page. Parts of which nothing was measured are left out. */
    static String of(List<LatencyFinding> findings, Conditions conditions) {
        List<String> parts = new ArrayList<>();
        parts.add("# Latency of single steps that arrive at a fixed rate\n\n" + circumstances(findings, conditions));
        String wrong = findings.stream()
                .filter(LatencyFinding::isWrong)
                .map(finding -> "- " + finding.problem() + "\n")
                .distinct()
                .collect(Collectors.joining());
        if (!wrong.isEmpty()) {
            parts.add("## Wrong answers\n\nWhere outputs were wrong, no latency is told.\n\n" + wrong);
        }
        for (int rate : Load.RATES) {
            List<LatencyFinding> own = ofRate(findings, rate);
            if (!own.isEmpty()) {
                parts.add("## " + Figures.count(rate) + " arrivals a second, " + Figures.significant(1e6 / rate)
                        + " µs apart\n\n" + rows(own).toMarkdown());
                if (LatencyChart.of(own).isPresent()) {
                    parts.add("![Percentiles of the latency](" + LatencyChart.file(rate) + ")\n");
                }
            }
        }
        String flags = flags(findings);
        if (!flags.isEmpty()) {
            parts.add(flags);
        }
        return String.join("\n", parts);
    }

    /** Those of a rate, apart from the comparison of flags. */
    static List<LatencyFinding> ofRate(List<LatencyFinding> findings, int rate) {
        return findings.stream()
                .filter(finding -> finding.flags().isEmpty() && finding.load().perSecond() == rate)
                .toList();
    }

    private static String circumstances(List<LatencyFinding> findings, Conditions conditions) {
        List<String> lines = new ArrayList<>(List.of(
                "- Machine: " + Machine.processor() + "; the engine computes with " + Machine.lanes(),
                "- System: " + Machine.operatingSystem(),
                "- JDK: " + Machine.java(),
                "- Date: " + LocalDate.now(ZoneOffset.UTC),
                "- Method: steps of one stream, one LSTM layer, in a fresh process for each row; engines take turns. Calls"
                        + " arrive at a fixed rate whether or not the call before has ended (open loop). Latency counts"
                        + " from the intended arrival to the end of the call. A call that waits for others has its"
                        + " waiting counted, so coordinated omission cannot occur. Figures include two readings of the"
                        + " clock, some 50 ns",
                "- The measured thread is pinned to one core and spins while it waits for an arrival; other threads of the"
                        + " process are on the other core, if there is one",
                "- Late: the share of calls that began a period or more after their arrival. Where fewer than 99 % of the"
                        + " arrivals were served in their time, or more than 90 % late, the rate is not sustained, and there"
                        + " is no tail to report",
                "- Core taken: the share of the time in which the measured thread could have run and others had its core: other"
                        + " processes, or this one's collector where it works concurrently. Tails of such rows are theirs",
                "- A percentile is left out where not one call lies beyond it",
                "- The thread that allocates makes small arrays as fast as it can and keeps 20 MB of them; collections are"
                        + " counted while steps are timed. The thread that evicts the caches writes to each line of memory"
                        + " twice as large as the third cache, from its own core: it takes the shared cache and the memory's"
                        + " bandwidth, not the measured core's own caches",
                "- Outputs were compared with a textbook LSTM's in double precision before anything was timed and again"
                        + " afterwards"));
        conditions.lines().forEach(line -> lines.add("- " + line));
        findings.stream()
                .filter(finding -> !finding.problem().isEmpty() && !finding.isWrong())
                .map(finding -> "- Not measured: " + finding.engine() + ", because " + finding.problem())
                .distinct()
                .forEach(lines::add);
        if (findings.stream().allMatch(LatencyFinding::isOurs)) {
            lines.add("- Not measured: other engines, because none is on the class path or asked for");
        }
        return String.join("\n", lines) + "\n";
    }

    private static Table rows(List<LatencyFinding> findings) {
        Table table = new Table(
                "input x hidden",
                "beside",
                "engine",
                "p50, µs",
                "p99, µs",
                "p99.9, µs",
                "p99.99, µs",
                "max, µs",
                "p99.9 over p50",
                "late, %",
                "core taken, %",
                "collections",
                "remark");
        for (LatencyFinding finding : inOrder(findings)) {
            List<String> cells = new ArrayList<>(
                    List.of(finding.load().shape(), finding.load().beside().description(), finding.engine()));
            OpenLoop.Outcome outcome = finding.outcome();
            Tail tail = finding.tail();
            if (outcome == null || tail == null) {
                cells.addAll(List.of("-", "-", "-", "-", "-", "-", "-", "-", "-"));
                cells.add(finding.isWrong() ? "wrong answer" : "not measured");
            } else {
                boolean sustained = outcome.isSustained();
                cells.addAll(sustained ? tail.cells() : List.of("-", "-", "-", "-", "-"));
                double ratio = tail.p999() / tail.p50();
                cells.add(sustained && !Double.isNaN(ratio) ? Figures.significant(ratio) : "-");
                cells.add(Figures.fixed(100 * outcome.lateShare(), 2));
                cells.add(percent(finding.taken()));
                cells.add(Long.toString(finding.collections()));
                cells.add(
                        sustained
                                ? ""
                                : "not sustained: " + Figures.count(Math.round(outcome.servedPerSecond()))
                                        + " a second");
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    /** By load as they were measured; within one the engines always in the same order, Lanewise first. */
    private static List<LatencyFinding> inOrder(List<LatencyFinding> findings) {
        List<LatencyFinding> sorted = new ArrayList<>();
        for (Load load : findings.stream().map(LatencyFinding::load).distinct().toList()) {
            for (String engine : engines(findings)) {
                findings.stream()
                        .filter(finding ->
                                finding.load().equals(load) && finding.engine().equals(engine))
                        .forEach(sorted::add);
            }
        }
        return sorted;
    }

    /** Lanewise first, then the others by name. */
    static List<String> engines(List<LatencyFinding> findings) {
        List<String> engines = new ArrayList<>();
        for (boolean ours : new boolean[] {true, false}) {
            findings.stream()
                    .filter(finding -> finding.isOurs() == ours)
                    .map(LatencyFinding::engine)
                    .distinct()
                    .sorted()
                    .forEach(engines::add);
        }
        return engines;
    }

    private static String flags(List<LatencyFinding> findings) {
        StringBuilder text = new StringBuilder();
        for (Load load : Load.OF_FLAGS) {
            Table table = flags(findings, load);
            if (!table.isEmpty()) {
                text.append("\n### ")
                        .append(load.shape())
                        .append(", ")
                        .append(load.rate())
                        .append(", ");
                text.append(load.beside().description()).append("\n\n").append(table.toMarkdown());
            }
        }
        return text.isEmpty() ? "" : """
                ## Flags of the JVM

                Lanewise, fresh processes with each set of flags, in turns. Medians over the processes whose rate was sustained
                and around which the noise of the machine was at most 5 %; the others are not counted. Flags are better or
                worse than the defaults where the p99.9 of every process is, of three or more each, and the medians are apart
                by a fifth or more.
                """ + text;
    }

    private static Table flags(List<LatencyFinding> findings, Load load) {
        Table table = new Table(
                "flags",
                "processes",
                "p50, µs",
                "p99, µs",
                "p99.9, µs",
                "p99.9, least to most",
                "max, µs",
                "core taken, % at most",
                "collections",
                "against the defaults");
        List<LatencyFinding> own = findings.stream()
                .filter(finding -> !finding.flags().isEmpty()
                        && finding.load().equals(load)
                        && finding.problem().isEmpty())
                .toList();
        for (List<String> flags : Job.FLAGS) {
            String name = Job.text(flags);
            if (own.stream().anyMatch(finding -> finding.flags().equals(name))) {
                table.row(row(FlagSummary.of(name, own)));
            }
        }
        return table;
    }

    private static String[] row(FlagSummary summary) {
        double[] p999 =
                summary.tails().stream().mapToDouble(Tail::p999).sorted().toArray();
        List<String> cells = new ArrayList<>(List.of(summary.flags(), Integer.toString(p999.length)));
        if (p999.length == 0) {
            cells.addAll(List.of("-", "-", "-", "-", "-"));
        } else {
            cells.add(median(summary, Tail::p50));
            cells.add(median(summary, Tail::p99));
            cells.add(median(summary, Tail::p999));
            cells.add(Figures.significant(p999[0]) + " to " + Figures.significant(p999[p999.length - 1]));
            cells.add(median(summary, Tail::max));
        }
        cells.add(percent(summary.taken()));
        cells.add(Long.toString(summary.collections()));
        cells.add(summary.verdict());
        return cells.toArray(String[]::new);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : Figures.fixed(100 * share, 2);
    }

    private static String median(FlagSummary summary, ToDoubleFunction<Tail> value) {
        return Figures.significant(
                FlagSummary.median(summary.tails().stream().mapToDouble(value).toArray()));
    }

    /** One line per process. */
    static String toCsv(List<LatencyFinding> findings) {
        String header = "load,engine,flags,arrivals,served,late,seconds,p50_us,p99_us,p99.9_us,p99.99_us,max_us,"
                + "collections,core_taken,noise,problem\n";
        return findings.stream().map(LatencyPage::line).collect(Collectors.joining("", header, ""));
    }

    private static String line(LatencyFinding finding) {
        String who = finding.load().name() + ",\"" + finding.engine() + "\",\"" + finding.flags() + "\",";
        OpenLoop.Outcome outcome = finding.outcome();
        Tail tail = finding.tail();
        if (outcome == null || tail == null) {
            return who + ",,,,,,,,,,,," + (finding.isWrong() ? "wrong" : "absent") + "\n";
        }
        return who
                + String.format(
                        Locale.ROOT,
                        "%d,%d,%d,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%d,%.4f,%.4f,%s%n",
                        outcome.arrivals().count(),
                        outcome.served(),
                        outcome.late(),
                        outcome.nanos() / 1e9,
                        tail.p50(),
                        tail.p99(),
                        tail.p999(),
                        tail.p9999(),
                        tail.max(),
                        finding.collections(),
                        finding.taken(),
                        finding.noise(),
                        outcome.isSustained() ? "" : "not sustained");
    }
}
