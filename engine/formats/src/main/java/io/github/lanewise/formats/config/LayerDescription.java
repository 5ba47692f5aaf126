package io.github.lanewise.formats.config;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.spec.Tensor;

/** A layer's description in a config while it is read, with the tensors of the model's file. */
final class LayerDescription {
    private final ConfigObject config;
    private final TakenTensors weights;
    private final int neighbour;

    /**
     * A description.
     *
     * @param config its keys
     * @param weights the file's tensors, in the layer's precision
     * @param neighbour features of the rows that the layer before writes, or, at a model's beginning, that the layer behind reads;
     *     0 where there is neither
     */
    LayerDescription(ConfigObject config, TakenTensors weights, int neighbour) {
        this.config = config;
        this.weights = weights;
        this.neighbour = neighbour;
    }

    /** What begins the names of a layer's tensors. */
    static String prefix(String name) {
        return name.isEmpty() ? "" : name + ".";
    }

    ConfigObject config() {
        return config;
    }

    TakenTensors weights() {
        return weights;
    }

    int neighbour() {
        return neighbour;
    }

    /** Features of the rows that the layer before writes; refuses a description without such a layer. */
    int before() throws FormatException {
        if (neighbour == 0) {
            throw new FormatException(
                    config.path(), config.where(), "a layer with weights before it", "none, which says no size", "");
        }
        return neighbour;
    }

    /**
     * One of the layer's tensors.
     *
     * @param name the layer's
     * @param tensor the tensor's name within the layer
     * @param sizes which keys call for the shape, and their values
     * @param shape the extents that it must have
     */
    Tensor take(String name, String tensor, String sizes, long... shape) throws FormatException {
        return weights.take(prefix(name) + tensor, sizes + source(), shape);
    }

    /** The same of a weight matrix, see {@link TakenTensors#takeMatrix}. */
    Tensor takeMatrix(String name, String tensor, String sizes, long... shape) throws FormatException {
        return weights.takeMatrix(prefix(name) + tensor, sizes + source(), shape);
    }

    /** The layer's weight where it is linear, see {@link TakenTensors#takeLinear}. */
    Tensor takeLinear(String name, String sizes, int outputs, int inputs) throws FormatException {
        return weights.takeLinear(prefix(name) + "weight", sizes + source(), outputs, inputs);
    }

    private String source() {
        return ", as " + config.where() + " says";
    }
}
