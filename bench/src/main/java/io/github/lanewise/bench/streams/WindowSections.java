package io.github.lanewise.bench.streams;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;

/** Windows that slide, for the page. */
final class WindowSections {
    private WindowSections() {}

    /** Answers about windows that slide. */
    static PageSection sliding(StreamsFindings findings) {
        return new PageSection("Windows that slide", """
                        STAC-shaped, unaudited: the sizes of the models A, B and C of STAC-ML, with random weights of our own, each
                        with a linear layer to one output behind the last step. Rows follow one another without a pause. A row's
                        answer is timed alone. Then the window advances, which takes its other states through the row. Reading: a
                        loop that reads as many bytes as the LSTM layers' weights and does nothing else, in the median. An answer
                        that reads each weight once takes no less. Rows a second: how many one thread takes, with answers and
                        advancing. Whole: the median of the same window computed anew by the same model. A percentile is left out
                        where not one answer lies beyond it. Weights are in float32, or in the precision that a row names.""", windows(findings));
    }

    /** Windows computed whole, beside other engines. */
    static PageSection whole(Findings findings) {
        return new PageSection(
                "Windows computed whole, beside other engines", """
                        The LSTM layers of the models over a whole window, from zeros, without the linear layer. Medians over all
                        rounds, µs, and how many times Lanewise's time.""", OtherEngines.wholeWindows(findings));
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
            for (Precision precision : Precision.values()) {
                String name = model.describe() + (precision == Precision.FP32 ? "" : ", " + precision.text());
                findings.times(model, precision)
                        .ifPresent(times -> table.row(cells(name, times).toArray(String[]::new)));
            }
        }
        return table;
    }

    private static List<String> cells(String name, WindowFinding.Times times) {
        List<String> cells = new ArrayList<>(List.of(name));
        cells.addAll(times.answer().cells());
        cells.add(Figures.significant(times.read()));
        cells.add(Figures.significant(times.advance()));
        cells.add(Figures.significant(times.rowsPerSecond()));
        cells.add(Figures.significant(times.whole()));
        cells.add(Figures.significant(times.ratio()) + "x");
        cells.add(Figures.count(times.rows()));
        return cells;
    }
}
