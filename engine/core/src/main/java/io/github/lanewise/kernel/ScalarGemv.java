package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;

/** The scalar twin of {@link VectorGemv}: plain loops. */
final class ScalarGemv implements Gemv {
    private static final int PANEL = PackedMatrix.SCALAR_PANEL;

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

    /** All columns with x. Apart from {@link #gemv}, which then never meets an empty part, so that C2 need not compile it again. */
    static void whole(ColumnRange w, float[] x, int xAt, float[] z, int zAt) {
        PackedMatrix matrix = w.matrix();
        w.begin(z, zAt, 0, matrix.blocks());
        for (int panel = 0; panel < matrix.resultAt(matrix.blocks()); panel += PANEL) {
            part(matrix, panel, w.from(), w.to(), x, xAt, z, zAt + panel);
        }
    }

    /** Goes on with columns from to to of one panel. */
    private static void part(PackedMatrix matrix, int panel, int from, int to, float[] x, int xAt, float[] z, int zAt) {
        float[] w = matrix.array();
        int rows = Math.min(PANEL, matrix.floats() - panel);
        int wAt = panel * matrix.columns() + rows * from;
        if (rows == PANEL) {
            panel8(w, wAt, to - from, x, xAt, z, zAt);
        } else {
            for (int i = 0; i < rows; i++) {
                z[zAt + i] = chain(w, wAt + i, rows, to - from, x, xAt, z[zAt + i]);
            }
        }
    }

    /** Eight independent chains hide an fma's latency of 4 cycles at two a cycle. */
    private static void panel8(float[] w, int wAt, int columns, float[] x, int xAt, float[] z, int zAt) {
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
            int at = wAt + PANEL * k;
            a0 = Math.fma(w[at], xk, a0);
            a1 = Math.fma(w[at + 1], xk, a1);
            a2 = Math.fma(w[at + 2], xk, a2);
            a3 = Math.fma(w[at + 3], xk, a3);
            a4 = Math.fma(w[at + 4], xk, a4);
            a5 = Math.fma(w[at + 5], xk, a5);
            a6 = Math.fma(w[at + 6], xk, a6);
            a7 = Math.fma(w[at + 7], xk, a7);
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

    private static float chain(float[] w, int wAt, int step, int columns, float[] x, int xAt, float start) {
        float acc = start;
        for (int k = 0; k < columns; k++) {
            acc = Math.fma(w[wAt + step * k], x[xAt + k], acc);
        }
        return acc;
    }
}
