package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.value.RealConstant;

/**
 * A block of a constant matrix, which stays where it is: rows are what a product reads, columns what it gives.
 *
 * @param matrix the constant, of rank 2
 * @param transposed whether the constant has columns first
 * @param row the first row
 * @param rows how many
 * @param column the first column
 * @param columns how many
 * @param factor what every element is multiplied with
 */
public record MatrixView(
        RealConstant matrix, boolean transposed, int row, int rows, int column, int columns, float factor) {
    public static MatrixView of(RealConstant matrix, boolean transposed, float factor) {
        int first = matrix.size(0);
        int second = matrix.size(1);
        return transposed
                ? new MatrixView(matrix, true, 0, second, 0, first, factor)
                : new MatrixView(matrix, false, 0, first, 0, second, factor);
    }

    public MatrixView rows(int from, int count) {
        return new MatrixView(matrix, transposed, row + from, count, column, columns, factor);
    }

    MatrixView columns(int from, int count) {
        return new MatrixView(matrix, transposed, row, rows, column + from, count, factor);
    }

    public MatrixView times(float other) {
        return new MatrixView(matrix, transposed, row, rows, column, columns, factor * other);
    }

    public float at(int i, int j) {
        int r = row + i;
        int c = column + j;
        float element = matrix.data()[transposed ? c * matrix.size(1) + r : r * matrix.size(1) + c];
        return factor == 1 ? element : factor * element;
    }

    /** Whether both have the same elements; a file may have the same matrix twice. */
    boolean hasElementsOf(MatrixView other) {
        if (rows != other.rows || columns != other.columns) {
            return false;
        }
        boolean samePlace = matrix == other.matrix
                && transposed == other.transposed
                && row == other.row
                && column == other.column
                && factor == other.factor;
        if (samePlace) {
            return true;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (Float.compare(at(i, j), other.at(i, j)) != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
