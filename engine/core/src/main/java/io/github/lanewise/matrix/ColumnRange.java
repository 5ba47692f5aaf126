package io.github.lanewise.matrix;

/**
 * Which columns of a matrix a product takes, and from which vector: columns from to split are multiplied with one vector,
 * split to to with another. So a cell's weights W_ih and W_hh lie side by side in one matrix, which one step reads in one
 * go, while a sequence takes the input columns of many steps at once.
 *
 * @param matrix the matrix
 * @param from the first column, multiplied with the first element of x
 * @param split the first column that is multiplied with h, with its first element
 * @param to the column to stop before
 */
public record ColumnRange(PackedMatrix matrix, int from, int split, int to) {
    /**
     * Checks the columns.
     *
     * @throws IllegalArgumentException if they do not ascend within the matrix
     */
    public ColumnRange {
        if (from < 0 || split < from || to < split || to > matrix.columns()) {
            throw new IllegalArgumentException("expected columns that ascend from 0 to " + matrix.columns() + ", found "
                    + from + ", " + split + ", " + to);
        }
    }

    /**
     * All columns, multiplied with x.
     *
     * @param matrix the matrix
     * @return the range
     */
    public static ColumnRange all(PackedMatrix matrix) {
        return new ColumnRange(matrix, 0, matrix.columns(), matrix.columns());
    }
}
