package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.speedUpCell;
import static io.github.lanewise.bench.report.Measurement.timeCell;

import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.Shape;
import io.github.lanewise.spec.Precision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of {@link io.github.lanewise.bench.jmh.PrecisionBenchmark}. */
final class PrecisionSection {
    private static final String BENCHMARK = "PrecisionBenchmark";

    private PrecisionSection() {}

    static Section of(Measurements measurements) {
        Table table = new Table(
                "input x hidden",
                "what",
                "fp32, µs",
                "bf16, µs",
                "int8, µs",
                "int4, µs",
                "fp32 over bf16",
                "fp32 over int8",
                "bf16 over int8",
                "int8 over int4");
        for (String what : List.of("product", "step")) {
            for (Shape shape : measurements.shapes(BENCHMARK)) {
                Measurement fp32 = find(measurements, what, shape, Precision.FP32);
                Measurement bf16 = find(measurements, what, shape, Precision.BF16);
                Measurement int8 = find(measurements, what, shape, Precision.INT8);
                Measurement int4 = find(measurements, what, shape, Precision.INT4);
                table.row(
                        shape.toString(),
                        what,
                        timeCell(fp32),
                        timeCell(bf16),
                        timeCell(int8),
                        timeCell(int4),
                        speedUpCell(fp32, bf16),
                        speedUpCell(fp32, int8),
                        speedUpCell(bf16, int8),
                        speedUpCell(int8, int4));
            }
        }
        return new Section(
                "Steps and products in each precision of the weights",
                "Mean time of a step of one LSTM layer of one stream, and of the product of its weights with a vector.",
                table);
    }

    private static @Nullable Measurement find(
            Measurements measurements, String method, Shape shape, Precision precision) {
        return measurements.find(
                BENCHMARK + "." + method, Map.of("shape", shape.toString(), "precision", precision.name()));
    }
}
