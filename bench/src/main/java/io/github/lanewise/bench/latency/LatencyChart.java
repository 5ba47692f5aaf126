package io.github.lanewise.bench.latency;

import io.github.lanewise.bench.ChartLook;
import io.github.lanewise.bench.Tail;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Percentiles of one rate: a line for each engine and what is beside it, at the middle shape or the first one that there is. */
final class LatencyChart {
    private static final String SHAPE = "40x64";

    private LatencyChart() {}

    /** Where it lies beside the page. */
    static String file(int perSecond) {
        return "tails-" + perSecond / 1000 + "kHz.png";
    }

    /**
     * The chart; none where no rate was sustained.
     *
     * @param ofRate findings of one rate
     */
    static Optional<JFreeChart> of(List<LatencyFinding> ofRate) {
        List<LatencyFinding> sustained =
                ofRate.stream().filter(LatencyFinding::isSustained).toList();
        if (sustained.isEmpty()) {
            return Optional.empty();
        }
        String shape = sustained.stream()
                .map(finding -> finding.load().shape())
                .filter(SHAPE::equals)
                .findFirst()
                .orElse(sustained.getFirst().load().shape());
        List<String> engines = LatencyPage.engines(ofRate);
        XYSeriesCollection lines = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        for (String engine : engines) {
            for (LatencyFinding finding : sustained) {
                if (finding.engine().equals(engine) && finding.load().shape().equals(shape)) {
                    style(renderer, lines.getSeriesCount(), finding, engines.indexOf(engine));
                    lines.addSeries(line(finding));
                }
            }
        }
        SymbolAxis x = new SymbolAxis("percentile", new String[] {"50", "99", "99.9", "99.99", "max"});
        x.setGridBandsVisible(false);
        LogAxis y = ChartLook.logarithmic("latency from the arrival, µs");
        Load load = sustained.getFirst().load();
        XYPlot plot = new XYPlot(lines, x, y, renderer);
        return Optional.of(ChartLook.chart(
                "Steps of an LSTM layer " + shape + " arriving at "
                        + load.rate().replace("kHz", " kHz"),
                plot));
    }

    private static XYSeries line(LatencyFinding finding) {
        XYSeries line =
                new XYSeries(finding.engine() + ", " + finding.load().beside().word());
        Tail tail = finding.tail();
        List<Double> values = tail == null ? List.of() : new ArrayList<>(tail.values());
        for (int i = 0; i < values.size(); i++) {
            if (!Double.isNaN(values.get(i))) {
                line.add(i, values.get(i));
            }
        }
        return line;
    }

    /** An engine's lines share its colour, the engine's are black; each company has a mark, and alone is a full line. */
    private static void style(XYLineAndShapeRenderer renderer, int series, LatencyFinding finding, int engine) {
        Beside beside = finding.load().beside();
        renderer.setSeriesPaint(series, finding.isOurs() ? Color.BLACK : ChartLook.color(engine - 1));
        renderer.setSeriesShape(series, ChartLook.mark(List.of(Beside.values()).indexOf(beside)));
        renderer.setSeriesStroke(series, beside == Beside.ALONE ? new BasicStroke(3) : ChartLook.dashed());
    }
}
