package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;

/** The scalar twin of {@link VectorGemv}: plain loops. */
final class ScalarGemv implements Gemv {
    private static final int PANEL = PackedMatrix.SCALAR_PANEL;

    @Override
    public void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        PackedMatrix matrix = w.matrix();
        int first = matrix.resultAt(Math.min(from, to));
        int end = matrix.resultAt(Math.max(from, to));
        w.begin(z, z0, Math.min(from, to), Math.max(from, to));
        for (int done = 0; done < end - first; done += PANEL) {
            int panel = from < to ? first + done : ((end - 1) & -PANEL) - done;
            // Part by part, never both in one loop: where C2 met a choice of x or h inside, it compiled the loop anew
            // for ever.
            part(matrix, panel, w.from(), w.split(), x, x0, z, z0 + panel);
            part(matrix, panel, w.split(), w.to(), h, h0, z, z0 + panel);
        }
    }

    /** All columns with x. Apart from {@link #gemv}, which then never meets an empty part, so that C2 need not compile it again. */
    static void whole(ColumnRange w, float[] x, int x0, float[] z, int z0) {
        PackedMatrix matrix = w.matrix();
        w.begin(z, z0, 0, matrix.blocks());
        for (int panel = 0; panel < matrix.resultAt(matrix.blocks()); panel += PANEL) {
            part(matrix, panel, w.from(), w.to(), x, x0, z, z0 + panel);
        }
    }

    /** Goes on with columns from to to of one panel. */
    private static void part(PackedMatrix matrix, int panel, int from, int to, float[] x, int x0, float[] z, int z0) {
        float[] w = matrix.array();
        int rows = Math.min(PANEL, matrix.floats() - panel);
        int wOffset = panel * matrix.columns() + rows * from;
        if (rows == PANEL) {
            panel8(w, wOffset, to - from, x, x0, z, z0);
        } else {
            for (int i = 0; i < rows; i++) {
                z[z0 + i] = chain(w, wOffset + i, rows, to - from, x, x0, z[z0 + i]);
            }
        }
    }

    /** Eight independent chains hide an fma's latency of 4 cycles at two per cycle. */
    private static void panel8(float[] w, int wOffset, int columns, float[] x, int x0, float[] z, int z0) {
        float a0 = z[z0];
        float a1 = z[z0 + 1];
        float a2 = z[z0 + 2];
        float a3 = z[z0 + 3];
        float a4 = z[z0 + 4];
        float a5 = z[z0 + 5];
        float a6 = z[z0 + 6];
        float a7 = z[z0 + 7];
        for (int k = 0; k < columns; k++) {
            float xk = x[x0 + k];
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
        z[z0] = a0;
        z[z0 + 1] = a1;
        z[z0 + 2] = a2;
        z[z0 + 3] = a3;
        z[z0 + 4] = a4;
        z[z0 + 5] = a5;
        z[z0 + 6] = a6;
        z[z0 + 7] = a7;
    }

    private static float chain(float[] w, int wOffset, int step, int columns, float[] x, int x0, float start) {
        float acc = start;
        for (int k = 0; k < columns; k++) {
            acc = Math.fma(w[wOffset + step * k], x[x0 + k], acc);
        }
        return acc;
    }
}
