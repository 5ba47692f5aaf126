package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.SkipSpec;
import java.util.List;

/** Skip connections in a config: the size is that of the layer before. */
final class SkipCodec extends LayerCodec<SkipSpec> {
    SkipCodec() {
        super(SkipSpec.class, List.of("SKIP"));
    }

    @Override
    RowSize rowSize() {
        return RowSize.LAYER_BEFORE;
    }

    @Override
    SkipSpec read(LayerDescription layer) throws FormatException {
        layer.config().requireNothingElse();
        return new SkipSpec(layer.before());
    }

    @Override
    void write(SkipSpec layer, ObjectNode description) {
        // The kind says it all.
    }
}
