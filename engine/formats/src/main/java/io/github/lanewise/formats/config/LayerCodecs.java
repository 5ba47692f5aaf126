package io.github.lanewise.formats.config;

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
            new KeepCodec(),
            new MaskCodec(),
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

    /** The codec of a layer. */
    static LayerCodec<?> of(LayerSpec layer) {
        for (LayerCodec<?> codec : ALL) {
            if (codec.isFor(layer)) {
                return codec;
            }
        }
        throw new IllegalStateException("expected a codec of every layer, found none for " + layer.describe());
    }
}
