package io.github.lanewise.cli;

import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model reads: a batch of sequences, or one sequence without a batch, with initial states and lengths where they
 * are given. The shapes are not checked here; the engine does that. What looks into single sequences may be called once the
 * engine has run them.
 */
final class Sequences {
    /** So many lengths no line shows. */
    private static final int MANY = 12;

    private final Tensor input;
    private final @Nullable Tensor h0;
    private final @Nullable Tensor c0;
    private final int @Nullable [] lengths;
    private final boolean batchFirst;

    /**
     * Sequences.
     *
     * @param spec of the model that reads them
     * @param input (T, N, features), or (N, T, features) where the model is batch first, or (T, features)
     * @param h0 initial hidden states, or null
     * @param c0 initial cell states, or null
     * @param lengths each sequence's own number of steps, or null
     */
    Sequences(ModelSpec spec, Tensor input, @Nullable Tensor h0, @Nullable Tensor c0, int @Nullable [] lengths) {
        this(spec.batchOrder() == BatchOrder.BATCH_FIRST, input, h0, c0, lengths);
    }

    private Sequences(
            boolean batchFirst, Tensor input, @Nullable Tensor h0, @Nullable Tensor c0, int @Nullable [] lengths) {
        this.input = input;
        this.h0 = h0;
        this.c0 = c0;
        this.lengths = lengths == null ? null : lengths.clone();
        this.batchFirst = batchFirst;
    }

    Tensor input() {
        return input;
    }

    @Nullable
    Tensor h0() {
        return h0;
    }

    @Nullable
    Tensor c0() {
        return c0;
    }

    int @Nullable [] lengths() {
        return lengths == null ? null : lengths.clone();
    }

    /** All tensors but the lengths, under the names that they have in files. */
    Map<String, Tensor> named() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("input", input);
        if (h0 != null) {
            named.put("h0", h0);
        }
        if (c0 != null) {
            named.put("c0", c0);
        }
        return named;
    }

    /** The shapes in one line, for people. */
    String describe() {
        StringBuilder out = new StringBuilder("input ").append(input.shapeText());
        out.append(", read as ").append(batched() ? BatchOrder.of(batchFirst).shape() : "(T, features)");
        if (h0 != null) {
            out.append(", h0 ").append(h0.shapeText());
        }
        if (c0 != null) {
            out.append(", c0 ").append(c0.shapeText());
        }
        if (lengths != null) {
            out.append(
                    lengths.length > MANY
                            ? ", " + lengths.length + " lengths"
                            : ", lengths " + Arrays.toString(lengths));
        }
        return out.toString();
    }

    boolean batched() {
        return input.rank() == 3;
    }

    /** Whether it is one sequence without a batch, with nothing but an input, of more steps than so many. */
    boolean isOneLongerThan(int steps) {
        return input.rank() == 2 && h0 == null && c0 == null && lengths == null && input.size(0) > steps;
    }

    int steps() {
        return input.size(batched() && batchFirst ? 1 : 0);
    }

    /** The number of sequences; 1 without a batch. */
    int batch() {
        return batched() ? input.size(batchFirst ? 0 : 1) : 1;
    }

    int features() {
        return input.size(input.rank() - 1);
    }

    /** A sequence's own number of steps. */
    int length(int row) {
        return lengths == null ? steps() : lengths[row];
    }

    /** Where a step of a sequence lies in the input, counted in rows of features. */
    int at(int step, int row) {
        return at(step, row, steps());
    }

    /**
     * Where a step of a sequence lies in an output of every step, counted in rows of features.
     *
     * @param outputSteps steps of each sequence in the output, which may be others than in the input
     */
    int at(int step, int row, int outputSteps) {
        return batchFirst ? row * outputSteps + step : step * batch() + row;
    }

    /** Whether a row of an output of the input's steps lies behind the end of its sequence. */
    boolean isPadding(int outputRow) {
        int row = batchFirst ? outputRow / steps() : outputRow % batch();
        int step = batchFirst ? outputRow % steps() : outputRow / batch();
        return step >= length(row);
    }

    /** The same sequences with other lengths. */
    Sequences withLengths(int[] newLengths) {
        return new Sequences(batchFirst, input, h0, c0, newLengths);
    }

    /** One sequence as a batch of one, padding included. */
    Sequences batchOfOne(int row) {
        int steps = steps();
        int[] shape = batchFirst ? new int[] {1, steps, features()} : new int[] {steps, 1, features()};
        return new Sequences(
                batchFirst,
                Tensor.of(floats(row, steps), shape),
                state(h0, row, true),
                state(c0, row, true),
                lengths == null ? null : new int[] {lengths[row]});
    }

    /** One sequence without a batch, cut to its own length. */
    Sequences alone(int row) {
        return new Sequences(
                batchFirst,
                Tensor.of(floats(row, length(row)), length(row), features()),
                state(h0, row, false),
                state(c0, row, false),
                null);
    }

    /** The first steps of a sequence, one after another. */
    float[] floats(int row, int count) {
        float[] floats = new float[count * features()];
        for (int step = 0; step < count; step++) {
            System.arraycopy(input.data(), at(step, row) * features(), floats, step * features(), features());
        }
        return floats;
    }

    /** The initial state of a sequence in every layer and direction, from (L D, N, size) or (L D, size). */
    private @Nullable Tensor state(@Nullable Tensor states, int row, boolean asBatch) {
        if (states == null) {
            return null;
        }
        int layers = states.size(0);
        int size = states.size(states.rank() - 1);
        float[] floats = new float[layers * size];
        for (int layer = 0; layer < layers; layer++) {
            System.arraycopy(states.data(), (layer * batch() + row) * size, floats, layer * size, size);
        }
        return asBatch ? Tensor.of(floats, layers, 1, size) : Tensor.of(floats, layers, size);
    }
}
