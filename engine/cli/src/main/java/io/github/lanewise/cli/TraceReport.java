package io.github.lanewise.cli;

import io.github.lanewise.cli.trace.LayerTrace;
import io.github.lanewise.cli.trace.Recording;
import io.github.lanewise.cli.trace.SensitivityCurve;
import io.github.lanewise.cli.trace.TraceSummary;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * What {@code trace} prints: a line for each layer and direction, and one for each sensitivity.
 *
 * @param recording the layers
 * @param curves the sensitivities; empty if there are none
 */
record TraceReport(Recording recording, List<SensitivityCurve> curves) {
    void print(PrintWriter out) {
        Table layers = new Table("rlrrr").row("", "layer", "half-life, steps", "saturated units", "dead units");
        int number = 1;
        for (LayerTrace trace : recording.layers()) {
            TraceSummary summary = new TraceSummary(trace);
            layers.row(
                    Integer.toString(number++),
                    trace.describe(),
                    summary.medianHalfLife(),
                    summary.saturated(),
                    summary.dead());
        }
        layers.print(out);
        if (!curves.isEmpty()) {
            out.println();
            sensitivities().print(out);
        }
    }

    private Table sensitivities() {
        int step = curves.getFirst().sensitivity().step() + 1;
        Table table =
                new Table("lrr").row("how much of x is left in h at step " + step, "of step 1", "of step " + step);
        for (SensitivityCurve curve : curves) {
            double[] norms = curve.sensitivity().norms();
            table.row(
                    curve.label(),
                    norm(norms[0]),
                    norm(norms[curve.sensitivity().step()]));
        }
        return table;
    }

    private static String norm(double value) {
        return String.format(Locale.ROOT, "%.2e", value);
    }
}
