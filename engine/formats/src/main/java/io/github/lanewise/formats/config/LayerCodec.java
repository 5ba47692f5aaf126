package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.LayerSpec;
import java.util.List;

/**
 * How one sort of layer stands in a config, in both directions: {@link #read} takes what {@link #write} writes. Immutable.
 *
 * @param <L> the layers
 */
abstract class LayerCodec<L extends LayerSpec> {
    /** Where a layer's description gets the size of its rows from. */
    enum RowSize {
        /** It says the size itself. */
        OWN,
        /** The layer before it, which there has to be. */
        LAYER_BEFORE,
        /** The layer before it; at a model's beginning the first layer that says a size. */
        NEIGHBOUR
    }

    private final Class<L> type;
    private final List<String> kinds;

    /**
     * A codec.
     *
     * @param type of the layers
     * @param kinds by which their descriptions are told, at least one
     */
    LayerCodec(Class<L> type, List<String> kinds) {
        this.type = type;
        this.kinds = List.copyOf(kinds);
    }

    final List<String> kinds() {
        return kinds;
    }

    /** Reads a layer, and takes its tensors; refuses keys that it does not know. */
    abstract L read(LayerDescription layer) throws FormatException;

    /** Writes everything but the kind. */
    abstract void write(L layer, ObjectNode description);

    /** What the key {@code kind} of a layer is. */
    String kind(L layer) {
        return kinds.getFirst();
    }

    RowSize rowSize() {
        return RowSize.OWN;
    }

    /** Whether the layers have weight matrices, and so may say a precision. */
    boolean hasMatrices() {
        return false;
    }

    final boolean isFor(LayerSpec layer) {
        return type.isInstance(layer);
    }

    /** Writes a layer of the type of this codec, with its kind. */
    final void writeWithKind(LayerSpec layer, ObjectNode description) {
        L own = type.cast(layer);
        write(own, description.put("kind", kind(own)));
    }
}
