package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.memory.Buffer;
import io.github.lanewise.memory.Rows;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Products of weights in bf16 or int8 with several vectors. Some columns of a block at a time are unpacked to a panel of floats,
 * once for all rows, which {@link VectorGemm}'s tiles then multiply. So the chains are those of {@link ScalarBf16Gemv} and {@link
 * ScalarInt8Gemv}.
 */
final class UnpackingGemm implements Gemm, Counted {
    /** Columns of a panel: 64 KiB of floats, which the second cache keeps. A whole number of words. */
    private static final int COLUMNS = 128;

    /** Rows at a time in int8, whose x and chains are kept aside: eight tiles of six. */
    private static final int ROWS = 48;

    /** Vectors of a block, at most. */
    private static final int VECTORS = 8;

    /** Threads that have their panel kept for the next call. More allocate one each time. */
    private static final int KEPT = 64;

    private final UnpackingGemv gemv;
    private final Tiles tiles;
    private final int lanes;
    private final AtomicReferenceArray<@Nullable Panel> idle = new AtomicReferenceArray<>(KEPT);

    /** What one call works in. */
    private static final class Panel {
        private final PackedMatrix floats;
        private final float[] sums = new float[ROWS];
        private final float[] chains;
        private final Buffer x = new Buffer();

        Panel(int lanes) {
            floats = PackedMatrix.pack(lanes, 1, null, Tensor.zeros(VECTORS * lanes, COLUMNS));
            chains = Rows.allocate((long) ROWS * VECTORS * lanes);
        }
    }

    UnpackingGemm(UnpackingGemv gemv, Tiles tiles, int lanes) {
        this.gemv = gemv;
        this.tiles = tiles;
        this.lanes = lanes;
    }

    @Override
    public void gemm(
            ColumnRange w, int count, float[] x, int xOffset, int xStride, float[] z, int zOffset, int zStride) {
        if (count == 1) {
            Kernels.whole(gemv, w, x, xOffset, z, zOffset);
            return;
        }
        Panel panel = take();
        if (w.matrix().precision() == Precision.INT8) {
            for (int row = 0; row < count; row += ROWS) {
                int rows = Math.min(ROWS, count - row);
                int8(panel, w, rows, x, xOffset + row * xStride, xStride, z, zOffset + row * zStride, zStride);
            }
        } else {
            bf16(panel, w, count, x, xOffset, xStride, z, zOffset, zStride);
        }
        give(panel);
    }

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
            if (idle.compareAndSet(i, null, panel)) {
                return;
            }
        }
    }

    private void bf16(
            Panel panel,
            ColumnRange w,
            int count,
            float[] x,
            int xOffset,
            int xStride,
            float[] z,
            int zOffset,
            int zStride) {
        for (int block = 0; block < w.matrix().blocks(); block++) {
            for (int row = 0; row < count; row++) {
                w.begin(z, zOffset + row * zStride, block, block + 1);
            }
            int result = zOffset + w.matrix().resultAt(block);
            add(panel, w, block, count, x, xOffset, xStride, z, result, zStride);
        }
    }

    private void int8(
            Panel panel,
            ColumnRange w,
            int count,
            float[] x,
            int xOffset,
            int xStride,
            float[] z,
            int zOffset,
            int zStride) {
        int columns = w.to() - w.from();
        if (columns == 0) {
            return;
        }
        int stride = Rows.stride(columns);
        float[] scaled = panel.x.atLeast((long) count * stride);
        for (int row = 0; row < count; row++) {
            int from = xOffset + row * xStride;
            panel.sums[row] = ScalarInt8Gemv.sum(x, from, columns);
            scale(x, from, scaled, row * stride, columns);
        }
        float[] scales = w.matrix().scales(w.from());
        for (int block = 0; block < w.matrix().blocks(); block++) {
            int floats = w.matrix().vectors(block) * lanes;
            Arrays.fill(panel.chains, 0, count * floats, 0f);
            add(panel, w, block, count, scaled, 0, stride, panel.chains, 0, floats);
            int result = w.matrix().resultAt(block);
            for (int row = 0; row < count; row++) {
                int to = zOffset + row * zStride + result;
                w.begin(z, zOffset + row * zStride, block, block + 1);
                end(panel.chains, row * floats, panel.sums[row], scales, result, z, to, floats);
            }
        }
    }

    private static void scale(float[] x, int xOffset, float[] to, int at, int columns) {
        for (int k = 0; k < columns; k++) {
            to[at + k] = x[xOffset + k] * ScalarInt8Gemv.DOWN[k % ScalarInt8Gemv.SLOTS];
        }
    }

    private static void end(
            float[] chains, int at, float sum, float[] scales, int result, float[] z, int zOffset, int floats) {
        for (int i = 0; i < floats; i++) {
            float chain = Math.fma(-WeightWords.OFFSET, sum, chains[at + i]);
            z[zOffset + i] = Math.fma(scales[result + i], chain, z[zOffset + i]);
        }
    }

    /** The chains of a block go on in z, panel by panel. */
    private void add(
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
    public void count(Leaf leaf, int call) {
        gemv.count(leaf, call);
    }
}
