package io.github.lanewise.formats.keras.layer;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.keras.weights.KerasLayer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The layers of Keras that are read, by their classes. */
public final class LayerReaders {
    /** Layers that do something in training only. */
    private static final List<String> DROPOUTS =
            List.of("Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout");

    private static final Map<String, LayerReader> READERS = new TreeMap<>();

    static {
        READERS.put("InputLayer", CoreLayers::input);
        READERS.put("Embedding", CoreLayers::embedding);
        READERS.put("Dense", CoreLayers::dense);
        READERS.put("RepeatVector", CoreLayers::repeatVector);
        READERS.put("ActivityRegularization", CoreLayers::activityRegularization);
        DROPOUTS.forEach(name -> READERS.put(name, CoreLayers::dropout));
        KerasActivations.layers().forEach(name -> READERS.put(name, KerasActivations::read));
        READERS.put("LayerNormalization", Normalizations::layer);
        READERS.put("BatchNormalization", Normalizations::batch);
        READERS.put("Conv1D", Convolutions::read);
        RecurrentLayers.CLASSES.forEach(name -> READERS.put(name, RecurrentLayers::read));
        READERS.put("Bidirectional", RecurrentLayers::bidirectional);
        READERS.put("TimeDistributed", LayerReaders::timeDistributed);
    }

    private LayerReaders() {}

    /** Reads a layer, and refuses what it says that nobody has read. */
    public static void read(LayerContext layer) throws FormatException {
        KerasLayer described = layer.layer();
        LayerReader reader = READERS.get(described.className());
        if (reader == null) {
            throw described.refusedWhole(
                    "one of " + String.join(", ", READERS.keySet()),
                    described.className(),
                    described.className().equals("Masking")
                            ? "save the model without it, and give the lengths of the sequences instead"
                            : "");
        }
        reader.read(layer);
        described.requireNothingElse();
    }

    /** Reads the wrapped layer. It has to be one that computes each row by itself anyway. */
    private static void timeDistributed(LayerContext layer) throws FormatException {
        KerasLayer inner = layer.layer().inner("layer");
        List<String> ofRows =
                READERS.keySet().stream().filter(LayerReaders::isOfRows).toList();
        if (!ofRows.contains(inner.className())) {
            throw layer.layer().refused("layer", "one of " + String.join(", ", ofRows), inner.className());
        }
        read(layer.wrapped(inner, layer.place().ofEachRow()));
    }

    private static boolean isOfRows(String className) {
        return switch (className) {
            case "Dense", "ActivityRegularization", "LayerNormalization", "BatchNormalization" -> true;
            case "Dropout", "GaussianDropout", "GaussianNoise", "AlphaDropout" -> true;
            default -> KerasActivations.isLayer(className);
        };
    }
}
