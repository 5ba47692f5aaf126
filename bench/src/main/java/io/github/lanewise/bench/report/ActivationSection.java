package io.github.lanewise.bench.report;

import static io.github.lanewise.bench.report.Measurement.timeCell;

import io.github.lanewise.bench.Figures;
import io.github.lanewise.bench.Table;
import io.github.lanewise.bench.jmh.Implementation;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of {@link io.github.lanewise.bench.jmh.ActivationBenchmark}. */
final class ActivationSection {
    private static final String BENCHMARK = "ActivationBenchmark";
    private static final double GROUP = 16;

    private ActivationSection() {}

    static Section of(Measurements measurements) {
        Table table = new Table(
                "function",
                "floats",
                "implementation",
                "pass with copy, ns",
                "copy alone, ns",
                "pass per 16 floats, ns");
        for (String function : List.of("sigmoid", "tanh")) {
            for (int size : measurements.sizes(BENCHMARK)) {
                for (Implementation implementation : Implementation.values()) {
                    Measurement pass = find(measurements, function, size, implementation);
                    Measurement copy = find(measurements, "copy", size, implementation);
                    table.row(
                            function,
                            Figures.count(size),
                            implementation.name().toLowerCase(Locale.ROOT),
                            timeCell(pass),
                            timeCell(copy),
                            perGroup(pass, copy, size));
                }
            }
        }
        return new Section(
                "Activation functions",
                "A pass over a buffer, in place, behind a copy that brings new inputs. The last column is without the"
                        + " copy.",
                table);
    }

    private static String perGroup(@Nullable Measurement pass, @Nullable Measurement copy, int size) {
        return pass == null || copy == null ? "-" : Figures.significant((pass.time() - copy.time()) * GROUP / size);
    }

    private static @Nullable Measurement find(
            Measurements measurements, String method, int size, Implementation implementation) {
        return measurements.find(
                BENCHMARK + "." + method,
                Map.of("size", Integer.toString(size), "implementation", implementation.name()));
    }
}
