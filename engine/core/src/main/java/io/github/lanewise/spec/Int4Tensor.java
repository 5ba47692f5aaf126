package io.github.lanewise.spec;

import java.util.Arrays;

/**
 * A matrix as whole numbers of 4 bits, with a scale for each group of 32 columns of a row: element = number * scale. A last group
 * may have fewer columns.
 *
 * <p>Scales are bfloat16, so each product of a number and its scale is exactly a float. Where {@link #of} chooses the scale, it is
 * the group's greatest magnitude divided by 7, rounded up to a bfloat16 of at least 2^-126; a matrix that was made of such
 * products has the same numbers again. A group of zeros has the scale 0. A matrix that comes with scales of its own, {@link
 * Tensor#withGroupScales}, keeps them, and its numbers go down to -8.
 */
public final class Int4Tensor {
    /** Columns of a row that share a scale. */
    public static final int GROUP = 32;

    /** The greatest number. */
    private static final int MOST = 7;

    private static final int LEAST = -8;

    /** The greatest scale, so that each number times each scale is a finite float: a bfloat16. */
    private static final float MOST_SCALE = 0x1.fep124f;

    /** The bits of a float that bfloat16 does without. */
    private static final int SPARE = 0xffff;

    private final byte[] numbers;
    private final float[] scales;
    private final int rows;
    private final int columns;

    private Int4Tensor(byte[] numbers, float[] scales, int rows, int columns) {
        this.numbers = numbers;
        this.scales = scales;
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Rounds a matrix to the nearest numbers, ties to even.
     *
     * @param name the matrix in messages
     * @param matrix shape (rows, columns)
     * @return its numbers and scales
     * @throws IllegalArgumentException if the tensor is no matrix, or an element is not finite, too large, or no multiple of the
     *     scale that the matrix came with
     */
    public static Int4Tensor of(String name, Tensor matrix) {
        requireMatrix(name, matrix.shape());
        float[] data = matrix.data();
        int rows = matrix.size(0);
        int columns = matrix.size(1);
        byte[] numbers = new byte[data.length];
        float[] given = matrix.groupScales();
        float[] scales = given == null ? new float[rows * groups(columns)] : given;
        for (int group = 0; group < scales.length; group++) {
            int from = first(group, columns);
            int to = end(group, columns);
            if (given == null) {
                scales[group] = scale(name, data, from, to);
            }
            for (int i = from; i < to; i++) {
                numbers[i] = number(data[i], scales[group]);
                if (given != null && numbers[i] * scales[group] != data[i]) {
                    throw new IllegalArgumentException(name + ", element " + i + ": expected a multiple, from " + LEAST
                            + " to " + MOST + ", of its group's scale " + scales[group] + ", found " + data[i]);
                }
            }
        }
        return new Int4Tensor(numbers, scales, rows, columns);
    }

    /**
     * Numbers and scales as they were stored.
     *
     * @param numbers one a byte, from -8 to 7, in row-major order; copied
     * @param scales row by row one for each group, bfloat16 from 0 to below 2^125; copied
     * @param rows of the matrix
     * @param columns of the matrix
     * @return the matrix
     * @throws IllegalArgumentException if they do not fit one another, or a number or a scale is none of those
     */
    public static Int4Tensor of(byte[] numbers, float[] scales, int rows, int columns) {
        Tensor.of(new float[numbers.length], rows, columns);
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] < LEAST || numbers[i] > MOST) {
                throw new IllegalArgumentException(
                        "element " + i + ": expected a number from " + LEAST + " to " + MOST + ", found " + numbers[i]);
            }
        }
        requireScales(scales, rows, columns);
        return new Int4Tensor(numbers.clone(), scales.clone(), rows, columns);
    }

    static void requireMatrix(String name, int[] shape) {
        if (shape.length != 2) {
            throw new IllegalArgumentException(name + ": expected a matrix, whose rows have groups of " + GROUP
                    + " columns, found shape " + Arrays.toString(shape));
        }
    }

    static void requireScales(float[] scales, int rows, int columns) {
        if (scales.length != rows * groups(columns)) {
            throw new IllegalArgumentException("expected a scale for each of " + rows + " rows and " + groups(columns)
                    + " groups of " + GROUP + " columns, found " + scales.length);
        }
        for (int group = 0; group < scales.length; group++) {
            boolean isBfloat16 = (Float.floatToRawIntBits(scales[group]) & SPARE) == 0;
            if (!(isBfloat16 && scales[group] >= 0 && scales[group] <= MOST_SCALE)) {
                throw new IllegalArgumentException("scale of group " + group
                        + ": expected a bfloat16 of at least 0 and below 2^125, found " + scales[group]);
            }
        }
    }

    /**
     * Groups of a row.
     *
     * @param columns of the row
     * @return a 32nd, rounded up
     */
    public static int groups(int columns) {
        return Math.ceilDiv(columns, GROUP);
    }

    /** The first element of a group, counted through all rows. */
    private static int first(int group, int columns) {
        return group / groups(columns) * columns + group % groups(columns) * GROUP;
    }

    /** The element behind a group. */
    private static int end(int group, int columns) {
        return Math.min(first(group, columns) + GROUP, (group / groups(columns) + 1) * columns);
    }

    private static float scale(String name, float[] data, int from, int to) {
        float most = 0f;
        for (int i = from; i < to; i++) {
            float magnitude = Math.abs(data[i]);
            if (!(magnitude <= MOST * MOST_SCALE)) {
                throw new IllegalArgumentException(name + ", element " + i
                        + ": expected a weight below 2.9e38 for int4, found " + data[i] + "; keep this layer fp32");
            }
            most = Math.max(most, magnitude);
        }
        float scale = Float.intBitsToFloat((Float.floatToRawIntBits(most / MOST) + SPARE) & ~SPARE);
        return most == 0 ? 0 : Math.max(scale, Float.MIN_NORMAL);
    }

    private static byte number(float element, float scale) {
        return scale == 0 ? 0 : (byte) Math.clamp(Math.round(Math.rint((double) element / scale)), LEAST, MOST);
    }

    /**
     * The numbers.
     *
     * @return a copy, one a byte, in row-major order
     */
    public byte[] numbers() {
        return numbers.clone();
    }

    /**
     * The scales.
     *
     * @return a copy, row by row one for each group
     */
    public float[] scales() {
        return scales.clone();
    }

    /**
     * The number of rows.
     *
     * @return rows
     */
    public int rows() {
        return rows;
    }

    /**
     * The number of columns.
     *
     * @return columns
     */
    public int columns() {
        return columns;
    }

    /**
     * The elements as floats, together with their scales, so that {@link #of(String, Tensor)} has the same numbers again.
     *
     * @return a matrix of the same shape
     */
    public Tensor toTensor() {
        float[] data = new float[numbers.length];
        for (int group = 0; group < scales.length; group++) {
            for (int i = first(group, columns); i < end(group, columns); i++) {
                data[i] = numbers[i] * scales[group];
            }
        }
        return Tensor.of(data, rows, columns).withGroupScales(scales);
    }
}
