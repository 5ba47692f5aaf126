package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.MergeSpec;
import java.util.List;

/** Directions that become one, in a config: the size is half of that of the layer before. */
final class MergeCodec extends LayerCodec<MergeSpec> {
    MergeCodec() {
        super(MergeSpec.class, List.of("MERGE"));
    }

    @Override
    RowSize rowSize() {
        return RowSize.LAYER_BEFORE;
    }

    @Override
    MergeSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        MergeSpec.Mode mode = config.constant("mode", MergeSpec.Mode.values());
        config.requireNothingElse();
        int size = layer.before();
        if (size % 2 != 0) {
            throw new FormatException(
                    config.path(),
                    config.where(),
                    "an even number of features before a merge",
                    Integer.toString(size),
                    "");
        }
        return new MergeSpec(mode, size / 2);
    }

    @Override
    void write(MergeSpec layer, ObjectNode description) {
        description.put("mode", layer.mode().name());
    }
}
