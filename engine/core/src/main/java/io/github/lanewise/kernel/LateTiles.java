package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;

/**
 * Products of matrices while the tiles of {@link VectorGemm} are not compiled yet: row by row until {@link #ready}, the same
 * bits. A tile is the largest leaf, and steps do without it; so a model need not wait for it to change over. Thread-safe.
 */
public final class LateTiles implements Gemm {
    private final Gemv gemv;
    private final Gemm tiles;
    private volatile boolean isReady;

    /**
     * Tiles that are not used before they are ready.
     *
     * @param kernels whose tiles and products with one vector
     */
    public LateTiles(Kernels kernels) {
        gemv = kernels.gemv();
        tiles = kernels.gemm();
    }

    /** From now on tiles compute. */
    public void ready() {
        isReady = true;
    }

    @Override
    public void gemm(
            ColumnRange w, int count, float[] x, int xOffset, int xStride, float[] z, int zOffset, int zStride) {
        if (isReady) {
            tiles.gemm(w, count, x, xOffset, xStride, z, zOffset, zStride);
            return;
        }
        for (int row = 0; row < count; row++) {
            Kernels.whole(gemv, w, x, xOffset + row * xStride, z, zOffset + row * zStride);
        }
    }
}
