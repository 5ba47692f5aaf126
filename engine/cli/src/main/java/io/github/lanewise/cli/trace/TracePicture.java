package io.github.lanewise.cli.trace;

import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Draws what a trace shows as one SVG: heatmaps of signals over steps and units below one another, then sensitivities. */
public final class TracePicture {
    /** Bins of a heatmap, so that a picture stays small. */
    private static final int MOST_STEPS = 200;

    private static final int MOST_UNITS = 64;
    private static final int LEVELS = 32;

    private static final int WIDTH = 860;
    private static final int LEFT = 60;
    private static final int PLOT = 700;
    private static final int RIGHT = LEFT + PLOT;
    private static final int HEADING = 24;
    private static final int AXIS = 38;
    private static final int CHART = 220;
    private static final List<String> LINES = List.of("#1f5fa8", "#c8550f", "#1f7a5c", "#7a4fa3");

    private final Svg svg = new Svg(WIDTH);
    private final String title;
    private int y = 34;

    /**
     * A picture with nothing but its title.
     *
     * @param title what is shown
     */
    public TracePicture(String title) {
        this.title = title;
        svg.text(16, 24, "start", "title", title);
    }

    /**
     * Adds a heatmap of a layer's signal.
     *
     * @param trace the layer
     * @param signal one of its signals
     * @return this
     */
    public TracePicture add(LayerTrace trace, Signal signal) {
        float[] values = trace.values(signal);
        int units = trace.size(signal);
        ValueRange range = ValueRange.of(values, trace.steps() * units, signal.isFraction());
        heading(signal.letter() + ", " + signal.title() + ": " + signal.meaning());
        heatmap(new BinnedMatrix(values, trace.steps(), units, MOST_STEPS, MOST_UNITS), range, "unit");
        return this;
    }

    /**
     * Adds what went in or came out.
     *
     * @param heading input or output
     * @param rows (steps, features), or (features) of a single row
     * @return this
     */
    public TracePicture add(String heading, Tensor rows) {
        float[] values = rows.data();
        int features = rows.size(rows.rank() - 1);
        int steps = values.length / features;
        ValueRange range = ValueRange.of(values, values.length, true);
        if (features == 1) {
            heading(heading);
            waveform(new BinnedMatrix(values, steps, 1, PLOT, 1), range);
        } else {
            heading(heading + ", by feature");
            heatmap(new BinnedMatrix(values, steps, features, MOST_STEPS, MOST_UNITS), range, "feature");
        }
        return this;
    }

    /**
     * Adds curves of sensitivity, on one logarithmic scale.
     *
     * @param curves at least one
     * @return this
     */
    public TracePicture add(List<SensitivityCurve> curves) {
        Sensitivity first = curves.getFirst().sensitivity();
        int t = first.step() + 1;
        heading("how much of the input x at step s is left in h at step " + t + ": the norm of ∂h/∂x");
        for (int i = 0; i < curves.size(); i++) {
            svg.path("M" + LEFT + " " + (y + 8) + "h24", "stroke=\"" + lineColour(i) + "\" stroke-width=\"2.5\"");
            svg.text(LEFT + 32, y + 12, "start", "", curves.get(i).label());
            y += 18;
        }
        y += 8;
        LogScale scale = LogScale.of(curves);
        for (int exponent : scale.ticks()) {
            double at = y + CHART * (1 - scale.position(Math.pow(10, exponent)));
            svg.path("M" + LEFT + " " + Svg.number(at) + "h" + PLOT, "stroke=\"#ddd\"");
            svg.text(LEFT - 6, at + 4, "end", "", "1e" + exponent);
        }
        int steps = curves.stream()
                .mapToInt(curve -> curve.sensitivity().norms().length)
                .max()
                .orElseThrow();
        for (int i = 0; i < curves.size(); i++) {
            curve(curves.get(i).sensitivity(), steps, scale, lineColour(i));
        }
        axis(steps, CHART, "step s");
        return this;
    }

    private static String lineColour(int curve) {
        return LINES.get(curve % LINES.size());
    }

    private void curve(Sensitivity sensitivity, int steps, LogScale scale, String colour) {
        StringBuilder line = new StringBuilder();
        boolean pen = false;
        for (int s = 0; s < sensitivity.norms().length; s++) {
            double norm = sensitivity.norms()[s];
            if (norm > 0) {
                double x = LEFT + PLOT * (s + 0.5) / steps;
                line.append(pen ? "L" : "M").append(Svg.number(x)).append(' ');
                line.append(Svg.number(y + CHART * (1 - scale.position(norm))));
            }
            pen = norm > 0;
        }
        svg.path(line, "fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\"");
    }

    private void heading(String text) {
        y += HEADING;
        svg.text(LEFT, y - 7, "start", "heading", text);
    }

