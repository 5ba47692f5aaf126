package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.spec.Tensor;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Products of weights of less than 32 bits with several vectors. Some columns of a block at a time are unpacked to a panel of
 * floats, once for all rows, which {@link VectorGemm}'s tiles then multiply.
 */
abstract sealed class PanelGemm implements Gemm, Counted permits Bf16Gemm, Int8Gemm {
    /** Columns of a panel: 64 KiB of floats, which the second cache keeps. A whole number of words. */
    private static final int COLUMNS = 128;

    /** Vectors of a block, at most. */
    private static final int VECTORS = 8;

    /** Threads whose panels are kept for the next call. More allocate one each time. */
    private static final int KEPT = 64;

    final int lanes;
    private final UnpackingGemv gemv;
    private final Tiles tiles;
    private final AtomicReferenceArray<@Nullable Panel> idle = new AtomicReferenceArray<>(KEPT);

    /** What one call works in. */
    static final class Panel {
        /** Chains of the rows of a block, and what x becomes, for a subclass to use. */
        final Buffer chains = new Buffer();

        final Buffer x = new Buffer();
        private final PackedMatrix floats;

        private Panel(int lanes) {
            floats = PackedMatrix.pack(lanes, 1, null, Tensor.zeros(VECTORS * lanes, COLUMNS));
        }
    }

    PanelGemm(UnpackingGemv gemv, Tiles tiles, int lanes) {
        this.gemv = gemv;
        this.tiles = tiles;
        this.lanes = lanes;
    }

    @Override
    public final void gemm(
            ColumnRange w, int count, float[] x, int xOffset, int xStride, float[] z, int zOffset, int zStride) {
        if (count == 1) {
            Kernels.whole(gemv, w, x, xOffset, z, zOffset);
            return;
        }
        Panel panel = take();
        gemm(panel, w, count, x, xOffset, xStride, z, zOffset, zStride);
        give(panel);
    }

    abstract void gemm(
            Panel panel,
            ColumnRange w,
            int count,
            float[] x,
            int xOffset,
            int xStride,
            float[] z,
            int zOffset,
            int zStride);

    private Panel take() {
        for (int i = 0; i < KEPT; i++) {
            Panel panel = idle.getPlain(i) == null ? null : idle.getAndSet(i, null);
            if (panel != null) {
                return panel;
            }
        }
        return new Panel(lanes);
    }

    private void give(Panel panel) {
        for (int i = 0; i < KEPT; i++) {
            if (idle.getPlain(i) == null && idle.compareAndSet(i, null, panel)) {
                return;
            }
        }
    }

    /** The chains of a block go on in z, panel by panel. */
    final void add(
            Panel panel,
            ColumnRange w,
            int block,
            int count,
            float[] x,
            int xOffset,
            int xStride,
            float[] z,
            int zOffset,
            int zStride) {
        PackedMatrix matrix = w.matrix();
        int perWord = WeightWords.columns(matrix.precision());
        int vectors = matrix.vectors(block);
        long at = w.byteOffset(block);
        for (int from = w.from(); from < w.to(); from += COLUMNS) {
            int columns = Math.min(COLUMNS, w.to() - from);
            int words = (columns + perWord - 1) / perWord;
            gemv.unpack(matrix, at, vectors, words, panel.floats);
            at += words * matrix.step(block);
            int xFrom = xOffset + from - w.from();
            tiles.add(panel.floats, vectors, 0, columns, count, x, xFrom, xStride, z, zOffset, zStride);
        }
    }

    @Override
    public final void count(Leaf leaf, int call) {
        gemv.count(leaf, call);
    }
}
