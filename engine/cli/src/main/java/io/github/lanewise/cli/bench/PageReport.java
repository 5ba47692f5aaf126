package io.github.lanewise.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A report as one page that needs no other file. Charts are SVG whose places are shares of the width and whose text has a size of its
 * own, so that they are as readable on a phone.
 */
public final class PageReport {
    private static final int PARTS = 120;
    private static final int HEIGHT = 34;
    private static final double[] MARKS = {50, 99, 99.9};

    private final Report report;
    private final TextReport text;
    private final LogAxis axis;
    private final StringBuilder out = new StringBuilder();

    private PageReport(Report report) {
        this.report = report;
        text = new TextReport(report, false);
        axis = axis(report.results());
    }

    /** With room for what stands beside the steps. */
    private static LogAxis axis(List<Result> results) {
        List<Double> times = TextReport.ends(results);
        for (Result result : results) {
            times.add(result.times().scalarNanos());
            if (result.times().readNanos() != null) {
                times.add(result.times().readNanos());
            }
        }
        return LogAxis.over(times);
    }

    /**
     * Writes a report.
     *
     * @param report with figures
     * @return an HTML document in UTF-8
     * @throws IOException never, as far as anybody knows
     */
    public static byte[] of(Report report) throws IOException {
        return new PageReport(report).document().getBytes(StandardCharsets.UTF_8);
    }

