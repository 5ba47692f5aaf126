package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.jmh.WindowModel;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Many streams and windows that slide as a Markdown page. */
final class StreamsPage {
    private StreamsPage() {}

    /** The page. Parts of which nothing was measured are left out. */
    static String of(StreamsFindings findings, Conditions conditions) {
        String wrong = Stream.concat(findings.ourProblems().stream(), findings.othersProblems().stream())
                .map(problem -> "- " + problem + "\n")
                .collect(Collectors.joining());
        Stream<String> parts = Stream.of(
                "# Many streams in one step, and windows that slide\n\n" + circumstances(findings.turns(), conditions),
                wrong.isEmpty() ? "" : "## Wrong answers\n\nWhere outputs were wrong, no time is told.\n\n" + wrong,
                section("Targets", "", StreamsTargets.table(findings)),
                section("A step of each of many streams", """
                        One LSTM layer with as many features as units. One by one: a call for each stream. Together: one call for
                        all of them. Medians over all rounds. The ratio is the median of the ratios within a round, beside the
                        middle half of them.""", streams(findings.turns())),
                section("Many streams beside other engines", """
                        A step of all streams, µs a stream, and how many times the time of Lanewise together. Each stream's states
                        lie apart from the others'. ONNX Runtime and oneDNN take them as a batch of one time step, and copying
                        them into the batch and out of it is counted, as it is for Lanewise.""", OtherEngines.streams(findings.turns())),
                section("Windows that slide", """
                        STAC-shaped, unaudited: the sizes of the models A, B and C of STAC-ML, with random weights of our own, each
                        with a linear layer to one output behind the last step. Rows follow one another without a pause. A row's
                        answer is timed alone. Then the window advances, which takes its other states through the row. Reading: a
                        loop that reads as many bytes as the LSTM layers' weights and does nothing else, in the median. An answer
                        that reads each weight once takes no less. Rows a second: how many one thread takes, with answers and
                        advancing. Whole: the median of the same window computed anew by the same model. A percentile is left out
                        where not one answer lies beyond it.""", windows(findings)),
                section(
                        "Windows computed whole, beside other engines",
                        """
                        The LSTM layers of the models over a whole window, from zeros, without the linear layer. Medians over all
                        rounds, µs, and how many times Lanewise's time.""",
                        OtherEngines.wholeWindows(findings.turns())));
        return parts.filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static String section(String title, String note, Table table) {
        return table.isEmpty()
                ? ""
                : "## " + title + "\n\n" + (note.isEmpty() ? "" : note + "\n\n") + table.toMarkdown();
    }

    private static String circumstances(Findings findings, Conditions conditions) {
        List<String> lines = new ArrayList<>(
                List.of(
                        "- Machine: " + Machine.processor() + "; the engine computes with " + Machine.lanes(),
                        "- System: " + Machine.operatingSystem(),
                        "- JDK: " + Machine.java(),
                        "- Date: " + LocalDate.now(ZoneOffset.UTC),
                        "- Method: a process for each layer and number of streams, and for each model; one thread, pinned to one core."
                                + " Where several are compared they take turns, 20 ms or one call each, in a different order each round",
                        "- Outputs were compared before anything was timed. Those of Lanewise together and one by one are the same"
                                + " bits, and a window's answers those of the window computed whole. All were compared with a textbook"
                                + " LSTM's in double precision besides. A window's answers were compared once more afterwards"));
        conditions.lines().forEach(line -> lines.add("- " + line));
        findings.absences()
                .forEach(absence ->
                        lines.add("- Not measured: " + absence.contender() + ", because " + absence.reason()));
        return String.join("\n", lines) + "\n";
    }

    private static Table streams(Findings findings) {
        Table table = new Table(
                "input x hidden",
                "streams",
                "one by one, µs a stream",
                "together, µs a stream",
                "ratio",
                "middle half",
                "together, heap bytes a step");
        for (int units : Jobs.UNITS) {
            for (int streams : Jobs.STREAMS) {
                String job = Jobs.ofStreams(streams, units);
                Optional<Finding> together = findings.find(job, Contenders.ENGINE);
                Optional<Finding> oneByOne = findings.find(job, Contenders.ONE_BY_ONE);
                if (together.isPresent() || oneByOne.isPresent()) {
                    table.row(
                            units + "x" + units,
                            Figures.count(streams),
                            cell(oneByOne, finding -> finding.time().median() / streams),
                            cell(together, finding -> finding.time().median() / streams),
                            oneByOne.map(StreamsPage::ratio).orElse("-"),
                            oneByOne.map(StreamsPage::middleHalf).orElse("-"),
                            cell(together, Finding::bytes));
                }
            }
        }
        return table;
    }

    private static String cell(Optional<Finding> finding, ToDoubleFunction<Finding> value) {
        return finding.map(found -> Figures.significant(value.applyAsDouble(found)))
                .orElse("-");
    }

    private static String ratio(Finding finding) {
        return Figures.significant(finding.ratio().median()) + "x";
    }

    private static String middleHalf(Finding finding) {
        return Figures.significant(finding.ratio().low()) + " to "
                + Figures.significant(finding.ratio().high());
    }

    private static Table windows(StreamsFindings findings) {
        Table table = new Table(
                "model",
                "p50, µs",
                "p99, µs",
                "p99.9, µs",
                "p99.99, µs",
                "max, µs",
                "reading, µs",
                "advancing, µs",
                "rows a second",
                "whole, µs",
                "whole over p50",
                "answers");
        for (WindowModel model : WindowModel.values()) {
            findings.times(model).ifPresent(times -> {
                List<String> cells = new ArrayList<>(List.of(model.describe()));
                cells.addAll(times.answer().cells());
                cells.add(Figures.significant(times.read()));
                cells.add(Figures.significant(times.advance()));
                cells.add(Figures.significant(times.rowsPerSecond()));
                cells.add(Figures.significant(times.whole()));
                cells.add(Figures.significant(times.ratio()) + "x");
                cells.add(Figures.count(times.rows()));
                table.row(cells.toArray(String[]::new));
            });
        }
        return table;
    }
}
