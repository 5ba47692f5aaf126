package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;

/** The scalar twin of {@link VectorGemv}: plain loops. */
final class ScalarGemv implements Gemv {
    private static final int PANEL = PackedMatrix.SCALAR_PANEL;

    @Override
    public void gemv(
            ColumnRange w,
            float[] x,
            int xOffset,
            float[] h,
            int hiddenOffset,
            float[] z,
            int zOffset,
            int from,
            int to) {
        PackedMatrix matrix = w.matrix();
        int first = matrix.resultAt(Math.min(from, to));
        int end = matrix.resultAt(Math.max(from, to));
        w.begin(z, zOffset, Math.min(from, to), Math.max(from, to));
        for (int done = 0; done < end - first; done += PANEL) {
            int panel = from < to ? first + done : ((end - 1) & -PANEL) - done;
            // Part by part, never both in one loop: where C2 met a choice of x or h inside, it compiled the loop anew
            // for ever.
            part(matrix, panel, w.from(), w.split(), x, xOffset, z, zOffset + panel);
            part(matrix, panel, w.split(), w.to(), h, hiddenOffset, z, zOffset + panel);
        }
    }

    /** All columns with x. Apart from {@link #gemv}, which then never meets an empty part, so that C2 need not compile it again. */
    static void whole(ColumnRange w, float[] x, int xOffset, float[] z, int zOffset) {
        PackedMatrix matrix = w.matrix();
        w.begin(z, zOffset, 0, matrix.blocks());
        for (int panel = 0; panel < matrix.resultAt(matrix.blocks()); panel += PANEL) {
            part(matrix, panel, w.from(), w.to(), x, xOffset, z, zOffset + panel);
        }
    }

    /** Goes on with columns from to to of one panel. */
    private static void part(
            PackedMatrix matrix, int panel, int from, int to, float[] x, int xOffset, float[] z, int zOffset) {
        float[] w = matrix.array();
        int rows = Math.min(PANEL, matrix.floats() - panel);
        int wOffset = panel * matrix.columns() + rows * from;
        if (rows == PANEL) {
            panel8(w, wOffset, to - from, x, xOffset, z, zOffset);
        } else {
            for (int i = 0; i < rows; i++) {
                z[zOffset + i] = chain(w, wOffset + i, rows, to - from, x, xOffset, z[zOffset + i]);
            }
        }
    }

    /** Eight independent chains hide an fma's latency of 4 cycles at two per cycle. */
    private static void panel8(float[] w, int wOffset, int columns, float[] x, int xOffset, float[] z, int zOffset) {
        float a0 = z[zOffset];
        float a1 = z[zOffset + 1];
        float a2 = z[zOffset + 2];
        float a3 = z[zOffset + 3];
        float a4 = z[zOffset + 4];
        float a5 = z[zOffset + 5];
        float a6 = z[zOffset + 6];
        float a7 = z[zOffset + 7];
        for (int k = 0; k < columns; k++) {
            float xk = x[xOffset + k];
            int at = wOffset + PANEL * k;
            a0 = Math.fma(w[at], xk, a0);
            a1 = Math.fma(w[at + 1], xk, a1);
            a2 = Math.fma(w[at + 2], xk, a2);
            a3 = Math.fma(w[at + 3], xk, a3);
            a4 = Math.fma(w[at + 4], xk, a4);
            a5 = Math.fma(w[at + 5], xk, a5);
            a6 = Math.fma(w[at + 6], xk, a6);
            a7 = Math.fma(w[at + 7], xk, a7);
        }
        z[zOffset] = a0;
        z[zOffset + 1] = a1;
        z[zOffset + 2] = a2;
        z[zOffset + 3] = a3;
        z[zOffset + 4] = a4;
        z[zOffset + 5] = a5;
        z[zOffset + 6] = a6;
        z[zOffset + 7] = a7;
    }

    private static float chain(float[] w, int wOffset, int step, int columns, float[] x, int xOffset, float start) {
        float acc = start;
        for (int k = 0; k < columns; k++) {
            acc = Math.fma(w[wOffset + step * k], x[xOffset + k], acc);
        }
        return acc;
    }
}
