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
abstract sealed class PanelGemm implements Gemm, Counted permits Bf16Gemm, Int8Gemm, Int4Gemm {
    /** Columns of a panel: 64 KiB of floats, which the second cache keeps. A whole number of words. */
    private static final int COLUMNS = 128;

    /** Vectors of a block, at most. */
    private static final int VECTORS = 8;

    /** Threads whose panels are kept for the next call. More allocate one each time. */
    private static final int KEPT = 64;

    /** Rows whose x {@link #sums} takes at once. */
    static final int SUMMED_ROWS = 4;

    final int lanes;
    private final UnpackingGemv gemv;
    private final int mostRows;
    private final Tiles tiles;
    private final AtomicReferenceArray<@Nullable Panel> idle = new AtomicReferenceArray<>(KEPT);

    /** What one call works in. */
    static final class Panel {
        /** Chains and results of the rows of a block, and what x becomes, for a subclass to use. */
        final Buffer chains = new Buffer();

        final Buffer results = new Buffer();
        final Buffer x = new Buffer();
        private final PackedMatrix floats;

        private Panel(int lanes) {
            floats = PackedMatrix.pack(lanes, 1, null, Tensor.zeros(VECTORS * lanes, COLUMNS));
        }
    }

    /** @param mostRows that are multiplied at a time, since something of each is kept aside */
    PanelGemm(UnpackingGemv gemv, int mostRows, Tiles tiles, int lanes) {
        this.gemv = gemv;
        this.mostRows = mostRows;
        this.tiles = tiles;
        this.lanes = lanes;
    }

    @Override
    public final void gemm(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        if (count == 1) {
            Kernels.whole(gemv, w, x, x0, z, z0);
            return;
        }
        Panel panel = take();
        for (int row = 0; row < count; row += mostRows) {
            int rows = Math.min(mostRows, count - row);
            gemm(panel, w, rows, x, x0 + row * xRow, xRow, z, z0 + row * zRow, zRow);
        }
        give(panel);
    }

    abstract void gemm(Panel panel, ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow);

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
            int x0,
            int xRow,
            float[] z,
            int z0,
            int zRow) {
        PackedMatrix matrix = w.matrix();
        int vectors = matrix.vectors(block);
        long at = w.byteOffset(block);
        for (int from = w.from(); from < w.to(); from += COLUMNS) {
            int columns = Math.min(COLUMNS, w.to() - from);
            int xFrom = x0 + from - w.from();
            add(panel, matrix, at, vectors, columns, count, x, xFrom, xRow, z, z0, zRow);
            at += COLUMNS / WeightWords.columns(matrix.precision()) * matrix.step(block);
        }
    }

    /** The chains of a block go on in z, through the columns of one panel. */
    final void add(
            Panel panel,
            PackedMatrix matrix,
            long at,
            int vectors,
            int columns,
            int count,
            float[] x,
            int x0,
            int xRow,
            float[] z,
            int z0,
            int zRow) {
        int words = Math.ceilDiv(columns, WeightWords.columns(matrix.precision()));
        gemv.unpack(matrix, at, vectors, words, panel.floats);
        tiles.add(panel.floats, vectors, 0, columns, count, x, x0, xRow, z, z0, zRow);
    }

    /**
     * The sums of up to four rows of x, in the columns of each word but the last, in their order. Four at once, since the sum of
     * one is a chain that keeps its adder waiting; where there are fewer, the last one again.
     */
    static void sums(float[] x, int at, int stride, int rows, int columns, int slots, float[] to, int toOffset) {
        int at1 = at + Math.min(1, rows - 1) * stride;
        int at2 = at + Math.min(2, rows - 1) * stride;
        int at3 = at + Math.min(3, rows - 1) * stride;
        int last = slots - 1; // slots are a power of two
        float s0 = 0f;
        float s1 = 0f;
        float s2 = 0f;
        float s3 = 0f;
        for (int k = 0; k < columns; k++) {
            if ((k & last) != last) {
                s0 += x[at + k];
                s1 += x[at1 + k];
                s2 += x[at2 + k];
                s3 += x[at3 + k];
            }
        }
        to[toOffset] = s0;
        to[toOffset + 1] = s1;
        to[toOffset + 2] = s2;
        to[toOffset + 3] = s3;
    }

    @Override
    public final void count(Leaf leaf, int call) {
        gemv.count(leaf, call);
    }
}
