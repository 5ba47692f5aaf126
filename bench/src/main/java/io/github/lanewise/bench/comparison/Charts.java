package io.github.lanewise.bench.comparison;

import io.github.lanewise.bench.ChartLook;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The comparison as pictures. */
final class Charts {
    private Charts() {}

    /** Writes the charts of which something was measured. */
    static List<Path> write(Findings findings, Path directory) throws IOException {
        List<Path> written = new ArrayList<>();
        write(latency(findings), directory.resolve("latency.png"), written);
        write(percentiles(findings), directory.resolve("percentiles.png"), written);
        write(throughput(findings), directory.resolve("throughput.png"), written);
        return written;
    }

    private static void write(Optional<JFreeChart> chart, Path file, List<Path> written) throws IOException {
        if (chart.isPresent()) {
            ChartLook.save(chart.get(), file);
            written.add(file);
        }
    }

    private static Optional<JFreeChart> latency(Findings findings) {
        XYSeriesCollection lines = new XYSeriesCollection();
        for (String contender : findings.contenders()) {
            XYSeries line = new XYSeries(contender);
            for (int[] shape : Workloads.SHAPES) {
                findings.find(Workloads.step(shape), contender)
                        .ifPresent(finding -> line.add(
                                Workload.step(shape[0], shape[1]).weightBytes() / 1024.0,
                                finding.time().median()));
            }
            add(lines, line);
        }
        LogAxis x = ChartLook.logarithmic("weights, KiB");
        LogAxis y = ChartLook.logarithmic("time of a step, µs");
        return chart("One step of one LSTM layer, one stream, one thread", findings, lines, x, y);
    }

    private static Optional<JFreeChart> percentiles(Findings findings) {
        XYSeriesCollection lines = new XYSeriesCollection();
        String workload = Workloads.step(Workloads.SHAPES.get(3));
        List<ToDoubleFunction<Finding.Percentiles>> values = List.of(
                Finding.Percentiles::p50,
                Finding.Percentiles::p90,
                Finding.Percentiles::p99,
                Finding.Percentiles::p999,
                Finding.Percentiles::p9999);
        for (String contender : findings.contenders()) {
            XYSeries line = new XYSeries(contender);
            findings.find(workload, contender).map(Finding::percentiles).ifPresent(percentiles -> {
                for (int i = 0; i < values.size(); i++) {
                    line.add(i, values.get(i).applyAsDouble(percentiles));
                }
            });
            add(lines, line);
        }
        SymbolAxis x = new SymbolAxis("percentile of 200,000 steps", new String[] {"50", "90", "99", "99.9", "99.99"});
        x.setGridBandsVisible(false);
        LogAxis y = ChartLook.binary("time of a step, µs");
        return chart("Tails: one step of an LSTM layer of 128 units", findings, lines, x, y);
    }

    private static Optional<JFreeChart> throughput(Findings findings) {
        XYSeriesCollection lines = new XYSeriesCollection();
        for (String contender : findings.contenders()) {
            XYSeries line = new XYSeries(contender);
            for (int batch : Workloads.BATCHES) {
                findings.find(Workloads.batch(Workloads.SHAPES.get(3), batch), contender)
                        .ifPresent(finding -> line.add(
                                batch, batch * Workloads.STEPS / finding.time().median()));
            }
            add(lines, line);
        }
        LogAxis x = ChartLook.binary("sequences in a batch");
        NumberAxis y = new NumberAxis("steps a microsecond");
        y.setAutoRangeIncludesZero(true);
        y.setTickUnit(new NumberTickUnit(0.1));
        return chart("Batches of sequences of 100 steps, LSTM layer of 128 units", findings, lines, x, y);
    }

    private static void add(XYSeriesCollection lines, XYSeries line) {
        if (!line.isEmpty()) {
            lines.addSeries(line);
        }
    }

    /** Lines keep their colours and marks from chart to chart: the engine in black, bounds in grey. */
    private static Optional<JFreeChart> chart(
            String title, Findings findings, XYSeriesCollection lines, ValueAxis x, ValueAxis y) {
        if (lines.getSeriesCount() == 0) {
            return Optional.empty();
        }
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        List<String> others = findings.contenders().stream()
                .filter(name -> !isBound(name) && !name.equals(Contenders.ENGINE))
                .toList();
        for (int i = 0; i < lines.getSeriesCount(); i++) {
            String name = (String) lines.getSeriesKey(i);
            boolean bound = isBound(name);
            boolean engine = name.equals(Contenders.ENGINE);
            int other = Math.max(0, others.indexOf(name));
            renderer.setSeriesPaint(i, engine ? Color.BLACK : bound ? Color.GRAY : ChartLook.color(other));
            renderer.setSeriesShape(i, ChartLook.mark(engine ? 0 : other + 1));
            renderer.setSeriesStroke(i, bound ? ChartLook.dashed() : new BasicStroke(engine ? 4 : 2));
            renderer.setSeriesShapesVisible(i, !bound);
        }
        return Optional.of(ChartLook.chart(title, new XYPlot(lines, x, y, renderer)));
    }

    private static boolean isBound(String contender) {
        return contender.startsWith(Bound.READ) || contender.equals(Bound.FMA);
    }
}
