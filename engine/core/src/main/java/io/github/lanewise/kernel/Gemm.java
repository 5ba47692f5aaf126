package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.Buffer;

/** Products of a matrix with several vectors. Twins: {@link ScalarGemm}, {@link VectorGemm}; shared out: {@link TeamProducts}. */
public interface Gemm {
    /**
     * {@link Gemv#gemv} for several rows of x at once: weights are read once for a group of rows.
     *
     * @param w columns of a matrix that is packed for these kernels; all multiplied with x
     * @param count rows of x and z
     * @param x count rows of as many floats as there are columns
     * @param xAt where they begin
     * @param xStride floats from row to row
     * @param start rows of what the chains begin from, in the order of results; may be z
     * @param startAt where they begin
     * @param startStride floats from row to row; 0 where every row starts from the same floats
     * @param z count rows of results, in the order of {@link io.github.lanewise.matrix.PackedMatrix}
     * @param zAt where they begin
     * @param zStride floats from row to row
     * @param room of the calling thread, for rows of x in the order in which they are read
     */
    void gemm(
            ColumnRange w,
            int count,
            float[] x,
            int xAt,
            int xStride,
            float[] start,
            int startAt,
            int startStride,
            float[] z,
            int zAt,
            int zStride,
            Buffer room);

    /** Rows of a tile. */
    int TILE_ROWS = 4;

    /**
     * Floats of room that a product takes with vectors. Scalar code needs none, but asks for as much, so that vector code that
     * takes its place finds the room there.
     *
     * @param count rows of x
     * @param columns of the range
     * @return 0 for a single row
     */
    static long room(int count, int columns) {
        return (long) (tiled(count) + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS * columns;
    }

    /**
     * Rows that go by tiles.
     *
     * @param count rows of x
     * @return all, or all but one that would be alone in its tile
     */
    static int tiled(int count) {
        return count % TILE_ROWS == 1 ? count - 1 : count;
    }
}