    /** A path for each colour: strokes as high as a unit, over as many steps as have that colour. */
    private void heatmap(BinnedMatrix matrix, ValueRange range, String rowName) {
        int height = Math.clamp(6L * matrix.unitBins(), 60, 192);
        Palette palette = Palette.of(range);
        StringBuilder[] paths = new StringBuilder[LEVELS + 2];
        Arrays.setAll(paths, level -> new StringBuilder());
        for (int unit = 0; unit < matrix.unitBins(); unit++) {
            int from = 0;
            for (int step = 1; step <= matrix.stepBins(); step++) {
                int level = level(range, matrix.mean(from, unit));
                if (step == matrix.stepBins() || level(range, matrix.mean(step, unit)) != level) {
                    paths[level].append("M%d %dh%d".formatted(from, unit, step - from));
                    from = step;
                }
            }
        }
        svg.begin("transform=\"translate(%d %s) scale(%s %s)\" shape-rendering=\"crispEdges\""
                .formatted(
                        LEFT,
                        Svg.number(y + height / 2.0 / matrix.unitBins()),
                        (double) PLOT / matrix.stepBins(),
                        (double) height / matrix.unitBins()));
        for (int level = 0; level < paths.length; level++) {
            if (!paths[level].isEmpty()) {
                String colour = palette.at(level > LEVELS ? Double.NaN : (double) level / LEVELS);
                svg.path(paths[level], "stroke=\"" + colour + "\"");
            }
        }
        svg.end();
        int units = matrix.units();
        svg.text(LEFT - 6, y + 10, "end", "", "1");
        svg.text(LEFT - 6, y + height, "end", "", Integer.toString(units));
        svg.text(LEFT - 6, y + height / 2.0 + 4, "end", "", rowName);
        legend(range, palette, height);
        String bins = matrix.isBinned()
                ? "step (mean of %d steps and %d %ss in a field)"
                        .formatted(matrix.stepsOfBin(), matrix.unitsOfBin(), rowName)
                : "step";
        axis(matrix.steps(), height, bins);
    }

    private static int level(ValueRange range, float value) {
        double position = range.position(value);
        return Double.isNaN(position) ? LEVELS + 1 : (int) Math.round(position * LEVELS);
    }

    private void legend(ValueRange range, Palette palette, int height) {
        double each = (double) height / LEVELS;
        svg.begin("shape-rendering=\"crispEdges\"");
        for (int level = 0; level < LEVELS; level++) {
            double top = y + height - (level + 1) * each;
            svg.rectangle(RIGHT + 14, top, 12, each + 0.5, "fill=\"" + palette.at((level + 0.5) / LEVELS) + "\"");
        }
        svg.end();
        svg.text(RIGHT + 32, y + 10, "start", "", label(range.high()));
        svg.text(RIGHT + 32, y + height, "start", "", label(range.low()));
        if (range.signed()) {
            svg.text(RIGHT + 32, y + height / 2.0 + 4, "start", "", "0");
        }
    }

    private static String label(float value) {
        String text = String.format(Locale.ROOT, "%.3g", value);
        return text.contains("e") ? text : text.replaceFirst("\\.0+$", "");
    }

    private void waveform(BinnedMatrix wave, ValueRange range) {
        int height = 80;
        StringBuilder line = new StringBuilder();
        for (int bin = 0; bin < wave.stepBins(); bin++) {
            String x = Svg.number(LEFT + PLOT * (bin + 0.5) / wave.stepBins());
            double top = y + height * (1 - range.position(wave.maxima()[bin]));
            double bottom = y + height * (1 - range.position(wave.minima()[bin]));
            line.append(bin == 0 ? "M" : "L").append(x).append(' ').append(Svg.number(top));
            if (wave.isBinned()) {
                line.append('V').append(Svg.number(bottom));
            }
        }
        svg.path(line, "fill=\"none\" stroke=\"#1f5fa8\"");
        svg.text(LEFT - 6, y + 10, "end", "", label(range.high()));
        svg.text(LEFT - 6, y + height, "end", "", label(range.low()));
        axis(wave.steps(), height, "step");
    }

    /** The axis of steps below a plot, and on to the next plot. */
    private void axis(int steps, int height, String name) {
        y += height;
        svg.path("M" + LEFT + " " + (y + 0.5) + "h" + PLOT, "stroke=\"#999\"");
        int distance = distance(steps);
        for (int step = 1; step <= steps; step = step == 1 && distance > 1 ? distance : step + distance) {
            double x = LEFT + PLOT * (step - 0.5) / steps;
            svg.text(x, y + 15, "middle", "", Integer.toString(step));
        }
        svg.text(LEFT + PLOT / 2.0, y + 30, "middle", "", name);
        y += AXIS;
    }

    /** Of the numbers on an axis: 1, 2 or 5 times a power of ten, for ten numbers at most. */
    private static int distance(int steps) {
        for (long power = 1; ; power *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                if (steps / (power * factor) <= 10) {
                    return (int) (power * factor);
                }
            }
        }
    }

    /**
     * The picture.
     *
     * @return a whole SVG document
     */
    public String document() {
        return svg.document(title, y + 8);
    }
}
