package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.speedUpCell;
import static io.github.lanewise.bench.report.Measurement.timeCell;

import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.WindowModel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of {@link io.github.lanewise.bench.jmh.WindowBenchmark}. */
final class WindowSection {
    private static final String BENCHMARK = "WindowBenchmark";

    private WindowSection() {}

    static Section of(Measurements measurements) {
        Table table = new Table("model", "push, µs", "window computed whole, µs", "push over whole");
        for (WindowModel model : WindowModel.values()) {
            Measurement push = find(measurements, "push", model);
            Measurement whole = find(measurements, "whole", model);
            if (push != null || whole != null) {
                table.row(model.describe(), timeCell(push), timeCell(whole), speedUpCell(whole, push));
            }
        }
        return new Section(
                "What a model says of the last rows of a stream",
                "Mean time of the next row: pushed into a window that slides, with the work that follows the answer, and with"
                        + " the whole window computed anew. The models are STAC-shaped, and the figures unaudited.",
                table);
    }

    private static @Nullable Measurement find(Measurements measurements, String method, WindowModel model) {
        return measurements.find(BENCHMARK + "." + method, Map.of("model", model.name()));
    }
}
