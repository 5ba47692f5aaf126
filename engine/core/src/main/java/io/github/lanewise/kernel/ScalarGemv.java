package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The scalar twin of {@link VectorGemv}: plain loops. */
final class ScalarGemv implements Gemv {
    private static final int PANEL = PackedMatrix.SCALAR_PANEL;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @Override
    public void gemv(ColumnRange w, float[] x, int xAt, float[] h, int hAt, float[] z, int zAt, int from, int to) {
        PackedMatrix matrix = w.matrix();
        int first = matrix.resultAt(Math.min(from, to));
        int end = matrix.resultAt(Math.max(from, to));
        w.begin(z, zAt, Math.min(from, to), Math.max(from, to));
        for (int done = 0; done < end - first; done += PANEL) {
            int panel = from < to ? first + done : ((end - 1) & -PANEL) - done;
            // Part by part, never both in one loop: where C2 met a choice of x or h inside, it compiled the loop anew
            // for ever.
            part(matrix, panel, w.from(), w.split(), x, xAt, z, zAt + panel);
            part(matrix, panel, w.split(), w.to(), h, hAt, z, zAt + panel);
        }
    }

    /** Goes on with columns from to to of one panel. */
    private static void part(PackedMatrix matrix, int panel, int from, int to, float[] x, int xAt, float[] z, int zAt) {
        MemorySegment w = matrix.data().segment();
        int rows = Math.min(PANEL, matrix.floats() - panel);
        long wByte = ((long) panel * matrix.columns() + (long) rows * from) << 2;
        if (rows == PANEL) {
            panel8(w, wByte, to - from, x, xAt, z, zAt);
        } else {
            for (int i = 0; i < rows; i++) {
                z[zAt + i] = chain(w, wByte + 4L * i, rows << 2, to - from, x, xAt, z[zAt + i]);
            }
        }
    }

    /** Eight independent chains hide an fma's latency of 4 cycles at two a cycle. */
    private static void panel8(MemorySegment w, long wByte, int columns, float[] x, int xAt, float[] z, int zAt) {
        if (!w.isNative()) {
            throw new IllegalArgumentException("expected weights off the heap");
        }
        float a0 = z[zAt];
        float a1 = z[zAt + 1];
        float a2 = z[zAt + 2];
        float a3 = z[zAt + 3];
        float a4 = z[zAt + 4];
        float a5 = z[zAt + 5];
        float a6 = z[zAt + 6];
        float a7 = z[zAt + 7];
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
