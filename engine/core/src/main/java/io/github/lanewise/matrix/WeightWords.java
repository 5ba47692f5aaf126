package io.github.lanewise.matrix;

import io.github.lanewise.spec.Bfloat16;
import io.github.lanewise.spec.Precision;

/**
 * How weights of less than 32 bits lie in words of 32 for vector code: a word has several columns of one row, so that a lane
 * unpacks them without a shuffle, and the same columns share a word whatever the lanes.
 *
 * <pre>
 *              bits 31 ..... 24 23 ..... 16 15 ...... 8 7 ....... 0
 *   bf16        column 1                | column 0                     w0 = word << 16, w1 = word &amp; 0xffff0000, as floats
 *   int8        q3        | q2 + 128  | q1 + 128  | q0 + 128           c = (float) (word &amp; 0xff << 8 j)
 * </pre>
 *
 * <p>A column that a last word has no weight for counts as a weight that leaves a sum as it is, if its x counts as 0.
 */
public final class WeightWords {
    /** What is added to the numbers of int8 in all columns of a word but the last, so that a mask takes them out. */
    public static final int OFFSET = 128;

    private static final int BYTE_BITS = 8;
    private static final int HALF_BITS = 16;

    private WeightWords() {}

    /**
     * Columns of a word.
     *
     * @param precision of the weights
     * @return 1 for floats
     */
    public static int columns(Precision precision) {
        return switch (precision) {
            case FP32 -> 1;
            case BF16 -> 2;
            case INT8 -> 4;
        };
    }

    /** Rows of padding: weights of 0. */
    static int empty(Precision precision) {
        return precision == Precision.INT8 ? ofNumbers(new byte[columns(precision)], 0, 0) : 0;
    }

    /** The word of up to two columns. A missing one is -0, so that its product with +0 changes no sum, not even -0. */
    static int ofHalves(float[] row, int at, int count) {
        int upper = count > 1 ? Bfloat16.of(row[at + 1]) : Bfloat16.of(-0f);
        return (upper << HALF_BITS) | (Bfloat16.of(row[at]) & 0xffff);
    }

    /** The word of up to four columns. */
    static int ofNumbers(byte[] row, int at, int count) {
        int last = columns(Precision.INT8) - 1;
        int word = count > last ? row[at + last] << (BYTE_BITS * last) : 0;
        for (int column = 0; column < last; column++) {
            int number = column < count ? row[at + column] : 0;
            word |= (number + OFFSET) << (BYTE_BITS * column);
        }
        return word;
    }
}
