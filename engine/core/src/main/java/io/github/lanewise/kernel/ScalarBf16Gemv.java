package io.github.lanewise.kernel;

import static io.github.lanewise.spec.Bfloat16.toFloat;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;

/** {@link ScalarGemv} of weights in bf16: the same chains, of the floats that the weights are. Twin of {@link VectorBf16Gemv}. */
final class ScalarBf16Gemv implements Gemv {
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
        int first = w.matrix().resultAt(Math.min(from, to));
        int end = w.matrix().resultAt(Math.max(from, to));
        w.begin(z, zOffset, Math.min(from, to), Math.max(from, to));
        for (int panel = first; panel < end; panel += PANEL) {
            part(w.matrix(), panel, w.from(), w.split(), x, xOffset, z, zOffset + panel);
            part(w.matrix(), panel, w.split(), w.to(), h, hiddenOffset, z, zOffset + panel);
        }
    }

    private static void part(
            PackedMatrix matrix, int panel, int from, int to, float[] x, int xOffset, float[] z, int zOffset) {
        short[] w = matrix.halves();
        int rows = Math.min(PANEL, matrix.floats() - panel);
        int at = panel * matrix.columns() + rows * from;
        if (rows == PANEL) {
            panel8(w, at, to - from, x, xOffset, z, zOffset);
            return;
        }
        for (int i = 0; i < rows; i++) {
            float acc = z[zOffset + i];
            for (int k = 0; k < to - from; k++) {
                acc = Math.fma(toFloat(w[at + rows * k + i]), x[xOffset + k], acc);
            }
            z[zOffset + i] = acc;
        }
    }

    private static void panel8(short[] w, int wOffset, int columns, float[] x, int xOffset, float[] z, int zOffset) {
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
            a0 = Math.fma(toFloat(w[at]), xk, a0);
            a1 = Math.fma(toFloat(w[at + 1]), xk, a1);
            a2 = Math.fma(toFloat(w[at + 2]), xk, a2);
            a3 = Math.fma(toFloat(w[at + 3]), xk, a3);
            a4 = Math.fma(toFloat(w[at + 4]), xk, a4);
            a5 = Math.fma(toFloat(w[at + 5]), xk, a5);
            a6 = Math.fma(toFloat(w[at + 6]), xk, a6);
            a7 = Math.fma(toFloat(w[at + 7]), xk, a7);
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
}
