package io.github.lanewise.formats.audio.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.stack.StackShape;
import io.github.lanewise.formats.stack.StackVariant;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.Tensor;

/**
 * GuitarML's and Proteus's models of amplifiers and pedals: {@code model_data} with the sizes, {@code state_dict} with the
 * weights. A recurrent stack {@code rec}, a linear layer {@code lin}, and the input added to the output where {@code skip}
 * says so.
 *
 * @see <a href="https://github.com/GuitarML/Automated-GuitarAmpModelling">the code that trains them</a>
 */
final class GuitarMl {
    private GuitarMl() {}

    static ModelFile read(ConfigObject root) throws FormatException {
        ConfigObject data = root.object("model_data");
        String model = data.string("model");
        if (!model.equals("SimpleRNN")) {
            throw data.refused("model", "SimpleRNN", "'" + model + "'");
        }
        CellKind kind = kind(data);
        int outputs = data.size("output_size");
        boolean bias = data.truth("bias_fl", true);
        int skip = data.integer("skip", 0, 0);
        StackShape shape = new StackShape(
                kind,
                data.size("input_size"),
                data.size("hidden_size"),
                data.integer("num_layers", 1, 1),
                false,
                0,
                true,
                StackVariant.NONE);
        data.requireNothingElse();
        if (skip != 0 && skip != outputs) {
            throw data.refused("skip", "0, or output_size " + outputs, Integer.toString(skip));
        }
        TakenTensors weights = weights(root);
        String source = "as model_data says";
        RecurrentSpec stack = shape.read(weights, "rec.", "rec", source);
        Tensor weight = weights.take("lin.weight", "output_size, " + source, outputs, shape.hiddenSize());
        Tensor vector = bias ? weights.take("lin.bias", "output_size and bias_fl, " + source, outputs) : null;
        ModelSpec.Builder builder = ModelSpec.builder().add(stack).add(new LinearSpec("lin", weight, vector));
        if (skip > 0) {
            builder.add(new SkipSpec(skip));
        }
        return finish(weights, builder);
    }

    private static ModelFile finish(TakenTensors weights, ModelSpec.Builder builder) throws FormatException {
        if (!weights.unused().isEmpty()) {
            throw new FormatException(
                    weights.path(),
                    "state_dict",
                    "the tensors that model_data calls for",
                    "also " + Messages.list(weights.unused()),
                    "");
        }
        try {
            return new ModelFile(weights.path(), builder.build(), "GuitarML", weights.taken(), weights.unused());
        } catch (IllegalArgumentException e) {
            throw new FormatException(weights.path(), "model_data", e);
        }
    }

    private static CellKind kind(ConfigObject data) throws FormatException {
        String unit = data.string("unit_type");
        return switch (unit) {
            case "LSTM" -> CellKind.LSTM;
            case "GRU" -> CellKind.GRU;
            case "RNN" -> CellKind.RNN_TANH;
            default -> throw data.refused("unit_type", "LSTM, GRU or RNN", "'" + unit + "'");
        };
    }

    private static TakenTensors weights(ConfigObject root) throws FormatException {
        if (!(root.value("state_dict") instanceof ObjectNode tensors)) {
            throw root.refused("state_dict", "an object with tensors", String.valueOf(root.value("state_dict")));
        }
        root.requireNothingElse();
        return new TakenTensors(JsonTensors.read(root.path(), tensors.properties()), "");
    }
}
