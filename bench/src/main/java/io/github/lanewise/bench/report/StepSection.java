package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.allocatedCell;
import static io.github.lanewise.bench.report.Measurement.speedUpCell;
import static io.github.lanewise.bench.report.Measurement.timeCell;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.Implementation;
import io.github.lanewise.bench.jmh.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of {@link io.github.lanewise.bench.jmh.StepBenchmark}. */
final class StepSection {
    private static final String BENCHMARK = "StepBenchmark";

    private StepSection() {}

    static Section of(Measurements measurements) {
        Table table = new Table(
                "input x hidden",
                "weights, KiB",
                "textbook, µs",
                "scalar, µs",
                "vector, µs",
                "vector over textbook",
                "vector, B/step");
        for (Shape shape : measurements.shapes(BENCHMARK)) {
            Measurement textbook = find(measurements, shape, Implementation.TEXTBOOK);
            Measurement vector = find(measurements, shape, Implementation.VECTOR);
            table.row(
                    shape.toString(),
                    Figures.significant(shape.weightBytes() / 1024.0),
                    timeCell(textbook),
                    timeCell(find(measurements, shape, Implementation.SCALAR)),
                    timeCell(vector),
                    speedUpCell(textbook, vector),
                    allocatedCell(vector));
        }
        return new Section(
                "One step of one LSTM layer",
                "Mean time of a step of one stream, ± half of the 99.9 % confidence interval, and bytes allocated by a"
                        + " step, among them JMH's own (some hundred an iteration, so visible where a step is long).",
                table);
    }

    private static @Nullable Measurement find(Measurements measurements, Shape shape, Implementation implementation) {
        return measurements.find(
                BENCHMARK + ".step", Map.of("shape", shape.toString(), "implementation", implementation.name()));
    }
}
