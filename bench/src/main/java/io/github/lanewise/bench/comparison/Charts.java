package io.github.lanewise.bench.comparison;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DefaultDrawingSupplier;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The comparison as pictures. */
final class Charts {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 640;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final Color GRID = new Color(0xDDDDDD);

    /** Okabe and Ito's palette, which the colour-blind can tell apart; the engine in black, bounds in grey. */
    private static final List<Color> PALETTE = List.of(
            new Color(0xD55E00),
            new Color(0x0072B2),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xE69F00),
            new Color(0x56B4E9),
            new Color(0x8A7A00));

    private static final Shape[] MARKS = DefaultDrawingSupplier.createStandardSeriesShapes();

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
            ChartUtils.saveChartAsPNG(file.toFile(), chart.get(), WIDTH, HEIGHT);
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
        LogAxis x = logarithmic("weights, KiB");
        LogAxis y = logarithmic("time of a step, µs");
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
        LogAxis y = binary("time of a step, µs");
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
        LogAxis x = binary("sequences in a batch");
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

    private static LogAxis logarithmic(String label) {
        LogAxis axis = new LogAxis(label);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setNumberFormatOverride(new DecimalFormat("#,##0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        return axis;
    }

    /** With a mark at each power of two. */
    private static LogAxis binary(String label) {
        LogAxis axis = logarithmic(label);
        axis.setBase(2);
        return axis;
    }

    /** Lines keep their colours and marks from chart to chart. */
    private static Optional<JFreeChart> chart(
            String title, Findings findings, XYSeriesCollection lines, ValueAxis x, ValueAxis y) {
        if (lines.getSeriesCount() == 0) {
            return Optional.empty();
        }
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
        List<String> rivals = findings.contenders().stream()
                .filter(name -> !isBound(name) && !name.equals(Contenders.ENGINE))
                .toList();
        for (int i = 0; i < lines.getSeriesCount(); i++) {
            String name = (String) lines.getSeriesKey(i);
            boolean bound = isBound(name);
            boolean engine = name.equals(Contenders.ENGINE);
            int rival = Math.max(0, rivals.indexOf(name));
            renderer.setSeriesPaint(i, engine ? Color.BLACK : bound ? Color.GRAY : PALETTE.get(rival % PALETTE.size()));
            renderer.setSeriesShape(i, MARKS[engine ? 0 : (rival + 1) % MARKS.length]);
            renderer.setSeriesStroke(i, bound ? dashed() : new BasicStroke(engine ? 4 : 2));
            renderer.setSeriesShapesVisible(i, !bound);
        }
        XYPlot plot = new XYPlot(lines, x, y, renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        for (ValueAxis axis : List.of(x, y)) {
            axis.setLabelFont(FONT);
            axis.setTickLabelFont(FONT);
        }
        JFreeChart chart = new JFreeChart(null, BOLD, plot, true);
        chart.setTitle(new TextTitle(title, BOLD));
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(12, 12, 12, 12));
        chart.getLegend().setItemFont(FONT);
        chart.getLegend().setPosition(RectangleEdge.RIGHT);
        return Optional.of(chart);
    }

    private static boolean isBound(String contender) {
        return contender.equals(Bound.READ) || contender.equals(Bound.FMA);
    }

    private static BasicStroke dashed() {
        return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {8, 6}, 0);
    }
}
