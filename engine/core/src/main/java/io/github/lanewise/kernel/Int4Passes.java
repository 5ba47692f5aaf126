package io.github.lanewise.kernel;

import io.github.lanewise.matrix.PackedMatrix;

/** What a product of int4 weights with several vectors does beside its tiles. */
interface Int4Passes {
    /**
     * {@code y[k] = DOWN[k % 8] x[k]}: what {@link ScalarInt4Gemv#DOWN} makes of a row of x.
     *
     * @param x a row
     * @param xOffset index of its first float
     * @param y written
     * @param yOffset index of the first float written
     * @param columns how many
     */
    void scale(float[] x, int xOffset, float[] y, int yOffset, int columns);

    /**
     * {@code z = fma(scale, fma(-8, sum, chain), z)} for several rows, the end of the chains of a block and a group of columns.
     *
     * @param matrix where the scales lie
     * @param at where those of the block and group begin, bytes
     * @param vectors of the block
     * @param count rows
     * @param chains rows of the block's vectors, one after another
     * @param sums one a row, of its x in the columns whose numbers have an offset
     * @param sumsOffset index of the first of them
     * @param z results, which lie like the chains, read and written
     */
    void end(
            PackedMatrix matrix,
            long at,
            int vectors,
            int count,
            float[] chains,
            float[] sums,
            int sumsOffset,
            float[] z);
}
