package io.github.lanewise.cli;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** Models with random weights, always the same, and numbers to run them on. */
final class SmallModels {
    private SmallModels() {}

    private static SplittableRandom random() {
        return new SplittableRandom(2_026);
    }

    /** Reads 3 features, has 5 units. */
    static ModelSpec stack(CellKind kind, boolean bidirectional, boolean batchFirst) {
        return ModelSpec.ofStack(
                RecurrentSpec.builder(kind, 3, 5)
                        .numLayers(2)
                        .bidirectional(bidirectional)
                        .buildUntrained(random()),
                batchFirst);
    }

    /** An LSTM of 3 features and 5 units, inputs (T, N, 3). */
    static ModelSpec lstm() {
        return stack(CellKind.LSTM, false, false);
    }

    /** Reads 3 features, writes 2 for each sequence; inputs (N, T, 3). */
    static ModelSpec classifier() {
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.GRU, 3, 5).name("gru").buildUntrained(random()))
                .add(new LinearSpec("fc", numbers(2, 5), null))
                .activation(ActivationSpec.Function.SOFTMAX)
                .head(Head.LAST_STEP)
                .batchFirst(true)
                .build();
    }

    /** Reads tokens 0 to 6, writes 4 features every step. */
    static ModelSpec tokens(boolean batchFirst) {
        return ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", numbers(7, 3)))
                .add(RecurrentSpec.builder(CellKind.LSTM, 3, 4).name("lstm").buildUntrained(random()))
                .batchFirst(batchFirst)
                .build();
    }

    /** Reads 3 features, writes 3 for each of 6 steps, whatever the steps it has read. */
    static ModelSpec autoencoder(boolean batchFirst) {
        return ModelSpec.builder()
                .add(RecurrentSpec.builder(CellKind.LSTM, 3, 4)
                        .name("encoder")
                        .reverse(true)
                        .buildUntrained(random()))
                .add(new RepeatSpec(Head.FINAL_HIDDEN, 6, 4))
                .add(RecurrentSpec.builder(CellKind.GRU, 4, 3)
                        .name("decoder")
                        .bidirectional(true)
                        .buildUntrained(random()))
                .add(new MergeSpec(MergeSpec.Mode.SUM, 3))
                .batchFirst(batchFirst)
                .build();
    }

    /** Reads tokens 1 to 6, of which 0 is padding, writes 4 features for each sequence. */
    static ModelSpec paddedTokens() {
        return ModelSpec.builder()
                .add(new EmbeddingSpec("embedding", numbers(7, 3), true))
                .add(RecurrentSpec.builder(CellKind.LSTM, 3, 4).name("lstm").buildUntrained(random()))
                .head(Head.LAST_STEP)
                .batchFirst(true)
                .build();
    }

    /** Numbers between -1 and 1. */
    static Tensor numbers(int... shape) {
        Tensor tensor = Tensor.zeros(shape);
        SplittableRandom random = random();
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return tensor;
    }

    /** Writes a model to a file. */
    static Path save(Path directory, ModelSpec spec) throws IOException {
        Path path = directory.resolve("model.safetensors");
        ModelFiles.write(path, spec, Map.of());
        return path;
    }
}
