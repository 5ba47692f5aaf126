package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.KeepSpec;
import java.util.List;

/** Rows that are kept for a mask in a config: the size is that of the layer before. */
final class KeepCodec extends LayerCodec<KeepSpec> {
    KeepCodec() {
        super(KeepSpec.class, List.of("KEEP"));
    }

    @Override
    RowSize rowSize() {
        return RowSize.LAYER_BEFORE;
    }

    @Override
    KeepSpec read(LayerDescription layer) throws FormatException {
        layer.config().requireNothingElse();
        return new KeepSpec(layer.before());
    }

    @Override
    void write(KeepSpec layer, ObjectNode description) {
        // The kind says it all.
    }
}
