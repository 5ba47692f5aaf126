package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/** Products of a matrix with several vectors. Twins: {@link ScalarGemm}, {@link VectorGemm}; shared out: {@link TeamProducts}. */
public interface Gemm {
    /**
     * {@link Gemv#gemv} for several rows of x at once: weights are read once for a group of rows.
     *
     * @param w columns of a matrix that is packed for these kernels; all multiplied with x
     * @param count rows of x and z
     * @param x count rows of as many floats as there are columns
     * @param x0 index of the first of them in x
     * @param xRow floats from row to row
     * @param z count rows of results, in the order of {@link io.github.lanewise.matrix.PackedMatrix}
     * @param z0 index of the first of them in z
     * @param zRow floats from row to row
     */
    void gemm(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow);
}
