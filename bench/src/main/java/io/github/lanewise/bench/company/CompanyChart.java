package io.github.lanewise.bench.company;

import io.github.lanewise.bench.ChartLook;
import java.awt.Color;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Every process as a mark: how many times the median alone its steps take. */
final class CompanyChart {
    /** Of the distance between two workloads, what the companies' columns of marks share. */
    private static final double WIDTH = 0.7;

    private CompanyChart() {}

    /** The chart; none where nothing was measured alone. */
    static Optional<JFreeChart> of(List<ProcessFinding> findings) {
        List<RowSummary> alone = RowSummary.of(findings).stream()
                .filter(summary -> summary.row().isAlone() && summary.processes() > 0)
                .toList();
        if (alone.isEmpty()) {
            return Optional.empty();
        }
        List<String> companies = findings.stream()
                .map(finding -> finding.row().company())
                .distinct()
                .toList();
        XYSeriesCollection marks = new XYSeriesCollection();
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        for (int i = 0; i < companies.size(); i++) {
            marks.addSeries(marks(findings, alone, companies, i));
            boolean isAlone = companies.get(i).equals(Alone.NAME);
            renderer.setSeriesPaint(i, isAlone ? Color.BLACK : ChartLook.color(i - 1));
            renderer.setSeriesShape(i, ChartLook.mark(i));
        }
        String[] workloads =
                alone.stream().map(summary -> summary.row().workload()).toArray(String[]::new);
        SymbolAxis x = new SymbolAxis(null, workloads);
        x.setGridBandsVisible(false);
        // Side by side the names would not fit, and those that do not fit are left out.
        x.setVerticalTickLabels(true);
        x.setRange(-0.5, workloads.length - 0.5);
        LogAxis y = ChartLook.binary("times the median alone (dashed: " + RowSummary.MEDIAN_LIMIT + " and "
                + RowSummary.SLOWEST_LIMIT + ")");
        XYPlot plot = new XYPlot(marks, x, y, renderer);
        for (double limit : new double[] {RowSummary.MEDIAN_LIMIT, RowSummary.SLOWEST_LIMIT}) {
            plot.addRangeMarker(new ValueMarker(limit, Color.GRAY, ChartLook.dashed()));
        }
        JFreeChart chart = ChartLook.chart("A process's steps in company, over the median alone", plot);
        // Beside the plot it would leave no room for the last workload's name.
        chart.getLegend().setPosition(RectangleEdge.BOTTOM);
        return Optional.of(chart);
    }

    private static XYSeries marks(
            List<ProcessFinding> findings, List<RowSummary> alone, List<String> companies, int company) {
        XYSeries series = new XYSeries(companies.get(company));
        double aside = companies.size() == 1 ? 0 : WIDTH * ((double) company / (companies.size() - 1) - 0.5);
        for (int workload = 0; workload < alone.size(); workload++) {
            RowSummary summary = alone.get(workload);
            Row row = new Row(summary.row().workload(), companies.get(company));
            for (ProcessFinding finding : findings) {
                if (finding.row().equals(row) && finding.wrong() == null) {
                    series.add(workload + aside, finding.micros() / summary.median());
                }
            }
        }
        return series;
    }
}
