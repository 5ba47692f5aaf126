package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.speedUpCell;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of {@link io.github.lanewise.bench.jmh.StreamsBenchmark}. */
final class StreamsSection {
    private static final String BENCHMARK = "StreamsBenchmark";

    private StreamsSection() {}

    static Section of(Measurements measurements) {
        Table table = new Table(
                "input x hidden",
                "streams",
                "one by one, µs a stream",
                "together, µs a stream",
                "together over one by one");
        for (Shape shape : measurements.shapes(BENCHMARK)) {
            for (int streams : measurements.streams(BENCHMARK)) {
                Measurement oneByOne = find(measurements, "oneByOne", shape, streams);
                Measurement together = find(measurements, "together", shape, streams);
                table.row(
                        shape.toString(),
                        Figures.count(streams),
                        aStream(oneByOne, streams),
                        aStream(together, streams),
                        speedUpCell(oneByOne, together));
            }
        }
        return new Section(
                "One step of each of many streams",
                "Mean time of a step of one LSTM layer, in a call for each stream and in one call for all of them, divided by"
                        + " the number of streams.",
                table);
    }

    private static String aStream(@Nullable Measurement measurement, int streams) {
        return measurement == null ? "-" : Figures.significant(measurement.time() / streams);
    }

    private static @Nullable Measurement find(Measurements measurements, String method, Shape shape, int streams) {
        return measurements.find(
                BENCHMARK + "." + method, Map.of("shape", shape.toString(), "streams", Integer.toString(streams)));
    }
}
