package io.github.lanewise.kernel;

/** What a product of int8 weights with several vectors does beside its tiles. */
interface Int8Passes {
    /**
     * {@code y[k] = DOWN[k % 4] x[k]}: what {@link ScalarInt8Gemv#DOWN} makes of a row of x.
     *
     * @param x a row
     * @param xOffset index of its first float
     * @param y written
     * @param yOffset index of the first float written
     * @param columns how many
     */
    void scale(float[] x, int xOffset, float[] y, int yOffset, int columns);

    /**
     * {@code z = fma(scale, fma(-128, sum, chain), z)}, the end of the chains of a row.
     *
     * @param chains of a block
     * @param at index of the first of them
     * @param sum of the row's x, see {@link ScalarInt8Gemv#sum}
     * @param scales of all results
     * @param result index of the block's first scale
     * @param z the block's results, read and written
     * @param zOffset index of the first of them
     * @param floats how many, whole vectors
     */
    void end(float[] chains, int at, float sum, float[] scales, int result, float[] z, int zOffset, int floats);
}