    private String document() throws IOException {
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>lanewise bench</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n<main>\n");
        header();
        for (Map.Entry<String, List<Result>> table : report.tables().entrySet()) {
            section(table.getKey(), table.getValue());
        }
        figures();
        conditions();
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private static String style() throws IOException {
        try (InputStream css = PageReport.class.getResourceAsStream("bench.css")) {
            return new String(Objects.requireNonNull(css, "bench.css").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void header() {
        Conditions conditions = report.conditions();
        element("h1", "lanewise bench");
        element(
                "p",
                conditions.processor() + ", " + conditions.cores() + " cores, " + conditions.lanes() + ", "
                        + conditions.date().toString().replace('T', ' ').replace("Z", " UTC"));
        String warning = report.warning();
        if (warning != null) {
            out.append("<p class=\"warning\" role=\"alert\">")
                    .append(escape("Warning: " + warning))
                    .append(".</p>\n");
        }
        out.append("<p class=\"key\">")
                .append(key("bars", "how many single steps took how long, logarithmic"))
                .append(key("p50", "p50"))
                .append(key("p99", "p99"))
                .append(key("p999", "p99.9"))
                .append(key("scalar", "scalar code"))
                .append(key("read", "a loop that only reads the weights"))
                .append("</p>\n");
    }

    private static String key(String kind, String words) {
        return "<span><svg class=\"swatch\" width=\"12\" height=\"12\" aria-hidden=\"true\">" + swatch(kind) + "</svg> "
                + escape(words) + "</span>\n";
    }

    private static String swatch(String kind) {
        return kind.equals("bars")
                ? "<rect class=\"bars\" y=\"2\" width=\"12\" height=\"10\"/>"
                : "<line class=\"" + kind + "\" x1=\"6\" x2=\"6\" y1=\"0\" y2=\"12\"/>";
    }

    private void section(String title, List<Result> results) {
        out.append("<section>\n");
        element("h2", title);
        if (!Report.source(title).isEmpty()) {
            out.append("<p class=\"hint\">")
                    .append(escape(Report.source(title)))
                    .append("</p>\n");
        }
        results.forEach(this::row);
        ticks();
        out.append("</section>\n");
    }

    private void row(Result result) {
        Times times = result.times();
        out.append("<div class=\"row\">\n<div class=\"name\">");
        element("strong", result.workload().name());
        element(
                "small",
                Figures.micros(times.stepNanos()) + " µs, scalar " + Figures.significant(times.timesScalar())
                        + " times as long");
        out.append("</div>\n");
        histogram(result);
        out.append("</div>\n");
    }

    private void histogram(Result result) {
        Times times = result.times();
        out.append("<svg class=\"plot\" width=\"100%\" height=\"")
                .append(HEIGHT)
                .append("\" role=\"img\">\n<title>");
        out.append(escape(result.workload().name() + ": p50 "
                        + Figures.micros(times.single().percentile(50)) + " µs"))
                .append("</title>\n");
        for (double tick : axis.ticks()) {
            line("grid", tick);
        }
        double[] counts = axis.counts(times.single(), PARTS);
        double most = Math.max(1, Arrays.stream(counts).max().orElse(1));
        for (int part = 0; part < PARTS; part++) {
            double height = (HEIGHT - 4) * LogAxis.height(counts[part], most);
            if (height > 0) {
                out.append("<rect class=\"bars\" x=\"").append(percent((double) part / PARTS));
                out.append("\" width=\"").append(percent(0.9 / PARTS)).append("\" y=\"");
                out.append(number(HEIGHT - height))
                        .append("\" height=\"")
                        .append(number(height))
                        .append("\"/>\n");
            }
        }
        if (times.readNanos() != null) {
            line("read", times.readNanos());
        }
        line("scalar", times.scalarNanos());
        for (double mark : MARKS) {
            double nanos = times.single().percentile(mark);
            if (!Double.isNaN(nanos)) {
                line(mark == 50 ? "p50" : mark == 99 ? "p99" : "p999", nanos);
            }
        }
        out.append("</svg>\n");
    }

    private void line(String kind, double nanos) {
        String x = percent(axis.at(nanos));
        out.append("<line class=\"")
                .append(kind)
                .append("\" x1=\"")
                .append(x)
                .append("\" x2=\"")
                .append(x);
        out.append("\" y1=\"0\" y2=\"").append(HEIGHT).append("\"/>\n");
    }

    private void ticks() {
        out.append(
                "<div class=\"row axis\">\n<div class=\"name\"></div>\n<svg width=\"100%\" height=\"18\" aria-hidden=\"true\">\n");
        for (double tick : axis.ticks()) {
            double at = axis.at(tick);
            String anchor = at < 0.05 ? "start" : at > 0.95 ? "end" : "middle";
            out.append("<text x=\"")
                    .append(percent(at))
                    .append("\" y=\"13\" text-anchor=\"")
                    .append(anchor);
            out.append("\">").append(Figures.ofAxis(tick, "µs")).append("</text>\n");
        }
        out.append("</svg>\n</div>\n");
    }

    private void figures() {
        out.append("<section>\n");
        element("h2", "All figures");
        out.append("<div class=\"scroll\" tabindex=\"0\">\n<table>\n<thead>");
        tableRow("th", text.headings());
        out.append("</thead>\n<tbody>\n");
        report.results().forEach(result -> tableRow("td", TextReport.cells(result)));
        out.append("</tbody>\n</table>\n</div>\n");
        TextReport.legend()
                .forEach(line ->
                        out.append("<p class=\"hint\">").append(escape(line)).append("</p>\n"));
        out.append("</section>\n");
    }

    private void tableRow(String tag, List<String> cells) {
        out.append("<tr>");
        cells.forEach(cell -> element(tag, cell));
        out.append("</tr>\n");
    }

    private void conditions() {
        out.append("<section>\n");
        element("h2", "Conditions");
        out.append("<dl>\n");
        for (List<String> row : text.conditions()) {
            element("dt", row.getFirst());
            element("dd", row.getLast());
        }
        out.append("</dl>\n</section>\n");
    }

    private void element(String tag, String content) {
        out.append('<')
                .append(tag)
                .append('>')
                .append(escape(content))
                .append("</")
                .append(tag)
                .append(">\n");
    }

    private static String percent(double share) {
        return number(100 * share) + "%";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** Names of files may hold anything: what is markup or no character of HTML is shown, not obeyed. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default ->
                    escaped.appendCodePoint(
                            Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? 0xfffd : c);
            }
        });
        return escaped.toString();
    }
}
