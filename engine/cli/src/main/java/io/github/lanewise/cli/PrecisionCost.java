package io.github.lanewise.cli;

import static io.github.lanewise.cli.StoredWeights.grouped;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a model's precision costs on an input, as tables or as JSON.
 *
 * @param reduced the model in its precision
 * @param input the input's name
 * @param shapes of the input, in one line
 * @param layers what each layer costs
 * @param output the root of the mean square of the model's output in fp32, and how far it is from that
 * @param growth the difference over time; null where the model writes no row each step
 * @param accuracy right answers; null where there are no labels
 */
record PrecisionCost(
        ModelSpec reduced,
        String input,
        String shapes,
        List<Layer> layers,
        Output output,
        @Nullable PrecisionGrowth growth,
        @Nullable Accuracy accuracy) {
    /** Copies what it is given. */
    PrecisionCost {
        layers = List.copyOf(layers);
    }

    /**
     * An output beside fp32.
     *
     * @param rmsInFp32 the root of its mean square in fp32
     * @param difference from that
     */
    record Output(double rmsInFp32, Deviation difference) {}

    /**
     * What one layer costs.
     *
     * @param output its own, where all of the model is reduced
     * @param alone the difference of the model's output where this layer alone is reduced; empty if the layer has no matrices
     */
    record Layer(Output output, Deviation alone) {}

    /**
     * Right answers.
     *
     * @param fp32 how many in fp32
     * @param reduced how many in the model's precision
     * @param rows of how many
     */
    record Accuracy(int fp32, int reduced, int rows) {}

    void print(PrintWriter out) {
        out.println(Precisions.describe(reduced) + " beside fp32, " + input + ": " + shapes);
        bytes().print(out);
        out.println();
        out.println("difference of each layer's output, and of the model's output where this layer alone is reduced");
        differences().print(out);
        out.println();
        if (growth == null) {
            out.println("difference over time: not shown, " + PrecisionGrowth.impossible(reduced));
        } else {
            out.println(
                    "difference over time: of the output of all steps up to here, and of the states after this step");
            growth.print(out);
        }
        if (accuracy != null) {
            out.println();
            Table table = new Table("lrrr").row("accuracy", "right", "of", "percent");
            addAccuracy(table, Precision.FP32.text(), accuracy.fp32(), accuracy.rows());
            addAccuracy(table, Precisions.describe(reduced), accuracy.reduced(), accuracy.rows());
            table.print(out);
        }
    }

    private Table bytes() {
        Table table = new Table("lllrrrrr").row("bytes", "name", "precision", "now", "fp32", "bf16", "int8", "int4");
        for (int i = 0; i < layers.size(); i++) {
            LayerSpec layer = layer(i);
            addBytes(
                    table,
                    List.of(
                            layer.describe(),
                            layer.name().isEmpty() ? "-" : layer.name(),
                            Precisions.describe(reduced, i)),
                    WeightMatrices.bytes(layer, reduced.precision(i)),
                    precision -> WeightMatrices.bytes(layer, precision));
        }
        addBytes(table, List.of("total", "", ""), StoredWeights.bytes(reduced), this::allBytes);
        return table;
    }

    private static void addBytes(Table table, List<String> what, long now, ToLongFunction<Precision> bytes) {
        List<String> row = new ArrayList<>(what);
        row.add(grouped(now));
        for (Precision precision : Precision.values()) {
            row.add(grouped(bytes.applyAsLong(precision)));
        }
        table.row(row.toArray(String[]::new));
    }

    private LayerSpec layer(int index) {
        return reduced.layers().get(index);
    }

    private long allBytes(Precision precision) {
        return reduced.layers().stream()
                .mapToLong(layer -> WeightMatrices.bytes(layer, precision))
                .sum();
    }

    private Table differences() {
        Table table =
                new Table("llrrrrr").row("layer", "precision", "RMS in fp32", "max", "RMS", "alone, max", "alone, RMS");
        for (int i = 0; i < layers.size(); i++) {
            LayerSpec layer = layer(i);
            Layer cost = layers.get(i);
            table.row(
                    layer.name().isEmpty() ? layer.describe() : layer.name(),
                    Precisions.describe(reduced, i),
                    Deviation.text(cost.output().rmsInFp32()),
                    Deviation.text(cost.output().difference().max()),
                    Deviation.text(cost.output().difference().rms()),
                    cost.alone().isEmpty() ? "-" : Deviation.text(cost.alone().max()),
                    cost.alone().isEmpty() ? "-" : Deviation.text(cost.alone().rms()));
        }
        return table.row(
                "output",
                "",
                Deviation.text(output.rmsInFp32()),
                Deviation.text(output.difference().max()),
                Deviation.text(output.difference().rms()),
                "",
                "");
    }

    private static void addAccuracy(Table table, String precision, int right, int rows) {
        table.row(
                precision,
                Integer.toString(right),
                Integer.toString(rows),
                String.format(Locale.ROOT, "%.2f", 100.0 * right / rows));
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("precision", Precisions.describe(reduced))
                .put("input", input)
                .put("shapes", shapes);
        json.set("bytes", bytes(StoredWeights.bytes(reduced), this::allBytes));
        List<ObjectNode> each = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            each.add(json(i));
        }
        json.set("layers", Json.objects(each));
        json.set("output", json(output));
        json.set("over_time", growth == null ? null : growth.json());
        json.set(
                "accuracy",
                accuracy == null
                        ? null
                        : Json.object()
                                .put("right_in_fp32", accuracy.fp32())
                                .put("right", accuracy.reduced())
                                .put("of", accuracy.rows()));
        return json;
    }

    private ObjectNode json(int index) {
        LayerSpec layer = layer(index);
        Layer cost = layers.get(index);
        ObjectNode json = Json.object()
                .put("layer", layer.describe())
                .put("name", layer.name())
                .put(
                        "precision",
                        layer.matrices().isEmpty()
                                ? null
                                : reduced.precision(index).text());
        json.set(
                "bytes",
                bytes(
                        WeightMatrices.bytes(layer, reduced.precision(index)),
                        precision -> WeightMatrices.bytes(layer, precision)));
        json.setAll(json(cost.output()));
        return cost.alone().isEmpty()
                ? json
                : json.put("alone_max", cost.alone().max())
                        .put("alone_rms", cost.alone().rms());
    }

    private static ObjectNode bytes(long now, ToLongFunction<Precision> bytes) {
        ObjectNode json = Json.object().put("now", now);
        for (Precision precision : Precision.values()) {
            json.put(precision.text(), bytes.applyAsLong(precision));
        }
        return json;
    }

    private static ObjectNode json(Output output) {
        return Json.object()
                .put("rms_in_fp32", output.rmsInFp32())
                .put("max", output.difference().max())
                .put("rms", output.difference().rms());
    }
}
