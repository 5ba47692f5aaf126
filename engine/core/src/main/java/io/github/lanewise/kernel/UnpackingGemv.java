package io.github.lanewise.kernel;

import io.github.lanewise.matrix.PackedMatrix;

/** Products with one vector whose weights are less than 32 bits, and what products with several vectors need of them. */
interface UnpackingGemv extends Gemv, Counted {
    /**
     * Makes floats of weights: those of a panel of {@link VectorGemm}, column by column from its beginning.
     *
     * @param matrix the weights
     * @param at where the first word lies, bytes
     * @param vectors of a column, all that a block has
     * @param words of each row
     * @param panel floats, written
     */
    void unpack(PackedMatrix matrix, long at, int vectors, int words, PackedMatrix panel);
}
