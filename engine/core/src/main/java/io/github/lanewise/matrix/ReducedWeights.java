package io.github.lanewise.matrix;

import io.github.lanewise.spec.Bfloat16;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The weights of one part of a {@link PackedMatrix} in less than 32 bits, on their way into it. */
final class ReducedWeights {
    private final Precision precision;
    private final int width;

    /** In bf16: rounded, row by row. */
    private final float[] floats;

    /** In int8. */
    private final byte[] numbers;

    private final float @Nullable [] scales;

    /** Rounds a part, shape (R, K). */
    ReducedWeights(Precision precision, Tensor part) {
        this.precision = precision;
        width = part.size(1);
        if (precision == Precision.INT8) {
            Int8Tensor int8 = Int8Tensor.of("weight", part);
            floats = new float[0];
            numbers = int8.numbers();
            scales = int8.scales();
        } else {
            floats = precision.round("weight", part).data();
            numbers = new byte[0];
            scales = null;
        }
    }

    /** One a row; null unless int8. */
    float @Nullable [] scales() {
        return scales;
    }

    /** The part's words of a block of vectors, in the order that {@link PackedMatrix} draws. */
    int[] words(PackedMatrix matrix, int block) {
        int first = matrix.resultAt(block);
        int step = matrix.resultAt(block + 1) - first;
        int perWord = WeightWords.columns(precision);
        int[] words = new int[Math.multiplyExact(step, Math.ceilDiv(width, perWord))];
        Arrays.fill(words, WeightWords.empty(precision));
        for (int row : matrix.rowsOf(block)) {
            int to = matrix.place(row) - first;
            for (int column = 0; column < width; column += perWord) {
                words[to] = word(row * width + column, Math.min(perWord, width - column));
                to += step;
            }
        }
        return words;
    }

    private int word(int at, int count) {
        return precision == Precision.INT8
                ? WeightWords.ofNumbers(numbers, at, count)
                : WeightWords.ofHalves(floats, at, count);
    }

    /** Puts a row into an array of scalar code, its weights a step apart. */
    void put(int row, short[] halves, int at, int step) {
        for (int i = 0; i < width; i++) {
            halves[at + i * step] = Bfloat16.of(floats[row * width + i]);
        }
    }

    /** Puts a row into an array of scalar code, its numbers a step apart. */
    void put(int row, byte[] to, int at, int step) {
        for (int i = 0; i < width; i++) {
            to[at + i * step] = numbers[row * width + i];
        }
    }
}
