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

    /** Whether the layers have no size of their own in a config, but that of the layer before, or else of the one behind. */
    boolean takesSizeFromNeighbour() {
        return false;
    }

    /** Writes a layer, kind and all, if it is one of this sort. */
    final boolean writes(LayerSpec layer, ObjectNode description) {
        if (!type.isInstance(layer)) {
            return false;
        }
        L own = type.cast(layer);
        write(own, description.put("kind", kind(own)));
        return true;
    }
}
