package io.github.lanewise.network;

import io.github.lanewise.spec.EmbeddingSpec;

/** {@code y = table[token]}; the token is the input row's one float, checked before a run. */
final class EmbeddingStage extends RowStage {
    private final int first;
    private final int tokens;
    private final int size;
    private final float[] table;

    EmbeddingStage(EmbeddingSpec spec) {
        super(spec);
        first = spec.firstToken();
        tokens = spec.tokens();
        size = spec.outputSize();
        table = spec.weight().data().clone();
    }

    /** Refuses what is no token, NaN included. */
    void check(float token) {
        if (!(token >= first && token < tokens) || token != (int) token) {
            String padding =
                    token == 0 ? "; 0 is padding in this model: leave it out, and give the sequences' lengths" : "";
            throw new IllegalArgumentException("embedding: expected tokens as whole numbers from " + first + " to "
                    + (tokens - 1) + ", found " + token + padding);
        }
    }

    @Override
    void rows(int count, float[] x, int xOffset, float[] y, int yOffset, Scratch scratch) {
        for (int row = 0; row < count; row++) {
            int token = (int) x[xOffset + row * inputStride()];
            System.arraycopy(table, token * size, y, yOffset + row * outputStride(), size);
        }
    }
}
