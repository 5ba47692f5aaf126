package io.github.lanewise.bench.start;

import io.github.lanewise.bench.ChartLook;
import io.github.lanewise.bench.company.Companies;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * The time of a step over its number: a line for each engine alone, the medians of the ranges; of Lanewise's choice and of the
 * scalar backend also the worst steps, dashed.
 */
final class StartChart {
    private StartChart() {}

    /** Where it lies beside the page. */
    static String file(String shape, int cores) {
        return "start-" + shape + "-" + cores + (cores == 1 ? "-core.png" : "-cores.png");
    }

    /** The chart; none where no engine was measured alone. */
    static Optional<JFreeChart> of(List<StartFinding> findings, String shape, int cores) {
        List<StartSummary> rows = StartSummary.of(findings).stream()
                .filter(summary -> summary.row().shape().equals(shape)
                        && summary.row().cores() == cores
                        && summary.row().company().equals(Companies.ALONE)
                        && !summary.ranges().isEmpty())
                .toList();
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        XYSeriesCollection lines = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        for (StartSummary row : rows) {
            boolean isChoice = row.row().engine().equals(StartRow.AUTO);
            Color color = isChoice ? Color.BLACK : ChartLook.color(rows.indexOf(row));
            style(renderer, lines.getSeriesCount(), color, new BasicStroke(isChoice ? 3 : 2), rows.indexOf(row));
            lines.addSeries(line(row.name(), row, StartSummary.Range::median));
            if (isChoice || row.row().engine().equals(StartRow.SCALAR)) {
                style(renderer, lines.getSeriesCount(), color, ChartLook.dashed(), rows.indexOf(row));
                lines.addSeries(line(row.name() + ", worst", row, StartSummary.Range::worst));
            }
        }
        XYPlot plot = new XYPlot(
                lines, ChartLook.logarithmic("number of the step"), ChartLook.logarithmic("step, µs"), renderer);
        String title =
                "Steps of an LSTM layer " + shape + " from the first one, " + (cores == 1 ? "one core" : "two cores");
        return Optional.of(ChartLook.chart(title, plot));
    }

    private static XYSeries line(String name, StartSummary row, ToDoubleFunction<StartSummary.Range> value) {
        XYSeries line = new XYSeries(name);
        for (StartSummary.Range range : row.ranges()) {
            line.add((double) range.first(), value.applyAsDouble(range));
        }
        return line;
    }

    private static void style(XYLineAndShapeRenderer renderer, int series, Color color, BasicStroke stroke, int mark) {
        renderer.setSeriesPaint(series, color);
        renderer.setSeriesStroke(series, stroke);
        renderer.setSeriesShape(series, ChartLook.mark(mark));
    }
}
