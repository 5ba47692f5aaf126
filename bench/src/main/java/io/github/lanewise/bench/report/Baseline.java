package io.github.lanewise.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An earlier run's {@code results.json}, kept to see what has become faster or slower since. */
final class Baseline {
    private static final Path FILE = Path.of("bench", "results", "baseline.json");
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private Baseline() {}

    /** The kept run's measurements; none where no run is kept. */
    static Measurements read() throws IOException {
        return Files.exists(FILE) ? of(new ObjectMapper().readTree(FILE.toFile())) : new Measurements(List.of());
    }

    static Measurements of(JsonNode results) {
        List<Measurement> measurements = new ArrayList<>();
        for (JsonNode result : results) {
            Map<String, String> parameters = new HashMap<>();
            result.path("params")
                    .properties()
                    .forEach(parameter -> parameters.put(
                            parameter.getKey(), parameter.getValue().asText()));
            JsonNode time = result.path("primaryMetric");
            measurements.add(new Measurement(
                    Measurement.shortName(result.path("benchmark").asText()),
                    parameters,
                    time.path("score").asDouble(Double.NaN),
                    time.path("scoreError").asDouble(Double.NaN),
                    result.path("secondaryMetrics")
                            .path(ALLOCATION)
                            .path("score")
                            .asDouble(Double.NaN)));
        }
        return new Measurements(measurements);
    }
}
