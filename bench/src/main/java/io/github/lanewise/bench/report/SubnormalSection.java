package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.speedUpCell;
import static io.github.lanewise.bench.report.Measurement.timeCell;

import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.Shape;
import io.github.lanewise.bench.jmh.StreamState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of {@link io.github.lanewise.bench.jmh.SubnormalStateBenchmark}. */
final class SubnormalSection {
    private static final String BENCHMARK = "SubnormalStateBenchmark";

    private SubnormalSection() {}

    static Section of(Measurements measurements) {
        Table table = new Table(
                "input x hidden", "normal, µs", "subnormal, µs", "flushed, µs", "subnormal's share of normal's speed");
        for (Shape shape : measurements.shapes(BENCHMARK)) {
            Measurement normal = find(measurements, shape, StreamState.NORMAL);
            Measurement subnormal = find(measurements, shape, StreamState.SUBNORMAL);
            table.row(
                    shape.toString(),
                    timeCell(normal),
                    timeCell(subnormal),
                    timeCell(find(measurements, shape, StreamState.FLUSHED)),
                    speedUpCell(normal, subnormal));
        }
        return new Section(
                "A step whose states are subnormal",
                "Mean time of a step of a layer that lets nothing in and forgets nothing, with every hidden and cell state"
                        + " an ordinary number, a subnormal one, or a subnormal one that the model flushes.",
                table);
    }

    private static @Nullable Measurement find(Measurements measurements, Shape shape, StreamState state) {
        return measurements.find(BENCHMARK + ".step", Map.of("shape", shape.toString(), "state", state.name()));
    }
}
