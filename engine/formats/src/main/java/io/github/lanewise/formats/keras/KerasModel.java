package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.layer.CoreLayers;
import io.github.lanewise.formats.keras.layer.KerasChain;
import io.github.lanewise.formats.keras.layer.LayerContext;
import io.github.lanewise.formats.keras.layer.LayerReaders;
import io.github.lanewise.formats.keras.weights.KerasLayer;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.formats.keras.weights.KerasWeights.Place;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a model from a Keras config and its weights, layer by layer. */
final class KerasModel {
    private KerasModel() {}

    /**
     * Reads a model.
     *
     * @param path the file of the weights
     * @param root the config
     * @param version of the Keras that wrote the file; null if it is not known
     * @param weights of the file
     * @param form what the file is, in words
     */
    static ModelFile read(Path path, ConfigObject root, @Nullable String version, KerasWeights weights, String form)
            throws FormatException {
        KerasTopology topology = KerasTopology.read(root);
        KerasChain chain = new KerasChain(path, weights);
        Map<KerasLayer, Place> places = places(topology, weights);
        for (KerasLayer layer : topology.chain()) {
            Place place = places.getOrDefault(layer, weights.place(layer.name()));
            LayerContext context = new LayerContext(layer.name(), layer, place, weights, chain, version);
            if (chain.isEmpty()) {
                CoreLayers.readInputShape(context);
            }
            LayerReaders.read(context);
        }
        ModelSpec.Builder model = chain.finish().batchOrder(BatchOrder.BATCH_FIRST);
        try {
            ModelSpec spec = model.build();
            return new ModelFile(
                    path, spec, form, weights.origins(spec.tensors().keySet()), weights.unused());
        } catch (IllegalArgumentException e) {
            throw new FormatException(path, "config", e);
        }
    }

    /**
     * Where each layer has its weights. A file that names layers by their classes counts each class in the config's order:
     * {@code lstm}, {@code lstm_1}, {@code lstm_2}.
     */
    private static Map<KerasLayer, Place> places(KerasTopology topology, KerasWeights weights) {
        Map<KerasLayer, Place> places = new HashMap<>();
        Map<String, Integer> used = new HashMap<>();
        for (KerasLayer layer : topology.listed()) {
            String snake = layer.snakeName();
            int count = used.merge(snake, 1, Integer::sum) - 1;
            String numbered = count == 0 ? snake : snake + "_" + count;
            places.put(layer, weights.place(weights.numbered() ? numbered : layer.name()));
        }
        return places;
    }
}
