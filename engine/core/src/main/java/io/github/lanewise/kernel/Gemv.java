package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;

/** Products of a matrix with one vector. Twins: {@link ScalarGemv}, {@link VectorGemv}; shared out: {@link TeamProducts}. */
public interface Gemv {
    /**
     * {@code z = start + W x + W' h}, for some blocks of W. Each row is one chain: {@code acc = start; for k ascending: acc =
     * fma(w[k], x[k], acc)}, on through h.
     *
     * <p>Blocks from 1 to 4 are 1, 2, 3; blocks from 4 to 1 are the same ones downwards, 3, 2, 1. The results are the same;
     * whoever goes back and forth finds in the cache what he read last, where one who always begins at the beginning finds
     * nothing once the weights are larger than the cache.
     *
     * @param w columns of a matrix that is packed for these kernels
     * @param x a float for each column before the range's split
     * @param x0 index of the first of them in x
     * @param h a float for each column behind it
     * @param h0 index of the first of them in h
     * @param z the results, in the order of {@link PackedMatrix}
     * @param z0 where the first block's begin
     * @param from the end of the blocks to begin at
     * @param to the other end
     */
    void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to);
}
