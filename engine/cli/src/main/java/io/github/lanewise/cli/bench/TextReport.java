package io.github.lanewise.cli.bench;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A report as text: the cells of its tables, and histograms of a line each. */
public final class TextReport {
    private static final int PARTS = 64;
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII = " .:-=+*#@";
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final Report report;
    private final String levels;
    private final String micro;

    /**
     * A text.
     *
     * @param report with figures
     * @param ascii whether it has to do without other characters
     */
    public TextReport(Report report, boolean ascii) {
        this.report = report;
        levels = ascii ? ASCII : BLOCKS;
        micro = ascii ? "us" : "µs";
    }

    /**
     * Whether an output's characters suffice for blocks and units.
     *
     * @param charset of the output
     * @return false if the text has to be ASCII
     */
    public static boolean suits(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode(BLOCKS + "µ");
    }

    /**
     * The conditions.
     *
     * @return pairs of a name and a value
     */
    public List<List<String>> conditions() {
        Conditions conditions = report.conditions();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("version", conditions.version()));
        rows.add(List.of("date", conditions.date().toString()));
        rows.add(List.of("processor", conditions.processor() + ", " + conditions.cores() + " cores"));
        rows.add(List.of("system", conditions.system()));
        rows.add(List.of("java", conditions.java()));
        rows.add(List.of("flags", conditions.flags().isEmpty() ? "none" : String.join(" ", conditions.flags())));
        rows.add(List.of("backend", conditions.lanes()));
        for (String warmUp : report.warmUps()) {
            rows.add(List.of("warm-up", warmUp));
        }
        rows.add(List.of("clock", "a reading takes " + conditions.clockNanos() + " ns, taken off each single step"));
        rows.add(List.of("noise", report.describeNoise()));
        return rows;
    }

    /**
     * The headings of a table's columns.
     *
     * @return the first, above the names of the rows, is the unit of the times
     */
    public List<String> headings() {
        return List.of(
                "times in " + micro,
                "step",
                "p50",
                "p90",
                "p99",
                "p99.9",
                "max",
                "scalar x",
                "read x",
                "GFLOP/s",
                "GB/s",
                "bytes");
    }

    /**
     * The cells of a row.
     *
     * @param result of the row
     * @return as many as there are headings
     */
    public static List<String> cells(Result result) {
        Times times = result.times();
        List<String> cells = new ArrayList<>();
        cells.add(result.workload().name());
        cells.add(Figures.micros(times.stepNanos()));
        for (double percent : PERCENTILES) {
            cells.add(Figures.micros(times.single().percentile(percent)));
        }
        cells.add(Figures.micros((double) times.single().max()));
        cells.add(Figures.significant(times.timesScalar()));
        cells.add(Figures.significant(times.timesRead()));
        cells.add(Figures.significant(result.gigaflops()));
        cells.add(Figures.significant(result.gigabytes()));
        cells.add(Figures.significant(times.bytesAllocated()));
        return cells;
    }

    /**
     * What the columns mean.
     *
     * @return lines
     */
    public static List<String> legend() {
        return List.of(
                "step: of slices of a ms or so, in the median. p50 to max: of steps timed one by one; - where there were too few.",
                "scalar x: how many times as long scalar code takes. read x: how many times as long as the read loop a step takes.",
                "GFLOP/s, GB/s: products and weights of a step, over its time. bytes: allocated on the heap by a step.");
    }

    /**
     * How the single steps of all rows are distributed, over one logarithmic axis of time.
     *
     * @return a heading, pairs of a row's name and its histogram, and the axis
     */
    public List<List<String>> histograms() {
        LogAxis axis = LogAxis.over(ends(report.results()));
        List<List<String>> lines = new ArrayList<>();
        for (Result result : report.results()) {
            lines.add(List.of(
                    result.workload().name(),
                    histogram(axis.counts(result.times().single(), PARTS))));
        }
        lines.add(List.of("", ticks(axis)));
        return lines;
    }

    /** The shortest and the longest single step of each row, in ns. */
    static List<Double> ends(List<Result> results) {
        List<Double> ends = new ArrayList<>();
        for (Result result : results) {
            List<LatencyHistogram.Bucket> buckets = result.times().single().buckets();
            ends.add((double) buckets.getFirst().low());
            ends.add((double) result.times().single().max());
        }
        return ends;
    }

    private String histogram(double... counts) {
        double most = Math.max(1, Arrays.stream(counts).max().orElse(1));
        StringBuilder line = new StringBuilder();
        for (double count : counts) {
            int level = (int) Math.ceil(LogAxis.height(count, most) * (levels.length() - 1));
            line.append(levels.charAt(level));
        }
        return line.toString().stripTrailing();
    }

    private String ticks(LogAxis axis) {
        StringBuilder line = new StringBuilder();
        for (double tick : axis.ticks()) {
            int at = (int) (axis.at(tick) * PARTS);
            if (at >= line.length()) {
                line.append(" ".repeat(at - line.length())).append('|').append(Figures.ofAxis(tick, micro));
            }
        }
        return line.toString();
    }
}
