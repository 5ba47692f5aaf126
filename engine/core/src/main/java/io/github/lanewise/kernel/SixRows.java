package io.github.lanewise.kernel;

import io.github.lanewise.matrix.PackedMatrix;

/**
 * Products of columns of one block of eight or six vectors with six vectors. C2 has to know the distance from column to column,
 * so that no access in a loop has a check of bounds; so there is a method for each size of block.
 */
interface SixRows extends Counted {
    /**
     * {@code z = z + W x} for six rows: each chain goes on from what z holds.
     *
     * @param m where the floats lie
     * @param vectors of a column, eight or six
     * @param at where the first column lies, bytes; the next ones follow one after another
     * @param count columns, how many
     * @param x six rows of as many floats as there are columns
     * @param x0 index of the first of them in x
     * @param xRow floats from row to row
     * @param z six rows of results, all vectors
     * @param z0 index of the first of them in z
     * @param zRow floats from row to row
     */
    void add(PackedMatrix m, int vectors, long at, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow);
}
