package io.github.lanewise.bench.report;

import io.github.lanewise.bench.jmh.Shape;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;

/**
 * All measurements of a run, to be looked up by the cells of tables.
 *
 * @param all in any order
 */
record Measurements(List<Measurement> all) {
    static Measurements of(Collection<RunResult> results) {
        return new Measurements(results.stream().map(Measurement::of).toList());
    }

    /** The measurement of a benchmark with some parameters, or null where the run left it out. */
    @Nullable
    Measurement find(String benchmark, Map<String, String> parameters) {
        return all.stream()
                .filter(m -> m.benchmark().equals(benchmark) && m.parameters().equals(parameters))
                .findFirst()
                .orElse(null);
    }

    /** The shapes that the benchmarks of a class ran with, the smallest first. */
    List<Shape> shapes(String benchmarkClass) {
        return values(benchmarkClass, "shape")
                .map(Shape::parse)
                .sorted(Comparator.comparingLong(Shape::weightBytes))
                .toList();
    }

    /** The buffer sizes that the benchmarks of a class ran with, the smallest first. */
    List<Integer> sizes(String benchmarkClass) {
        return values(benchmarkClass, "size").map(Integer::valueOf).sorted().toList();
    }

    /** The numbers of streams that the benchmarks of a class ran with, the smallest first. */
    List<Integer> streams(String benchmarkClass) {
        return values(benchmarkClass, "streams").map(Integer::valueOf).sorted().toList();
    }

    private Stream<String> values(String benchmarkClass, String parameter) {
        return all.stream()
                .filter(m -> m.benchmark().startsWith(benchmarkClass + "."))
                .map(m -> m.parameters().get(parameter))
                .filter(Objects::nonNull)
                .distinct();
    }
}
