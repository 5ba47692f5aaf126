package io.github.lanewise.cli.bench;

import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import java.util.SplittableRandom;

/** Rows for a model, the same ones each time. */
final class InputRows {
    private InputRows() {}

    /** Numbers between -1 and 1, or tokens where the model begins with an embedding. */
    static float[] of(ModelSpec spec, int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        float[] numbers = new float[rows * spec.inputSize()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = spec.layers().getFirst() instanceof EmbeddingSpec embedding
                    ? random.nextInt(embedding.firstToken(), embedding.tokens())
                    : (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
