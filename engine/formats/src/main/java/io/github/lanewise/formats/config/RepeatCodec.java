package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.RepeatSpec;
import java.util.List;

/** Repeats of one row of each sequence in a config: the size is that of the layer before. */
final class RepeatCodec extends LayerCodec<RepeatSpec> {
    RepeatCodec() {
        super(RepeatSpec.class, List.of("REPEAT"));
    }

    @Override
    RowSize rowSize() {
        return RowSize.LAYER_BEFORE;
    }

    @Override
    RepeatSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        Head head = config.constant("head", Head.values());
        int steps = config.size("steps");
        config.requireNothingElse();
        int size = layer.before();
        return config.made(() -> new RepeatSpec(head, steps, size));
    }

    @Override
    void write(RepeatSpec layer, ObjectNode description) {
        description.put("head", layer.head().name()).put("steps", layer.steps());
    }
}
