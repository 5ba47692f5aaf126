package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;

/** Embeddings in a config. */
final class EmbeddingCodec extends LayerCodec<EmbeddingSpec> {
    private static final String ZERO_IS_PADDING = "zero_is_padding";

    EmbeddingCodec() {
        super(EmbeddingSpec.class, List.of("EMBEDDING"));
    }

    @Override
    EmbeddingSpec read(LayerDescription layer) throws FormatException {
        ConfigObject config = layer.config();
        String name = config.string("name");
        int tokens = config.size("num_embeddings");
        int features = config.size("embedding_dim");
        boolean zeroIsPadding = config.truth(ZERO_IS_PADDING, false);
        config.requireNothingElse();
        String sizes = "num_embeddings " + tokens + " and embedding_dim " + features;
        Tensor weight = layer.take(name, "weight", sizes, tokens, features);
        return config.made(() -> new EmbeddingSpec(name, weight, zeroIsPadding));
    }

    @Override
    void write(EmbeddingSpec layer, ObjectNode description) {
        description
                .put("name", layer.name())
                .put("num_embeddings", layer.tokens())
                .put("embedding_dim", layer.outputSize());
        if (layer.zeroIsPadding()) {
            description.put(ZERO_IS_PADDING, true);
        }
    }
}
