package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.spec.MaskSpec;
import java.util.List;

/** Masks in a config: the size is that of the layer before. */
final class MaskCodec extends LayerCodec<MaskSpec> {
    MaskCodec() {
        super(MaskSpec.class, List.of("MASK"));
    }

    @Override
    RowSize rowSize() {
        return RowSize.LAYER_BEFORE;
    }

    @Override
    MaskSpec read(LayerDescription layer) throws FormatException {
        layer.config().requireNothingElse();
        return new MaskSpec(layer.before());
    }

    @Override
    void write(MaskSpec layer, ObjectNode description) {
        // The kind says it all.
    }
}
