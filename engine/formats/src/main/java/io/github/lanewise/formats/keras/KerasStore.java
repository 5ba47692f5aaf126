package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where a Keras model's weights stand: in the order of {@code .keras}, or under the names of {@code .h5}. */
final class KerasStore {
    /** The roles of a layer's weights. */
    enum Role {
        /** The first of all layers; of an embedding it is the table. */
        KERNEL(0),
        /** Behind the kernel of recurrent layers. */
        RECURRENT_KERNEL(1),
        /** The bias of recurrent layers. */
        RECURRENT_BIAS(2),
        /** The bias of a dense layer. */
        BIAS(1);

        private final int number;

        Role(int number) {
            this.number = number;
        }

        private String leaf(String className) {
            return switch (this) {
                case KERNEL -> className.equals("Embedding") ? "embeddings" : "kernel";
                case RECURRENT_KERNEL -> "recurrent_kernel";
                case RECURRENT_BIAS, BIAS -> "bias";
            };
        }
    }

    private final Hdf5Tensors file;
    private final TakenTensors weights;
    private final boolean numbered;
    private final Map<KerasLayer, String> groups = new HashMap<>();
    private final Map<String, String> origins = new LinkedHashMap<>();

    /**
     * The weights of a model.
     *
     * @param numbered whether they stand under the layers' classes and in order, as in {@code .keras}
     */
    KerasStore(Hdf5Tensors file, boolean numbered, List<KerasLayer> layers) {
        this.file = file;
        this.weights = new TakenTensors(file, "");
        this.numbered = numbered;
        Map<String, Integer> used = new HashMap<>();
        for (KerasLayer layer : layers) {
            String snake = layer.snakeName();
            int count = used.merge(snake, 1, Integer::sum) - 1;
            groups.put(layer, numbered ? "layers/" + snake + (count == 0 ? "" : "_" + count) : layer.name());
        }
    }

    /**
     * The dataset with weights of a layer.
     *
     * @param layer a layer of the model
     * @param part the layer within a wrapper, and its cell: {@code forward_layer/cell}; empty for the layer itself
     * @param role which of its weights
     */
    String name(KerasLayer layer, String part, Role role) throws FormatException {
        String group = groups.getOrDefault(layer, layer.name());
        if (numbered) {
            return group + "/" + (part.isEmpty() ? "" : part + "/") + "vars/" + role.number;
        }
        String leaf = role.leaf(layer.className());
        String direction = part.startsWith("forward") ? "forward_" : part.startsWith("backward") ? "backward_" : "";
        List<String> found = file.names().stream()
                .filter(name -> name.startsWith(group + "/"))
                .filter(name -> name.endsWith("/" + leaf) || name.endsWith("/" + leaf + ":0"))
                .filter(name -> direction.isEmpty() || name.contains("/" + direction))
                .toList();
        if (found.size() != 1) {
            throw new FormatException(
                    file.path(),
                    "layer " + layer.name() + " (" + layer.className() + ")",
                    "one dataset " + direction + leaf + " among its weights",
                    found.isEmpty() ? "none; the file has " + Messages.list(file.names()) : Messages.list(found),
                    "");
        }
        return found.getFirst();
    }

    /** The shape of a dataset, which has to be there. */
    long[] shape(String dataset) throws FormatException {
        return file.shape(dataset);
    }

    /** A dataset of a shape that a reason calls for. */
    Tensor take(String dataset, String reason, long... shape) throws FormatException {
        return weights.take(dataset, reason, shape);
    }

    /** Notes where a tensor of the model came from. */
    void origin(String tensor, String origin) {
        origins.put(tensor, origin);
    }

    Map<String, String> origins() {
        return origins;
    }

    List<String> unused() {
        return weights.unused();
    }
}
