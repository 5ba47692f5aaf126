package io.github.lanewise.cli;

import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The precisions that a command line asks for, as {@code int8,fc=fp32}.
 *
 * @param all of every layer; null for {@code auto}, which chooses for each
 * @param layers of single layers, by name, or by number where a layer has none
 */
record PrecisionRequest(@Nullable Precision all, Map<String, Precision> layers) {
    private static final String AUTO = "auto";

    /** Copies what it is given. */
    PrecisionRequest {
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    }

    boolean isAuto() {
        return all == null;
    }

    /**
     * Reads what was typed.
     *
     * @throws IllegalArgumentException if it is no such list
     */
    static PrecisionRequest parse(String text) {
        if (text.equals(AUTO)) {
            return new PrecisionRequest(null, Map.of());
        }
        String[] parts = text.split(",", -1);
        Map<String, Precision> layers = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].lastIndexOf('=');
            String name = parts[i].substring(0, Math.max(0, equals));
            if (name.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected LAYER=PRECISION behind the comma, as in int8,fc=fp32, found '" + parts[i] + "'");
            }
            if (layers.put(name, precision(parts[i].substring(equals + 1), "fp32, bf16, int8 or int4")) != null) {
                throw new IllegalArgumentException("expected layer '" + name + "' once, found it twice; leave one out");
            }
        }
        return new PrecisionRequest(
                precision(parts[0], "first fp32, bf16, int8 or int4 for all layers, or auto"), layers);
    }

    private static Precision precision(String text, String expected) {
        for (Precision precision : Precision.values()) {
            if (precision.text().equals(text)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("expected " + expected + ", found '" + text + "'");
    }

    /**
     * A model in the precisions asked for, which are not {@code auto}.
     *
     * @param path the model's file
     * @param spec the model
     * @throws CommandException if it has no layer of a name, or a precision does not take a weight or
     *     is none for a layer that it was asked for
     */
    ModelSpec applyTo(Path path, ModelSpec spec) throws CommandException {
        if (all == null) {
            throw new IllegalStateException(AUTO + " needs trials, see PrecisionChoice");
        }
        ModelSpec chosen = spec.withPrecision(all);
        for (Map.Entry<String, Precision> layer : layers.entrySet()) {
            int index = index(path, spec, layer.getKey());
            chosen = chosen.withPrecision(index, layer.getValue());
            if (chosen.precision(index) != layer.getValue()) {
                throw new CommandException(
                        path + ": --precision: expected fp32, bf16 or int8 for layer '" + layer.getKey()
                                + "', a convolution, found " + layer.getValue().text());
            }
        }
        for (int layer : Precisions.layers(spec)) {
            String refusal = WeightMatrices.refusal(spec.layers().get(layer), chosen.precision(layer));
            if (refusal != null) {
                throw new CommandException(path + ": tensor " + refusal + ", as in --precision " + all.text() + ","
                        + Precisions.nameOf(spec, layer) + "=fp32");
            }
        }
        return chosen;
    }

    private static int index(Path path, ModelSpec spec, String name) throws CommandException {
        List<String> names = Precisions.layers(spec).stream()
                .map(layer -> Precisions.nameOf(spec, layer))
                .toList();
        for (int layer : Precisions.layers(spec)) {
            if (Precisions.nameOf(spec, layer).equals(name)) {
                return layer;
            }
        }
        throw new CommandException(path + ": --precision: expected a layer with weight matrices, one of "
                + names.stream().collect(Collectors.joining(", ")) + ", found '" + name + "'"
                + Spelling.suggestion(name, names));
    }
}
