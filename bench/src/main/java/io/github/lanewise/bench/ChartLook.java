package io.github.lanewise.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.DefaultDrawingSupplier;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** What the charts of all pages have in common: sizes, colours, marks and axes. */
public final class ChartLook {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 640;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 18);
    private static final Color GRID = new Color(0xDDDDDD);

    /** Okabe and Ito's palette, which the colour-blind can tell apart. */
    private static final List<Color> PALETTE = List.of(
            new Color(0xD55E00),
            new Color(0x0072B2),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xE69F00),
            new Color(0x56B4E9),
            new Color(0x8A7A00));

    private static final Shape[] MARKS = DefaultDrawingSupplier.createStandardSeriesShapes();

    private ChartLook() {}

    /**
     * The colour of a series.
     *
     * @param number from 0
     * @return one of seven colours
     */
    public static Color color(int number) {
        return PALETTE.get(number % PALETTE.size());
    }

    /**
     * The mark of a series.
     *
     * @param number from 0
     * @return a small shape around the origin
     */
    public static Shape mark(int number) {
        return MARKS[number % MARKS.length];
    }

    /**
     * For a line that is no measurement of a contender: a bound, a limit.
     *
     * @return a dashed line
     */
    public static BasicStroke dashed() {
        return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {8, 6}, 0);
    }

    /**
     * A logarithmic axis with a mark at each power of ten.
     *
     * @param label says what and its unit
     * @return a new axis
     */
    public static LogAxis logarithmic(String label) {
        LogAxis axis = new LogAxis(label);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setNumberFormatOverride(new DecimalFormat("#,##0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        return axis;
    }

    /**
     * A logarithmic axis with a mark at each power of two.
     *
     * @param label says what and its unit
     * @return a new axis
     */
    public static LogAxis binary(String label) {
        LogAxis axis = logarithmic(label);
        axis.setBase(2);
        return axis;
    }

    /**
     * A chart around a plot, whose background and axes are set.
     *
     * @param title above it
     * @param plot with its data and axes
     * @return a new chart
     */
    public static JFreeChart chart(String title, XYPlot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(GRID);
        plot.setRangeGridlinePaint(GRID);
        for (ValueAxis axis : List.of(plot.getDomainAxis(), plot.getRangeAxis())) {
            axis.setLabelFont(FONT);
            axis.setTickLabelFont(FONT);
        }
        JFreeChart chart = new JFreeChart(null, BOLD, plot, true);
        chart.setTitle(new TextTitle(title, BOLD));
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(12, 12, 12, 12));
        chart.getLegend().setItemFont(FONT);
        chart.getLegend().setPosition(RectangleEdge.RIGHT);
        return chart;
    }

    /**
     * Writes a chart.
     *
     * @param chart any
     * @param file a PNG file, 1000 pixels wide
     * @throws IOException if it could not be written
     */
    public static void save(JFreeChart chart, Path file) throws IOException {
        ChartUtils.saveChartAsPNG(file.toFile(), chart, WIDTH, HEIGHT);
    }
}
