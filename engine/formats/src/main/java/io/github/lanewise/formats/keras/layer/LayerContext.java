package io.github.lanewise.formats.keras.layer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.KerasLayer;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.formats.keras.weights.KerasWeights.Place;
import io.github.lanewise.formats.keras.weights.KerasWeights.Weight;
import io.github.lanewise.spec.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is being read.
 *
 * @param name of the engine's layer. Within a wrapper it is the wrapper's, not that of the wrapped layer
 * @param layer its config
 * @param place where its weights are
 * @param weights of the model
 * @param chain the layers before it
 * @param version of the Keras that wrote the file; null if it is not known
 */
public record LayerContext(
        String name,
        KerasLayer layer,
        Place place,
        KerasWeights weights,
        KerasChain chain,
        @Nullable String version) {
    ConfigObject config() {
        return layer.config();
    }

    /** The same for a layer that this one wraps. */
    LayerContext wrapped(KerasLayer inner, Place where) {
        return new LayerContext(name, inner, where, weights, chain, version);
    }

    /** The same layer, whose weights are further within. */
    LayerContext within(String path) {
        return new LayerContext(name, layer, place.within(path), weights, chain, version);
    }

    String dataset(Weight weight) throws FormatException {
        return weights.dataset(place, weight, config().where());
    }

    /**
     * A weight as it stands in the file.
     *
     * @param tensor what the engine's layer calls it
     * @param note how its layout is changed; empty if it is not
     * @param reason what calls for its shape
     */
    Tensor take(Weight weight, String tensor, String note, String reason, long... shape) throws FormatException {
        String dataset = dataset(weight);
        Tensor taken = weights.take(dataset, reason + ", as " + config().where() + " says", shape);
        weights.origin(name + "." + tensor, dataset, note);
        return taken;
    }

    /**
     * The features that a kernel reads: those of the layer before, or where nothing says them, the kernel's own.
     *
     * @param axis of the kernel
     */
    long inputs(Weight kernel, int axis) throws FormatException {
        long[] shape = weights.shape(dataset(kernel));
        int before = chain.features();
        return before > 0 ? before : axis < shape.length ? Math.max(1, shape[axis]) : 1;
    }

    /** Refuses an axis other than the features', which Keras 2 counts from the front and Keras 3 puts in a list. */
    void requireLastAxis(String key) throws FormatException {
        JsonNode value = config().value(key);
        JsonNode axis = value instanceof ArrayNode list && list.size() == 1 ? list.get(0) : value;
        if (axis == null || (axis.isInt() && (axis.intValue() == -1 || axis.intValue() == lastAxis()))) {
            return;
        }
        throw layer.refused(key, "-1, the features of a row", String.valueOf(value));
    }

    /** Counted from the batch's; 0 if nothing says. A layer over each row by itself has one axis fewer. */
    private int lastAxis() {
        return Math.max(0, chain.rank() - (place.isOfEachRow() ? 2 : 1));
    }
}
