package io.github.lanewise.kernel;

import io.github.lanewise.matrix.PackedMatrix;

/** Products of columns of one block of floats with several vectors. */
interface Tiles {
    /**
     * {@code z = z + W x} for every row: each chain goes on from what z holds.
     *
     * @param matrix where the floats lie
     * @param vectors of a column
     * @param at where the first column lies, bytes; the next ones follow one after another
     * @param columns how many
     * @param count rows of x and z
     * @param x count rows of as many floats as there are columns
     * @param x0 index of the first of them in x
     * @param xRow floats from row to row
     * @param z count rows of results, all vectors
     * @param z0 index of the first of them in z
     * @param zRow floats from row to row
     */
    void add(
            PackedMatrix matrix,
            int vectors,
            long at,
            int columns,
            int count,
            float[] x,
            int x0,
            int xRow,
            float[] z,
            int z0,
            int zRow);
}
