package io.github.lanewise.kernel;

import static io.github.lanewise.spec.Bfloat16.toFloat;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;

/** {@link ScalarGemv} of weights in bf16: the same chains, of the floats that the weights are. Twin of {@link VectorBf16Gemv}. */
final class ScalarBf16Gemv implements Gemv {
    private static final int PANEL = PackedMatrix.SCALAR_PANEL;

    @Override
    public void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        int first = w.matrix().resultAt(Math.min(from, to));
        int end = w.matrix().resultAt(Math.max(from, to));
        w.begin(z, z0, Math.min(from, to), Math.max(from, to));
        for (int panel = first; panel < end; panel += PANEL) {
            part(w.matrix(), panel, w.from(), w.split(), x, x0, z, z0 + panel);
            part(w.matrix(), panel, w.split(), w.to(), h, h0, z, z0 + panel);
        }
    }

    private static void part(PackedMatrix matrix, int panel, int from, int to, float[] x, int x0, float[] z, int z0) {
        short[] w = matrix.halves();
        int rows = Math.min(PANEL, matrix.floats() - panel);
        int at = panel * matrix.columns() + rows * from;
        if (rows == PANEL) {
            panel8(w, at, to - from, x, x0, z, z0);
            return;
        }
        for (int i = 0; i < rows; i++) {
            float acc = z[z0 + i];
            for (int k = 0; k < to - from; k++) {
                acc = Math.fma(toFloat(w[at + rows * k + i]), x[x0 + k], acc);
            }
            z[z0 + i] = acc;
        }
    }

    private static void panel8(short[] w, int wOffset, int columns, float[] x, int x0, float[] z, int z0) {
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
            a0 = Math.fma(toFloat(w[at]), xk, a0);
            a1 = Math.fma(toFloat(w[at + 1]), xk, a1);
            a2 = Math.fma(toFloat(w[at + 2]), xk, a2);
            a3 = Math.fma(toFloat(w[at + 3]), xk, a3);
            a4 = Math.fma(toFloat(w[at + 4]), xk, a4);
            a5 = Math.fma(toFloat(w[at + 5]), xk, a5);
            a6 = Math.fma(toFloat(w[at + 6]), xk, a6);
            a7 = Math.fma(toFloat(w[at + 7]), xk, a7);
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
}
