package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.layer.CoreLayers;
import io.github.lanewise.formats.keras.layer.KerasChain;
import io.github.lanewise.formats.keras.layer.LayerContext;
import io.github.lanewise.formats.keras.layer.LayerReaders;
import io.github.lanewise.formats.keras.weights.Hdf5Tensors;
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
     * @param version Keras's, which wrote the file; null if the file does not say
     * @param file the weights
     * @param form what the file is, for people
     */
    static ModelFile read(Path path, ConfigObject root, @Nullable String version, Hdf5Tensors file, String form)
            throws FormatException {
        KerasTopology topology = KerasTopology.read(root);
        KerasWeights weights = new KerasWeights(file);
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

    /** Layers under their classes are numbered in the config's order, each class from its first one, which has no number. */
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
