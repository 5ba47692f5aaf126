package io.github.lanewise.formats.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;

/** InputLayer, Embedding, Dense, RepeatVector, and layers that do something in training only. */
public final class CoreLayers {
    private static final int MAX_AXES = 3;

    private CoreLayers() {}

    static void input(LayerContext layer) throws FormatException {
        layer.layer().requireOff("sparse");
        layer.layer().requireOff("ragged");
        layer.layer().requireOff("optional");
    }

    /** The shape of a model's input, which its first layer may say: extents with null for those that are open. */
    public static void readInputShape(LayerContext layer) throws FormatException {
        String key = layer.config().has("batch_shape") ? "batch_shape" : "batch_input_shape";
        if (layer.config().value(key) instanceof ArrayNode extents && !extents.isEmpty()) {
            if (extents.size() > MAX_AXES) {
                throw layer.layer().refused(key, "batch, time steps and features", extents.toString());
            }
            JsonNode last = extents.get(extents.size() - 1);
            layer.chain().input(extents.size(), extents.size() > 2 && last.canConvertToInt() ? last.intValue() : 0);
        }
    }

    static void embedding(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        boolean zeroIsPadding = config.truth("mask_zero", false);
        config.ignore(List.of("input_length"));
        int tokens = config.size("input_dim");
        int features = config.size("output_dim");
        String reason = "input_dim and output_dim";
        Tensor table = layer.take(KerasWeights.EMBEDDINGS, "weight", "", reason, tokens, features);
        layer.chain().addEmbedding(config.made(() -> new EmbeddingSpec(layer.name(), table, zeroIsPadding)));
    }

    static void dense(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        int units = config.size("units");
        boolean biased = config.truth("use_bias", true);
        KerasActivation activation = KerasActivations.of(layer, "activation", "linear");
        String reason = units + " units";
        long inputs = layer.inputs(KerasWeights.KERNEL, 0);
        Tensor kernel = layer.take(KerasWeights.KERNEL, "weight", "transposed", reason, inputs, units);
        Tensor bias = biased ? layer.take(KerasWeights.BIAS, "bias", "", reason, units) : null;
        layer.chain().add(new LinearSpec(layer.name(), KerasLayout.transposed(kernel), bias));
        layer.chain().add(activation);
    }

    static void repeatVector(LayerContext layer) throws FormatException {
        layer.chain().addRepeat(layer.config().size("n"), layer.layer());
    }

    static void dropout(LayerContext layer) {
        layer.config().ignore(List.of("rate", "noise_shape", "stddev", "alpha"));
    }

    static void activityRegularization(LayerContext layer) {
        layer.config().ignore(List.of("l1", "l2"));
    }
}
