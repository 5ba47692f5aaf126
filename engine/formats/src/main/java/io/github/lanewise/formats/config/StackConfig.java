package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.json.JsonTree;
import io.github.lanewise.formats.stack.StackShape;
import io.github.lanewise.formats.stack.StackTensorName;
import io.github.lanewise.formats.stack.StackVariant;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;

/** The description of a recurrent stack in a config: alone, or as a layer of a longer model. */
public final class StackConfig {
    private static final String SOURCE = "as the config says";

    private StackConfig() {}

    /** A model that is one stack. The file may have further keys and tensors, but no weights that contradict them. */
    static ModelSpec readModel(ConfigObject config, CellKind kind, String name, TakenTensors weights, BatchOrder told)
            throws FormatException {
        StackShape shape = readShape(config, kind);
        BatchOrder batchOrder = ModelConfig.batchOrder(config, told);
        RecurrentSpec stack = shape.read(weights, "", name, SOURCE);
        for (String tensor : weights.unused()) {
            StackTensorName left = StackTensorName.parse(tensor);
            if (left != null && left.prefix().equals(weights.prefix())) {
                throw new FormatException(
                        weights.path(),
                        "tensor " + tensor,
                        "no such tensor for " + shape.describe() + ", " + SOURCE,
                        "shape " + Messages.shape(weights.file().shape(tensor)),
                        "correct the config or leave the tensor out");
            }
        }
        return ModelSpec.ofStack(stack, batchOrder);
    }

    /** A layer of a longer model. */
    static RecurrentSpec readLayer(ConfigObject layer, CellKind kind, String name, TakenTensors weights)
            throws FormatException {
        StackShape shape = readShape(layer, kind);
        layer.requireNothingElse();
        return shape.read(weights, ModelConfig.prefix(name), name, "as " + layer.where() + " says");
    }

    private static StackShape readShape(ConfigObject config, CellKind kind) throws FormatException {
        int hiddenSize = config.size("hidden_size");
        int projSize = config.integer("proj_size", 0, 0);
        if (projSize > 0 && kind != CellKind.LSTM) {
            throw config.refused("proj_size", "0 for " + kind, projSize + "; only LSTM has a projection");
        }
        if (projSize >= hiddenSize) {
            throw config.refused("proj_size", "less than hidden_size " + hiddenSize, Integer.toString(projSize));
        }
        boolean bidirectional = config.truth("bidirectional", false);
        return new StackShape(
                kind,
                config.size("input_size"),
                hiddenSize,
                config.integer("num_layers", 1, 1),
                bidirectional,
                projSize,
                config.truth("bias", true),
                StackVariant.read(config, kind, bidirectional ? 2 : 1));
    }

    /** The reverse of {@link #readModel}. */
    public static ObjectNode writeModel(RecurrentSpec stack, BatchOrder batchOrder) {
        ObjectNode config = JsonTree.object();
        config.put("kind", stack.kind().name());
        writeShape(config, stack);
        ModelConfig.putBatchOrder(config, batchOrder);
        return config;
    }

    /** The reverse of {@link #readLayer}, without kind and name. */
    static void writeShape(ObjectNode layer, RecurrentSpec stack) {
        layer.put("input_size", stack.inputSize());
        layer.put("hidden_size", stack.hiddenSize());
        layer.put("num_layers", stack.numLayers());
        layer.put("bidirectional", stack.bidirectional());
        layer.put("proj_size", stack.projSize());
        layer.put("bias", stack.bias());
        StackVariant.write(layer, stack);
    }
}
