package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The comparison as a Markdown page. */
final class ComparisonPage {
    private static final double CHUNK_MICROS = 32_000;

    private ComparisonPage() {}

    /** The page. Parts of which nothing was measured are left out. */
    static String of(Findings findings, Conditions conditions) {
        List<String> parts = new ArrayList<>();
        parts.add("# " + Contenders.ENGINE + " beside the engines people use now\n\n"
                + circumstances(findings, conditions));
        parts.add(section("Wrong answers", """
                Who gives a wrong answer is not timed at that workload. The difference is the largest one to a textbook LSTM in
                double precision; expected is its output, found the contender's.""", wrong(findings)));
        parts.add(section("Targets", """
                How many times the engine's time the other one takes: the median over all rounds of the ratio within a round,
                and the middle half of these ratios. Against a bound (reading the weights, the fma units' peak, C by hand)
                the target is at most 1. What binds the rows that are short is in ARCHITECTURE.md, what was tried in
                bench/NOTES.md.""", targets(findings)));
        parts.add(section("Tails", """
                One call at a time, 200,000 of them, each with one reading of the clock. The target for p99.9 over p50 is at most
                that of C by hand, or 1.5 where C has less.""", tails(findings)));
        parts.add(section("One step of one stream", times("µs"), times(findings, Workloads.SHAPES, Workloads::step)));
        parts.add(section(
                "A sequence of " + Workloads.STEPS + " steps",
                times("µs"),
                times(findings, Workloads.SHAPES, Workloads::sequence)));
        parts.add(section(
                "Batches of sequences of " + Workloads.STEPS + " steps, and two bidirectional layers",
                times("µs"),
                batches(findings)));
        parts.add(section(
                "One step on two cores, threads not pinned",
                times("µs"),
                times(findings, Workloads.SHAPES, shape -> Workloads.ON_TWO_CORES + Workloads.step(shape))));
        addPrecisions(parts, findings);
        parts.add(section("A chunk of 32 ms of a recording through Silero VAD", """
                The published ONNX file, a row of 576 samples a call, the state going on from call to call. Real-time share:
                the part of the 32 ms that computing takes.""", chunks(findings)));
        parts.add(section("Heap allocated by a call, bytes", "", allocation(findings)));
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static void addPrecisions(List<String> parts, Findings findings) {
        parts.add(section(
                "One step in each precision of the weights",
                times("µs") + " The read loops read as many bytes as the weights take in a precision.",
                times(findings, Workloads.PRECISION_SHAPES, shape -> Workloads.IN_PRECISIONS + Workloads.step(shape))));
        String deep = Workloads.IN_PRECISIONS + Workloads.deepStep();
        parts.add(section(
                "One step of four layers of 1000 units in each precision",
                times("µs") + " In float32 their 30 million weights take 122 MiB, which no cache keeps.",
                times(findings, List.of(new int[] {1000, 1000}), _ -> deep)));
        parts.add(section(
                "A sequence of " + Workloads.STEPS + " steps in each precision",
                times("µs"),
                times(
                        findings,
                        Workloads.PRECISION_SHAPES,
                        shape -> Workloads.IN_PRECISIONS + Workloads.sequence(shape))));
        parts.add(section(
                "A batch of 32 sequences of " + Workloads.STEPS + " steps in each precision",
                times("µs"),
                times(
                        findings,
                        Workloads.PRECISION_SHAPES,
                        shape -> Workloads.IN_PRECISIONS + Workloads.batch(shape, 32))));
        parts.add(section("What precisions cost", """
                The largest difference of an output from a textbook LSTM's in double precision with weights in float32, over 50
                steps or two calls. A hidden state lies between -1 and 1, and the weights are random ones.""", errors(findings)));
    }

    private static Table errors(Findings findings) {
        List<String> workloads = Workloads.names().stream()
                .filter(name -> name.startsWith(Workloads.IN_PRECISIONS))
                .filter(findings::has)
                .toList();
        List<String> header = new ArrayList<>(List.of("contender"));
        workloads.forEach(name -> header.add(name.substring(Workloads.IN_PRECISIONS.length())));
        return table(
                findings,
                header,
                workloads,
                finding -> Double.isNaN(finding.error()) ? "-" : Figures.scientific(finding.error()));
    }

    private static String times(String unit) {
        return "Medians over all rounds, " + unit + ".";
    }

    private static String section(String title, String note, Table table) {
        return table.isEmpty()
                ? ""
                : "## " + title + "\n\n" + (note.isEmpty() ? "" : note + "\n\n") + table.toMarkdown();
    }

    private static String circumstances(Findings findings, Conditions conditions) {
        List<String> lines = new ArrayList<>(List.of(
                "- Machine: " + Machine.processor() + "; the engine computes with " + Machine.lanes(),
                "- System: " + Machine.operatingSystem(),
                "- JDK: " + Machine.java(),
                "- Date: " + LocalDate.now(ZoneOffset.UTC),
                "- Method: one process per workload, one thread pinned to one core; contenders take turns, 20 ms or one call"
                        + " each, in a different order each round",
                "- Every contender's outputs were compared with a textbook LSTM's in double precision (within "
                        + Judge.TOLERANCE
                        + "; those of the engine's own variants with one another too, bit for bit) before"
                        + " anything was timed"));
        if (findings.all().stream().anyMatch(finding -> finding.workload().startsWith(Workloads.IN_PRECISIONS))) {
            lines.add(
                    "- In bf16, int8 and int4 the textbook's weights were rounded as the engine's are; in bf16 the engine's bits are those"
                            + " of float32 with rounded weights. Other engines with weights of 8 bits were compared with the textbook whose"
                            + " weights were not rounded (within " + Judge.QUANTIZED_TOLERANCE + ")");
        }
        conditions.lines().forEach(line -> lines.add("- " + line));
        for (Absence absence : findings.absences()) {
            lines.add("- Not measured: " + absence.contender() + ", because " + absence.reason());
        }
        if (!findings.has(Workloads.chunk())) {
            lines.add("- Not measured: Silero VAD, because no file was given with -D" + Workloads.SILERO_PROPERTY
                    + "=PATH");
        }
        return String.join("\n", lines) + "\n";
    }

    private static Table wrong(Findings findings) {
        Table table = new Table(
                "contender", "workload", "difference", "expected", "found", "call", "output", "what is known about it");
        for (WrongAnswer wrong : findings.wrong()) {
            table.row(
                    wrong.contender(),
                    wrong.workload(),
                    Figures.significant(wrong.difference()),
                    Figures.significant(wrong.expected()),
                    Figures.significant(wrong.found()),
                    Integer.toString(wrong.call()),
                    Integer.toString(wrong.output()),
                    wrong.ours()
                            ? "an error of ours" + (wrong.remark().isEmpty() ? "" : "; " + wrong.remark())
                            : wrong.remark());
        }
        return table;
    }

    private static Table targets(Findings findings) {
        Table table = new Table("what", "input x hidden", "target", "measured", "middle half", "verdict");
        for (Target target : Targets.all()) {
            if (findings.has(target.workload())) {
                table.row(target.row(findings).toArray(String[]::new));
            }
        }
        return table;
    }

    private static Table tails(Findings findings) {
        Table table = new Table(
                "input x hidden",
                "contender",
                "p50, µs",
                "p90, µs",
                "p99, µs",
                "p99.9, µs",
                "p99.99, µs",
                "p99.9 over p50",
                "target",
                "verdict");
        for (int[] shape : Workloads.SHAPES) {
            for (Finding finding : findings.all()) {
                Finding.Percentiles p = finding.percentiles();
                if (p == null || !finding.workload().equals(Workloads.step(shape))) {
                    continue;
                }
                double most = Targets.mostTail(findings, finding.workload());
                boolean engine = finding.contender().equals(Contenders.ENGINE);
                table.row(
                        shape[0] + "x" + shape[1],
                        finding.contender(),
                        Figures.significant(p.p50()),
                        Figures.significant(p.p90()),
                        Figures.significant(p.p99()),
                        Figures.significant(p.p999()),
                        Figures.significant(p.p9999()),
                        Figures.significant(p.tail()),
                        engine ? Figures.significant(most) : "",
                        engine ? p.tail() <= most ? "met" : "short" : "");
            }
        }
        return table;
    }

    private static Table chunks(Findings findings) {
        Table table =
                new Table("contender", "µs", "times the engine's", "p99, µs", "real-time share", "heap, bytes a call");
        for (Finding finding : findings.all()) {
            if (finding.workload().equals(Workloads.chunk())) {
                Finding.Percentiles p = finding.percentiles();
                table.row(
                        finding.contender(),
                        Figures.significant(finding.time().median()),
                        Figures.significant(finding.ratio().median()),
                        p == null ? "-" : Figures.significant(p.p99()),
                        Figures.significant(finding.time().median() / CHUNK_MICROS),
                        Figures.significant(finding.bytes()));
            }
        }
        return table;
    }

    private static Table times(Findings findings, List<int[]> shapes, Function<int[], String> workload) {
        List<int[]> measured = shapes.stream()
                .filter(shape -> findings.has(workload.apply(shape)))
                .toList();
        List<String> header = new ArrayList<>(List.of("contender"));
        measured.forEach(shape -> header.add(shape[0] + "x" + shape[1]));
        return table(findings, header, measured.stream().map(workload).toList(), ComparisonPage::median);
    }

    private static String median(Finding finding) {
        return Figures.significant(finding.time().median());
    }

    private static Table batches(Findings findings) {
        List<String> workloads = Workloads.names().stream()
                .filter(name -> name.startsWith("batch") || name.endsWith(Workloads.bidirectional()))
                .filter(findings::has)
                .toList();
        List<String> header = new ArrayList<>(List.of("contender"));
        header.addAll(workloads);
        return table(findings, header, workloads, ComparisonPage::median);
    }

    private static Table allocation(Findings findings) {
        List<String> workloads = Workloads.names().stream()
                .filter(name -> name.endsWith("-128x128") || name.equals(Workloads.bidirectional()))
                .filter(findings::has)
                .toList();
        List<String> header = new ArrayList<>(List.of("contender"));
        header.addAll(workloads);
        return table(findings, header, workloads, finding -> Figures.significant(finding.bytes()));
    }

    private static Table table(
            Findings findings, List<String> header, List<String> workloads, Function<Finding, String> value) {
        Table table = new Table(header.toArray(String[]::new));
        for (String contender : workloads.isEmpty() ? List.<String>of() : findings.contenders()) {
            List<String> row = new ArrayList<>(List.of(contender));
            for (String workload : workloads) {
                Optional<Finding> finding = findings.find(workload, contender);
                String missing = findings.isWrong(workload, contender) ? "wrong" : "-";
                row.add(finding.map(value).orElse(missing));
            }
            if (row.stream().skip(1).anyMatch(cell -> !cell.equals("-"))) {
                table.row(row.toArray(String[]::new));
            }
        }
        return table;
    }
}
