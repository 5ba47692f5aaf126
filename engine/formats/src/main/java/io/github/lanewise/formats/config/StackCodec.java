package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.stack.StackShape;
import io.github.lanewise.formats.stack.StackVariant;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.Arrays;

/** Recurrent stacks in a config: the cell is the kind. */
final class StackCodec extends LayerCodec<RecurrentSpec> {
    StackCodec() {
        super(
                RecurrentSpec.class,
                Arrays.stream(CellKind.values()).map(Enum::name).toList());
    }

    @Override
    boolean hasMatrices() {
        return true;
    }

    @Override
    String kind(RecurrentSpec layer) {
        return layer.kind().name();
    }

    @Override
    RecurrentSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        String name = config.string("name");
        StackShape shape = readShape(config);
        config.requireNothingElse();
        String source = "as " + config.where() + " says";
        return shape.read(layer.weights(), LayerDescription.prefix(name), name, source);
    }

    @Override
    void write(RecurrentSpec layer, ObjectNode description) {
        writeShape(layer, description.put("name", layer.name()));
    }

    /** Cell, sizes and options, of a layer or of a model that is one stack. */
    static StackShape readShape(ConfigObject config) throws FormatException {
        CellKind kind = config.constant("kind", CellKind.values());
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

    /** The reverse of {@link #readShape}, without the cell. */
    static void writeShape(RecurrentSpec stack, ObjectNode description) {
        description
                .put("input_size", stack.inputSize())
                .put("hidden_size", stack.hiddenSize())
                .put("num_layers", stack.numLayers())
                .put("bidirectional", stack.bidirectional())
                .put("proj_size", stack.projSize())
                .put("bias", stack.bias());
        StackVariant.write(description, stack);
    }
}
