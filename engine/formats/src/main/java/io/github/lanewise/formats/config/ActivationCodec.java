package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.stack.StackVariant;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Activations in a config: the kind is the function. Its numbers are further keys. */
final class ActivationCodec extends LayerCodec<ActivationSpec> {
    ActivationCodec() {
        super(
                ActivationSpec.class,
                Arrays.stream(ActivationSpec.Function.values()).map(Enum::name).toList());
    }

    @Override
    RowSize rowSize() {
        return RowSize.NEIGHBOUR;
    }

    @Override
    String kind(ActivationSpec layer) {
        return layer.function().name();
    }

    @Override
    ActivationSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        ActivationSpec.Function function = config.constant("kind", ActivationSpec.Function.values());
        CellActivation.@Nullable Function ofElements = function.ofElements();
        @Nullable
        CellActivation activation = ofElements == null ? null : StackVariant.readActivation(config, ofElements);
        config.requireNothingElse();
        return config.made(() -> activation == null
                ? new ActivationSpec(function, layer.neighbour())
                : ActivationSpec.of(activation, layer.neighbour()));
    }

    @Override
    void write(ActivationSpec layer, ObjectNode description) {
        CellActivation activation = layer.ofElements();
        if (activation != null) {
            StackVariant.writeNumbers(description, activation);
        }
    }
}
