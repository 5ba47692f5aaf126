package io.github.lanewise.cli.trace;

import io.github.lanewise.cli.picture.Canvas;
import io.github.lanewise.cli.picture.Canvas.Anchor;
import io.github.lanewise.cli.picture.Canvas.Fields;
import io.github.lanewise.cli.picture.Canvas.Stroke;
import io.github.lanewise.cli.picture.Canvas.TextStyle;
import io.github.lanewise.cli.picture.Lines;
import io.github.lanewise.cli.picture.Raster;
import io.github.lanewise.cli.picture.Svg;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws what a trace shows as one picture: heatmaps of signals over steps and units below one another, then sensitivities. */
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

    private static final Stroke AXIS_LINE = new Stroke("#999", 1);
    private static final Stroke GRID_LINE = new Stroke("#ddd", 1);

    private final Canvas canvas;
    private int y = 34;

    private TracePicture(Canvas canvas, String title) {
        this.canvas = canvas;
        canvas.text(16, 24, Anchor.START, TextStyle.TITLE, title);
    }

    /**
     * A picture as SVG with nothing but its title.
     *
     * @param title what is shown
     * @return a picture to add to
     */
    public static TracePicture svg(String title) {
        return new TracePicture(new Svg(WIDTH, title), title);
    }

    /**
     * A picture as PNG with nothing but its title.
     *
     * @param title what is shown
     * @return a picture to add to
     */
    public static TracePicture png(String title) {
        return new TracePicture(new Raster(WIDTH), title);
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
            canvas.horizontal(LEFT, y + 8, 24, new Stroke(lineColour(i), 2.5));
            label(LEFT + 32, y + 12, Anchor.START, curves.get(i).label());
            y += 18;
        }
        y += 8;
        LogScale scale = LogScale.of(curves);
        for (int exponent : scale.ticks()) {
            double at = y + CHART * (1 - scale.position(Math.pow(10, exponent)));
            canvas.horizontal(LEFT, at, PLOT, GRID_LINE);
            label(LEFT - 6, at + 4, Anchor.END, "1e" + exponent);
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
        Lines lines = new Lines();
        for (int s = 0; s < sensitivity.norms().length; s++) {
            double norm = sensitivity.norms()[s];
            if (norm > 0) {
                lines.to(LEFT + PLOT * (s + 0.5) / steps, y + CHART * (1 - scale.position(norm)));
            } else {
                lines.lift();
            }
        }
        canvas.lines(lines, new Stroke(colour, 2));
    }

    private void label(double x, double baseline, Anchor anchor, String text) {
        canvas.text(x, baseline, anchor, TextStyle.LABEL, text);
    }

    private void heading(String text) {
        y += HEADING;
        canvas.text(LEFT, y - 7, Anchor.START, TextStyle.HEADING, text);
    }

    private void heatmap(BinnedMatrix matrix, ValueRange range, String rowName) {
        int height = Math.clamp(6L * matrix.unitBins(), 60, 192);
        Palette palette = Palette.of(range);
        List<String> colours = new ArrayList<>();
        for (int level = 0; level <= LEVELS; level++) {
            colours.add(palette.at((double) level / LEVELS));
        }
        colours.add(palette.at(Double.NaN));
        canvas.fields(
                LEFT,
                y,
                PLOT,
                height,
                new Fields(
                        matrix.stepBins(),
                        matrix.unitBins(),
                        colours,
                        (step, unit) -> level(range, matrix.mean(step, unit))));
        int units = matrix.units();
        label(LEFT - 6, y + 10, Anchor.END, "1");
        label(LEFT - 6, y + height, Anchor.END, Integer.toString(units));
        label(LEFT - 6, y + height / 2.0 + 4, Anchor.END, rowName);
        legend(range, palette, height);
        String bins = matrix.isBinned()
                ? "step (mean of %d steps and %d %ss in a field)"
                        .formatted(matrix.stepsOfBin(), matrix.unitsOfBin(), rowName)
                : "step";
        axis(matrix.steps(), height, bins);
    }

    /** The number of a value's colour; the last one is that of NaN. */
    private static int level(ValueRange range, float value) {
        double position = range.position(value);
        return Double.isNaN(position) ? LEVELS + 1 : (int) Math.round(position * LEVELS);
    }

    private void legend(ValueRange range, Palette palette, int height) {
        List<String> colours = new ArrayList<>();
        for (int level = 0; level < LEVELS; level++) {
            colours.add(palette.at((level + 0.5) / LEVELS));
        }
        canvas.colourBar(RIGHT + 14, y, 12, height, colours);
        label(RIGHT + 32, y + 10, Anchor.START, number(range.high()));
        label(RIGHT + 32, y + height, Anchor.START, number(range.low()));
        if (range.signed()) {
            label(RIGHT + 32, y + height / 2.0 + 4, Anchor.START, "0");
        }
    }

    private static String number(float value) {
        String text = String.format(Locale.ROOT, "%.3g", value);
        return text.contains("e") ? text : text.replaceFirst("\\.0+$", "");
    }

    private void waveform(BinnedMatrix wave, ValueRange range) {
        int height = 80;
        Lines lines = new Lines();
        for (int bin = 0; bin < wave.stepBins(); bin++) {
            double x = LEFT + PLOT * (bin + 0.5) / wave.stepBins();
            double top = y + height * (1 - range.position(wave.maxima()[bin]));
            double bottom = y + height * (1 - range.position(wave.minima()[bin]));
            if (Double.isNaN(top)) {
                lines.lift();
                continue;
            }
            lines.to(x, top);
            if (wave.isBinned()) {
                lines.to(x, bottom);
            }
        }
        canvas.lines(lines, new Stroke(LINES.getFirst(), 1));
        label(LEFT - 6, y + 10, Anchor.END, number(range.high()));
        label(LEFT - 6, y + height, Anchor.END, number(range.low()));
        axis(wave.steps(), height, "step");
    }

    /** The axis of steps below a plot, and on to the next plot. */
    private void axis(int steps, int height, String name) {
        y += height;
        canvas.horizontal(LEFT, y + 0.5, PLOT, AXIS_LINE);
        int distance = distance(steps);
        for (int step = 1; step <= steps; step = step == 1 && distance > 1 ? distance : step + distance) {
            double x = LEFT + PLOT * (step - 0.5) / steps;
            label(x, y + 15, Anchor.MIDDLE, Integer.toString(step));
        }
        label(LEFT + PLOT / 2.0, y + 30, Anchor.MIDDLE, name);
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
     * @return a whole file
     */
    public byte[] document() {
        return canvas.document(y + 8);
    }
}
