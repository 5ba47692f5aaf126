package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.LayerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The codecs of all layers that there are. */
final class LayerCodecs {
    private static final List<LayerCodec<?>> ALL = List.of(
            new EmbeddingCodec(),
            new Conv1dCodec(),
            new TemporalConv1dCodec(),
            new MagnitudeCodec(),
            new LayerNormCodec(),
            new StackCodec(),
            new LinearCodec(),
            new ActivationCodec(),
            new MergeCodec(),
            new RepeatCodec(),
            new SkipCodec());

    private static final Map<String, LayerCodec<?>> BY_KIND = byKind();

    private LayerCodecs() {}

    private static Map<String, LayerCodec<?>> byKind() {
        Map<String, LayerCodec<?>> byKind = new LinkedHashMap<>();
        for (LayerCodec<?> codec : ALL) {
            for (String kind : codec.kinds()) {
                byKind.put(kind, codec);
            }
        }
        return byKind;
    }

    /** The codec of a description. */
    static LayerCodec<?> of(ConfigObject layer) throws FormatException {
        return layer.oneOf("kind", BY_KIND);
    }

    /** Writes a layer's description. */
    static void write(LayerSpec layer, ObjectNode description) {
        for (LayerCodec<?> codec : ALL) {
            if (codec.writes(layer, description)) {
                return;
            }
        }
        throw new IllegalStateException("expected a codec of every layer, found none for " + layer.describe());
    }
}
