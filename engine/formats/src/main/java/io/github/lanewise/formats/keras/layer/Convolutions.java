package io.github.lanewise.formats.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/** Conv1D, where as many rows come out as go in. */
final class Convolutions {
    private Convolutions() {}

    static void read(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        layer.chain().requireRows(layer.layer());
        layer.chain().requireUnmasked(layer.layer());
        int filters = config.size("filters");
        int taps = one(config, "kernel_size", 1);
        int dilation = one(config, "dilation_rate", 1);
        require(config, "strides", one(config, "strides", 1), 1);
        require(config, "groups", config.integer("groups", 1, 1), 1);
        if (config.given("data_format") && !config.string("data_format").equals("channels_last")) {
            throw config.refused("data_format", "channels_last", config.string("data_format"));
        }
        long span = (taps - 1L) * dilation;
        // Where Keras's rows run backward, its convolution looks ahead to what has been.
        boolean backward = layer.chain().backward();
        long ahead = backward ? span - lookAhead(config, span) : lookAhead(config, span);
        boolean biased = config.truth("use_bias", true);
        KerasActivation activation = KerasActivations.of(layer, "activation", "linear");
        if (span > Integer.MAX_VALUE) {
            throw config.refused("dilation_rate", "a kernel that spans less", span + " time steps");
        }
        String reason = "filters " + filters + " and kernel_size " + taps;
        long inputs = layer.inputs(KerasWeights.KERNEL, 1);
        Tensor kernel = layer.take(KerasWeights.KERNEL, "weight", "transposed", reason, taps, inputs, filters);
        @Nullable Tensor bias = biased ? layer.take(KerasWeights.BIAS, "bias", "", reason, filters) : null;
        layer.chain()
                .add(config.made(() -> TemporalConv1dSpec.builder(layer.name(), KerasLayout.taps(kernel, backward))
                        .bias(bias)
                        .dilation(dilation)
                        .lookAhead(Math.toIntExact(ahead))
                        .build()));
        layer.chain().add(activation);
    }

    /** Time steps that the last tap lies ahead. Keras pads both sides alike, and the end with one more if it has to. */
    private static long lookAhead(ConfigObject config, long span) throws FormatException {
        String padding = config.given("padding") ? config.string("padding") : "valid";
        return switch (padding) {
            case "causal" -> 0;
            case "same" -> span - span / 2;
            case "valid" -> {
                if (span > 0) {
                    throw config.refused(
                            "padding",
                            "causal or same, which keep a sequence's length",
                            "valid, which takes " + span + " time steps away");
                }
                yield 0;
            }
            default -> throw config.refused("padding", "causal or same", "'" + padding + "'");
        };
    }

    /** A whole number, which Keras puts in a list of one. */
    private static int one(ConfigObject config, String key, int least) throws FormatException {
        JsonNode value = config.required(key);
        JsonNode only = value instanceof ArrayNode list && list.size() == 1 ? list.get(0) : value;
        if (!only.canConvertToInt() || !only.isIntegralNumber() || only.intValue() < least) {
            throw config.refused(key, "one whole number from " + least, value.toString());
        }
        return only.intValue();
    }

    private static void require(ConfigObject config, String key, int value, int expected) throws FormatException {
        if (value != expected) {
            throw config.refused(key, Integer.toString(expected), Integer.toString(value));
        }
    }
}
