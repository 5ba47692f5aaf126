package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layer normalizations in a config. */
final class LayerNormCodec extends LayerCodec<LayerNormSpec> {
    LayerNormCodec() {
        super(LayerNormSpec.class, List.of("LAYER_NORM"));
    }

    @Override
    LayerNormSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        String name = config.string("name");
        int features = config.size("features");
        float epsilon = config.number("eps", 1e-5f);
        boolean bias = config.truth("bias", true);
        config.requireNothingElse();
        String sizes = "features " + features;
        Tensor weight = layer.take(name, "weight", sizes, features);
        @Nullable Tensor vector = bias ? layer.take(name, "bias", sizes, features) : null;
        return config.made(() -> new LayerNormSpec(name, weight, vector, epsilon));
    }

    @Override
    void write(LayerNormSpec layer, ObjectNode description) {
        description
                .put("name", layer.name())
                .put("features", layer.inputSize())
                .put("eps", layer.epsilon())
                .put("bias", layer.bias() != null);
    }
}
