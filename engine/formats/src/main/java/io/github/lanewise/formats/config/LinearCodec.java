package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Linear layers in a config. */
final class LinearCodec extends LayerCodec<LinearSpec> {
    LinearCodec() {
        super(LinearSpec.class, List.of("LINEAR"));
    }

    @Override
    boolean hasMatrices() {
        return true;
    }

    @Override
    LinearSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        String name = config.string("name");
        int inputs = config.size("in_features");
        int outputs = config.size("out_features");
        boolean bias = config.truth("bias", true);
        config.requireNothingElse();
        String sizes = "in_features " + inputs + ", out_features " + outputs + " and bias " + bias;
        Tensor weight = layer.takeLinear(name, sizes, outputs, inputs);
        @Nullable Tensor vector = bias ? layer.take(name, "bias", sizes, outputs) : null;
        return new LinearSpec(name, weight, vector);
    }

    @Override
    void write(LinearSpec layer, ObjectNode description) {
        description
                .put("name", layer.name())
                .put("in_features", layer.inputSize())
                .put("out_features", layer.outputSize())
                .put("bias", layer.bias() != null);
    }
}
