package io.github.lanewise.formats.stack;

/**
 * The numbers of int4 in a file: two columns of a row in a byte, the first in its lower half, each as two's complement. A row
 * begins with a byte of its own; the upper half that an odd number of columns leaves is 0.
 */
public final class Nibbles {
    private static final int BITS = 4;
    private static final int MASK = 0xf;

    private Nibbles() {}

    /** Bytes of a row. */
    public static int bytes(int columns) {
        return Math.ceilDiv(columns, 2);
    }

    /** Packs numbers from -8 to 7, row by row. */
    public static byte[] pack(byte[] numbers, int columns) {
        int rows = columns == 0 ? 0 : numbers.length / columns;
        byte[] packed = new byte[rows * bytes(columns)];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int nibble = numbers[row * columns + column] & MASK;
                packed[row * bytes(columns) + column / 2] |= (byte) (nibble << (column % 2 * BITS));
            }
        }
        return packed;
    }

    /**
     * The reverse of {@link #pack}.
     *
     * @throws IllegalArgumentException if a half that no column has is not 0
     */
    public static byte[] unpack(byte[] packed, int rows, int columns) {
        byte[] numbers = new byte[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row++) {
            int at = row * bytes(columns);
            for (int column = 0; column < columns; column++) {
                byte pair = packed[at + column / 2];
                numbers[row * columns + column] =
                        (byte) (column % 2 == 0 ? (byte) (pair << BITS) >> BITS : pair >> BITS);
            }
            if (columns % 2 != 0 && (packed[at + columns / 2] & ~MASK) != 0) {
                throw new IllegalArgumentException(
                        "row " + row + ": expected 0 in the upper half of the last byte, behind " + columns
                                + " columns, found " + (packed[at + columns / 2] >> BITS & MASK));
            }
        }
        return numbers;
    }
}
