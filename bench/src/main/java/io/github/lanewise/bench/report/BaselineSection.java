package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.speedUpCell;
import static io.github.lanewise.bench.report.Measurement.timeCell;

import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.Implementation;
import io.github.lanewise.bench.jmh.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The step beside an earlier run's. */
final class BaselineSection {
    private static final String BENCHMARK = "StepBenchmark";

    private BaselineSection() {}

    static Section of(Measurements before, Measurements after) {
        Table table = new Table(
                "input x hidden",
                "scalar before, µs",
                "scalar now, µs",
                "vector before, µs",
                "vector now, µs",
                "vector, times as fast");
        for (Shape shape : after.shapes(BENCHMARK)) {
            Measurement then = find(before, shape, Implementation.VECTOR);
            Measurement now = find(after, shape, Implementation.VECTOR);
            if (then != null && now != null) {
                table.row(
                        shape.toString(),
                        timeCell(find(before, shape, Implementation.SCALAR)),
                        timeCell(find(after, shape, Implementation.SCALAR)),
                        timeCell(then),
                        timeCell(now),
                        speedUpCell(then, now));
            }
        }
        return new Section(
                "One step, before and after",
                "The first version's step, from `baseline.json`: an earlier run on a machine of the same kind.",
                table);
    }

    private static @Nullable Measurement find(Measurements run, Shape shape, Implementation implementation) {
        return run.find(
                BENCHMARK + ".step", Map.of("shape", shape.toString(), "implementation", implementation.name()));
    }
}
