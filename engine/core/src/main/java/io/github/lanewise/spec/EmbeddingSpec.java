package io.github.lanewise.spec;

import java.util.Map;

/**
 * An embedding, PyTorch's {@code nn.Embedding}: a token picks a row of the table. It can only be a model's first layer;
 * the model's input is then one whole number a time step.
 *
 * @param name the layer's name
 * @param weight the table, shape (number of tokens, features), with at most 2^24 tokens, so that a float holds each
 * @param zeroIsPadding whether token 0 only fills sequences up to a common length, Keras's {@code mask_zero}: Keras leaves
 *     such steps out, and the engine refuses them, so that sequences come without and with their lengths
 */
public record EmbeddingSpec(String name, Tensor weight, boolean zeroIsPadding) implements LayerSpec {
    private static final int MAX_TOKENS = 1 << 24;

    /**
     * An embedding all of whose tokens are valid.
     *
     * @param name the layer's name
     * @param weight the table, shape (number of tokens, features)
     * @throws IllegalArgumentException if the table is not of the shape described
     */
    public EmbeddingSpec(String name, Tensor weight) {
        this(name, weight, false);
    }

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if the table is not of the shape described, or has no row but that of the padding
     */
    public EmbeddingSpec {
        if (weight.rank() != 2 || weight.size(0) < 1 || weight.size(1) < 1 || weight.size(0) > MAX_TOKENS) {
            throw new IllegalArgumentException("embedding '" + name
                    + "', tensor weight: expected shape (num_embeddings, embedding_dim) with 1 to " + MAX_TOKENS
                    + " rows of at least 1 column, found " + weight.shapeText());
        }
        if (zeroIsPadding && weight.size(0) < 2) {
            throw new IllegalArgumentException("embedding '" + name
                    + "', tensor weight: expected a token beside the padding, found " + weight.shapeText());
        }
    }

    /**
     * The number of tokens.
     *
     * @return tokens from {@link #firstToken} to this, exclusive, are valid
     */
    public int tokens() {
        return weight.size(0);
    }

    /**
     * The first token that is valid.
     *
     * @return 0, or 1 where 0 is padding
     */
    public int firstToken() {
        return zeroIsPadding ? 1 : 0;
    }

    @Override
    public int inputSize() {
        return 1;
    }

    @Override
    public int outputSize() {
        return weight.size(1);
    }

    @Override
    public Map<String, Tensor> tensors() {
        return Map.of("weight", weight);
    }

    @Override
    public String describe() {
        return "Embedding(" + tokens() + ", " + outputSize() + (zeroIsPadding ? ", 0 is padding)" : ")");
    }
}
