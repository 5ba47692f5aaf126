package io.github.lanewise.matrix;

import io.github.lanewise.spec.Bfloat16;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Precision;

/**
 * How weights of less than 32 bits lie in words of 32 for vector code: a word has several columns of one row, so that a lane
 * unpacks them without a shuffle, and the same columns share a word whatever the lanes.
 *
 * <pre>
 *              bits 31 ..... 24 23 ..... 16 15 ...... 8 7 ....... 0
 *   bf16        column 1                | column 0                     w0 = word << 16, w1 = word &amp; 0xffff0000, as floats
 *   int8        q3        | q2 + 128  | q1 + 128  | q0 + 128           c = (float) (word &amp; 0xff << 8 j)
 *   int4        q7 | q6+8 | q5+8 q4+8 | q3+8 q2+8 | q1+8 q0+8          c = (float) (word &amp; 0xf << 4 j)
 * </pre>
 *
 * <p>A column that a last word has no weight for counts as a weight that leaves a sum as it is, if its x counts as 0.
 */
public final class WeightWords {
    /** What is added to the numbers of int8 in all columns of a word but the last, so that a mask takes them out. */
    public static final int INT8_OFFSET = 128;

    /** The same of int4. */
    public static final int INT4_OFFSET = 8;

    /** Words of a group of {@link Int4Tensor}; the last one of a part has only those that it needs. */
    public static final int GROUP_WORDS = Int4Tensor.GROUP / columns(Precision.INT4);

    private static final int HALF_BITS = 16;
    private static final int NIBBLE_BITS = 4;

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
            case INT4 -> 8;
        };
    }

    /** Rows of padding: weights of 0. */
    static int empty(Precision precision) {
        return switch (precision) {
            case FP32, BF16 -> 0;
            case INT8 -> ofBytes(new byte[0], 0, 0);
            case INT4 -> ofNibbles(new byte[0], 0, 0);
        };
    }

    /** The word of up to two columns. A missing one is -0, so that its product with +0 changes no sum, not even -0. */
    static int ofHalves(float[] row, int at, int count) {
        int upper = count > 1 ? Bfloat16.of(row[at + 1]) : Bfloat16.of(-0f);
        return (upper << HALF_BITS) | (Bfloat16.of(row[at]) & 0xffff);
    }

    /** The word of up to four columns. */
    static int ofBytes(byte[] row, int at, int count) {
        return ofNumbers(row, at, count, Byte.SIZE, INT8_OFFSET);
    }

    /** The word of up to eight columns. */
    static int ofNibbles(byte[] row, int at, int count) {
        return ofNumbers(row, at, count, NIBBLE_BITS, INT4_OFFSET);
    }

    private static int ofNumbers(byte[] row, int at, int count, int bits, int offset) {
        int last = Integer.SIZE / bits - 1;
        int word = count > last ? row[at + last] << (bits * last) : 0;
        for (int column = 0; column < last; column++) {
            int number = column < count ? row[at + column] : 0;
            word |= (number + offset) << (bits * column);
        }
        return word;
    }
}
