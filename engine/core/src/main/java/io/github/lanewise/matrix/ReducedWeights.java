package io.github.lanewise.matrix;

import io.github.lanewise.spec.Bfloat16;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Int8Tensor;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;

/** The weights of one part of a {@link PackedMatrix} in less than 32 bits, on their way into it. */
final class ReducedWeights {
    private static final byte[] NO_NUMBERS = {};
    private static final float[] NO_FLOATS = {};

    private final Precision precision;
    private final int width;

    /** In bf16: rounded, row by row. */
    private final float[] floats;

    /** In int8 and int4. */
    private final byte[] numbers;

    /** In int8 one a row, in int4 row by row one a group of columns; none in bf16. */
    private final float[] scales;

    /** Rounds a part, shape (R, K). */
    ReducedWeights(Precision precision, Tensor part) {
        this.precision = precision;
        width = part.size(1);
        switch (precision) {
            case INT8 -> {
                Int8Tensor int8 = Int8Tensor.of("weight", part);
                floats = NO_FLOATS;
                numbers = int8.numbers();
                scales = int8.scales();
            }
            case INT4 -> {
                Int4Tensor int4 = Int4Tensor.of("weight", part);
                floats = NO_FLOATS;
                numbers = int4.numbers();
                scales = int4.scales();
            }
            default -> {
                floats = precision.round("weight", part).data();
                numbers = NO_NUMBERS;
                scales = NO_FLOATS;
            }
        }
    }

    /** In int8 one a row. */
    float[] scales() {
        return scales;
    }

    /** In int4: of a row's group of columns. */
    float scale(int row, int group) {
        return scales[row * Int4Tensor.groups(width) + group];
    }

    /** The part's words of a block of vectors, in the order that {@link PackedMatrix} draws. */
    int[] words(PackedMatrix matrix, int block) {
        int first = matrix.resultAt(block);
        int step = matrix.resultAt(block + 1) - first;
        int rowWords = Math.ceilDiv(width, WeightWords.columns(precision));
        int scaleWords = matrix.scaleWords(block);
        int groups = scaleWords == 0 ? 0 : Int4Tensor.groups(width);
        int[] words = new int[Math.addExact(Math.multiplyExact(step, rowWords), scaleWords * groups)];
        Arrays.fill(words, WeightWords.empty(precision));
        for (int group = 0; group < groups; group++) {
            int at = group * (scaleWords + WeightWords.GROUP_WORDS * step);
            Arrays.fill(words, at, at + scaleWords, 0);
        }
        for (int row : matrix.rowsOf(block)) {
            int place = matrix.place(row) - first;
            int at = 0;
            for (int word = 0; word < rowWords; word++) {
                if (groups > 0 && word % WeightWords.GROUP_WORDS == 0) {
                    matrix.putScale(scale(row, word / WeightWords.GROUP_WORDS), words, at, place);
                    at += scaleWords;
                }
                words[at + place] = word(row, word * WeightWords.columns(precision));
                at += step;
            }
        }
        return words;
    }

    private int word(int row, int column) {
        int at = row * width + column;
        int count = Math.min(WeightWords.columns(precision), width - column);
        return switch (precision) {
            case FP32 -> throw new IllegalStateException("expected words of less than 32 bits");
            case BF16 -> WeightWords.ofHalves(floats, at, count);
            case INT8 -> WeightWords.ofBytes(numbers, at, count);
            case INT4 -> WeightWords.ofNibbles(numbers, at, count);
        };
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

    /** Puts a row into the lower or the upper halves of bytes of scalar code, its numbers a step apart. */
    void putNibbles(int row, byte[] to, int at, int step, boolean upper) {
        for (int i = 0; i < width; i++) {
            int nibble = numbers[row * width + i] + WeightWords.INT4_OFFSET;
            to[at + i * step] |= (byte) (upper ? nibble << 4 : nibble);
        }
    }
}
