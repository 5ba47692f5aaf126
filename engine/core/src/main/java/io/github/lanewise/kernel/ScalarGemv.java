package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The scalar twin of {@link VectorGemv}: plain loops. */
final class ScalarGemv implements Gemv {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @Override
    public void gemv(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] h,
            int hAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            int fromBlock,
            int toBlock,
            boolean descending) {
        for (int i = fromBlock; i < toBlock; i++) {
            int block = descending ? fromBlock + toBlock - 1 - i : i;
            int s = startAt + w.matrix().resultAt(block);
            int at = zAt + w.matrix().resultAt(block);
            // Part by part, never both in one loop: where C2 met a choice of x or h inside, it compiled the loop anew
            // for ever.
            part(w.matrix(), block, w.from(), w.split(), x, xAt, start, s, z, at);
            part(w.matrix(), block, w.split(), w.to(), h, hAt, z, at, z, at);
        }
    }

    /** Columns from to to of one block. */
    private static void part(
            PackedMatrix matrix,
            int block,
            int from,
            int to,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        MemorySegment w = matrix.data().segment();
        int rows = matrix.vectors(block);
        long wByte = ((long) matrix.resultAt(block) * matrix.columns() + (long) rows * from) << 2;
        switch (rows) {
            case 8 -> block8(w, wByte, to - from, x, xAt, start, startAt, z, zAt);
            case 6 -> block6(w, wByte, to - from, x, xAt, start, startAt, z, zAt);
            default -> {
                for (int i = 0; i < rows; i++) {
                    z[zAt + i] = chain(w, wByte + 4L * i, rows << 2, to - from, x, xAt, start[startAt + i]);
                }
            }
        }
    }

    /** Eight independent chains hide an fma's latency of 4 cycles at two a cycle. */
    private static void block8(
            MemorySegment w,
            long wByte,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (!w.isNative()) {
            throw new IllegalArgumentException("expected weights off the heap");
        }
        float a0 = start[startAt];
        float a1 = start[startAt + 1];
        float a2 = start[startAt + 2];
        float a3 = start[startAt + 3];
        float a4 = start[startAt + 4];
        float a5 = start[startAt + 5];
        float a6 = start[startAt + 6];
        float a7 = start[startAt + 7];
        for (int k = 0; k < columns; k++) {
            float xk = x[xAt + k];
            long at = wByte + 32L * k;
            a0 = Math.fma(w.get(FLOAT, at), xk, a0);
            a1 = Math.fma(w.get(FLOAT, at + 4), xk, a1);
            a2 = Math.fma(w.get(FLOAT, at + 8), xk, a2);
            a3 = Math.fma(w.get(FLOAT, at + 12), xk, a3);
            a4 = Math.fma(w.get(FLOAT, at + 16), xk, a4);
            a5 = Math.fma(w.get(FLOAT, at + 20), xk, a5);
            a6 = Math.fma(w.get(FLOAT, at + 24), xk, a6);
            a7 = Math.fma(w.get(FLOAT, at + 28), xk, a7);
        }
        z[zAt] = a0;
        z[zAt + 1] = a1;
        z[zAt + 2] = a2;
        z[zAt + 3] = a3;
        z[zAt + 4] = a4;
        z[zAt + 5] = a5;
        z[zAt + 6] = a6;
        z[zAt + 7] = a7;
    }

    /** Two units of a GRU. The loop counts bytes: counting columns, C2 took a sixth longer for it. */
    private static void block6(
            MemorySegment w,
            long wByte,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (!w.isNative()) {
            throw new IllegalArgumentException("expected weights off the heap");
        }
        float a0 = start[startAt];
        float a1 = start[startAt + 1];
        float a2 = start[startAt + 2];
        float a3 = start[startAt + 3];
        float a4 = start[startAt + 4];
        float a5 = start[startAt + 5];
        int k = xAt;
        for (long at = wByte; at < wByte + 24L * columns; at += 24) {
            float xk = x[k++];
            a0 = Math.fma(w.get(FLOAT, at), xk, a0);
            a1 = Math.fma(w.get(FLOAT, at + 4), xk, a1);
            a2 = Math.fma(w.get(FLOAT, at + 8), xk, a2);
            a3 = Math.fma(w.get(FLOAT, at + 12), xk, a3);
            a4 = Math.fma(w.get(FLOAT, at + 16), xk, a4);
            a5 = Math.fma(w.get(FLOAT, at + 20), xk, a5);
        }
        z[zAt] = a0;
        z[zAt + 1] = a1;
        z[zAt + 2] = a2;
        z[zAt + 3] = a3;
        z[zAt + 4] = a4;
        z[zAt + 5] = a5;
    }

    private static float chain(MemorySegment w, long wByte, int step, int columns, float[] x, int xAt, float start) {
        if (!w.isNative()) {
            throw new IllegalArgumentException("expected weights off the heap");
        }
        float acc = start;
        for (int k = 0; k < columns; k++) {
            acc = Math.fma(w.get(FLOAT, wByte + (long) step * k), x[xAt + k], acc);
        }
        return acc;
    }
}
