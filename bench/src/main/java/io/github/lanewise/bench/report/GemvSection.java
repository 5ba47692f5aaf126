package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.timeCell;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of {@link io.github.lanewise.bench.jmh.GemvBenchmark}. */
final class GemvSection {
    private static final String BENCHMARK = "GemvBenchmark";

    private GemvSection() {}

    static Section of(Measurements measurements) {
        Table table = new Table(
                "rows x columns",
                "KiB",
                "scalar, µs",
                "vector, µs",
                "read loop, µs",
                "vector, GB/s",
                "read loop, GB/s",
                "vector of read loop");
        for (Shape shape : measurements.shapes(BENCHMARK)) {
            Measurement vector = find(measurements, "vector", shape);
            Measurement readLoop = find(measurements, "readLoop", shape);
            table.row(
                    shape.gateRows() + "x" + shape.columns(),
                    Figures.significant(shape.weightBytes() / 1024.0),
                    timeCell(find(measurements, "scalar", shape)),
                    timeCell(vector),
                    timeCell(readLoop),
                    bandwidth(shape, vector),
                    bandwidth(shape, readLoop),
                    vector == null || readLoop == null ? "-" : Figures.fixed(readLoop.time() / vector.time(), 2));
        }
        return new Section(
                "Product of a layer's weights with a vector",
                "Beside it a loop that reads the same bytes and does nothing else. The last column is 1 where the"
                        + " product takes no longer than reading.",
                table);
    }

    private static String bandwidth(Shape shape, @Nullable Measurement measurement) {
        // bytes a microsecond are megabytes a second
        return measurement == null ? "-" : Figures.significant(shape.weightBytes() / measurement.time() / 1000);
    }

    private static @Nullable Measurement find(Measurements measurements, String method, Shape shape) {
        return measurements.find(BENCHMARK + "." + method, Map.of("shape", shape.toString()));
    }
}
