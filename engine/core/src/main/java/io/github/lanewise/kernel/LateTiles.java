package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import java.util.function.UnaryOperator;

/**
 * Products of matrices while the tiles of {@link VectorGemm} are not compiled yet: row by row until {@link #ready}, the same
 * bits. A tile is the largest leaf, and steps do without it; so a model need not wait for it to change over. Thread-safe.
 */
public final class LateTiles implements UnaryOperator<Products> {
    private volatile boolean isReady;

    /** Tiles that are not used before they are ready. */
    public LateTiles() {}

    /** From now on tiles compute. */
    public void ready() {
        isReady = true;
    }

    /** Products of one precision. */
    @Override
    public Products apply(Products products) {
        return new Products(products.gemv(), new Late(products.gemm(), new RowByRow(products.gemv())));
    }

    private final class Late implements Gemm {
        private final Gemm tiles;
        private final Gemm rowByRow;

        Late(Gemm tiles, Gemm rowByRow) {
            this.tiles = tiles;
            this.rowByRow = rowByRow;
        }

        @Override
        public void gemm(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
            Gemm now = isReady ? tiles : rowByRow;
            now.gemm(w, count, x, x0, xRow, z, z0, zRow);
        }
    }
}
