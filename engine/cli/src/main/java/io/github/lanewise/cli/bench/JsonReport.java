package io.github.lanewise.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A report as JSON, with every figure. The end of a key is its unit; null is a figure that is not known. */
public final class JsonReport {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonReport() {}

    /**
     * Writes a report.
     *
     * @param report with figures
     * @return a JSON object in UTF-8, indented, with a line break at its end
     * @throws IOException never, as far as anybody knows
     */
    public static byte[] of(Report report) throws IOException {
        ObjectNode root = NODES.objectNode();
        root.set("conditions", conditions(report));
        ArrayNode results = root.putArray("results");
        report.results().forEach(result -> results.add(result(result)));
        String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode conditions(Report report) {
        Conditions conditions = report.conditions();
        ObjectNode node = NODES.objectNode();
        node.put("version", conditions.version());
        node.put("date", conditions.date().toString());
        node.put("processor", conditions.processor());
        node.put("cores", conditions.cores());
        node.put("system", conditions.system());
        node.put("java", conditions.java());
        ArrayNode flags = node.putArray("flags");
        conditions.flags().forEach(flags::add);
        node.put("backend", conditions.lanes());
        node.put("clock_ns", conditions.clockNanos());
        node.put("noise_share", report.medianNoise());
        node.put("warning", report.warning());
        return node;
    }

    private static ObjectNode result(Result result) {
        Times times = result.times();
        LatencyHistogram single = times.single();
        ObjectNode node = NODES.objectNode();
        node.put("table", result.workload().table());
        node.put("source", Report.source(result.workload().table()));
        node.put("name", result.workload().name());
        node.put("model", result.model());
        node.put("window_rows", result.workload().window());
        node.put("warm_up", result.warmUp());
        node.put("warm", result.warm());
        node.put("noise_share", result.noise());
        node.put("step_ns", times.stepNanos());
        put(node, "p50_ns", single.percentile(50));
        put(node, "p90_ns", single.percentile(90));
        put(node, "p99_ns", single.percentile(99));
        put(node, "p99_9_ns", single.percentile(99.9));
        node.put("max_ns", single.max());
        node.put("single_steps", single.total());
        node.put("scalar_step_ns", times.scalarNanos());
        put(node, "read_loop_ns", times.readNanos());
        node.put("times_scalar", times.timesScalar());
        put(node, "times_read", times.timesRead());
        node.put("flop", result.cost().flops());
        node.put("weight_bytes", result.cost().weightBytes());
        node.put("gflop_per_s", result.gigaflops());
        node.put("gb_per_s", result.gigabytes());
        put(node, "allocated_bytes", times.bytesAllocated());
        ArrayNode histogram = node.putArray("histogram");
        for (LatencyHistogram.Bucket bucket : single.buckets()) {
            ObjectNode entry = histogram.addObject();
            entry.put("from_ns", bucket.low());
            entry.put("to_ns", bucket.high());
            entry.put("steps", bucket.count());
        }
        return node;
    }

    /** JSON has no NaN. */
    private static void put(ObjectNode node, String key, @Nullable Double value) {
        node.put(key, value == null || !Double.isFinite(value) ? null : value);
    }
}
