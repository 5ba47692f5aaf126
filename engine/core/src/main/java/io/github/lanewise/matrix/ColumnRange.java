package io.github.lanewise.matrix;

import io.github.lanewise.memory.FloatMemory;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;

/**
 * Which columns of a matrix a product takes, and from which vector: columns from to split are multiplied with one vector,
 * split to to with another. So a cell's weights W_ih and W_hh lie side by side in one matrix, which one step reads in one
 * go, while a sequence takes the input columns of many steps at once.
 *
 * @param matrix the matrix
 * @param from the first column, multiplied with the first element of x
 * @param split the first column that is multiplied with h, with its first element
 * @param to the column to stop before
 * @param onward whether the chains of products go on from what the results hold, because an earlier product ended there;
 *     otherwise they begin from the matrix's bias
 */
public record ColumnRange(PackedMatrix matrix, int from, int split, int to, boolean onward) {
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
     * All columns, multiplied with x, from the bias on.
     *
     * @param matrix the matrix
     * @return the range
     */
    public static ColumnRange all(PackedMatrix matrix) {
        return new ColumnRange(matrix, 0, matrix.columns(), matrix.columns(), false);
    }

    /**
     * No columns of a matrix of one element, for methods that take a range where there is nothing to multiply.
     *
     * @param lanes units in a vector
     * @return an empty range that goes on from what the results hold
     */
    public static ColumnRange none(int lanes) {
        return none(lanes, Precision.FP32);
    }

    /**
     * The same, for methods that ask for what only matrices of some precision have.
     *
     * @param lanes units in a vector
     * @param precision of the one element
     * @return an empty range that goes on from what the results hold
     */
    public static ColumnRange none(int lanes, Precision precision) {
        PackedMatrix element = PackedMatrix.pack(FloatMemory.COLLECTED, lanes, precision, 1, null, Tensor.zeros(1, 1));
        return new ColumnRange(element, 0, 0, 0, true);
    }

    /**
     * The array that the chains begin from.
     *
     * @param z the results
     * @return the results or the matrix's bias
     */
    public float[] start(float[] z) {
        return onward ? z : matrix.bias();
    }

    /**
     * Where in that array the first chain begins.
     *
     * @param zOffset where the results begin
     * @return the same, or 0 in the bias
     */
    public int startOffset(int zOffset) {
        return onward ? zOffset : 0;
    }

    /**
     * Puts what the chains begin from where their results will be, unless they go on from what is there.
     *
     * @param z the results
     * @param zOffset index of the first of them in z
     * @param fromBlock the first block to put
     * @param toBlock the block to stop before
     */
    public void begin(float[] z, int zOffset, int fromBlock, int toBlock) {
        if (!onward) {
            int from = matrix.resultAt(fromBlock);
            System.arraycopy(matrix.bias(), from, z, zOffset + from, matrix.resultAt(toBlock) - from);
        }
    }

    /**
     * Where these columns of a block begin.
     *
     * @param block which
     * @return bytes from the beginning of the matrix
     */
    public long byteOffset(int block) {
        return matrix.byteOffset(block, from);
    }
}
