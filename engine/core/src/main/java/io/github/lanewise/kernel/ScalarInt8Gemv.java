package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.spec.Precision;

/**
 * Products of int8 weights with one vector. Twin of {@link VectorInt8Gemv}. Each row and part of the columns is a chain of its
 * own, from zero, over the numbers q; the scale comes once, at its end:
 *
 * <pre>
 *   acc = 0; sum = 0
 *   for k ascending:   acc = fma(q[k] + o, x[k], acc)       o = 128, in every fourth column 0
 *                      sum = sum + x[k]                     in columns whose o is 128
 *   z = fma(scale, fma(-128, sum, acc), z)
 * </pre>
 *
 * <p>The offset o makes numbers that vector code takes out of a word with a mask and no shift. It costs the sum a bit or two of
 * its 24. x[k] is scaled by {@link #DOWN} and back, as in vector code, which rounds what is below 2^-102.
 */
final class ScalarInt8Gemv implements Gemv {
    /** Columns of a word. */
    static final int SLOTS = WeightWords.columns(Precision.INT8);

    /** What a column's x is multiplied with where its weight is 1, 2^8, 2^16 or 2^24 times the number. */
    static final float[] DOWN = {1f, 0x1p-8f, 0x1p-16f, 0x1p-24f};

    private static final float[] UP = {1f, 0x1p8f, 0x1p16f, 0x1p24f};
    private static final int PANEL = PackedMatrix.SCALAR_PANEL;

    @Override
    public void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        int first = w.matrix().resultAt(Math.min(from, to));
        int end = w.matrix().resultAt(Math.max(from, to));
        w.begin(z, z0, Math.min(from, to), Math.max(from, to));
        part(w.matrix(), first, end, w.from(), w.split(), x, x0, z, z0);
        part(w.matrix(), first, end, w.split(), w.to(), h, h0, z, z0);
    }

    private static void part(
            PackedMatrix matrix, int first, int end, int from, int to, float[] x, int x0, float[] z, int z0) {
        if (from == to) {
            return; // a product with nothing would make +0 of -0
        }
        float sum = sum(x, x0, to - from);
        float[] scales = matrix.scales(from);
        for (int panel = first; panel < end; panel += PANEL) {
            int rows = Math.min(PANEL, matrix.floats() - panel);
            int at = panel * matrix.columns() + rows * from;
            if (rows == PANEL) {
                panel8(matrix.numbers(), at, to - from, x, x0, sum, scales, panel, z, z0 + panel);
                continue;
            }
            for (int i = 0; i < rows; i++) {
                float acc = 0f;
                for (int k = 0; k < to - from; k++) {
                    int number = matrix.numbers()[at + rows * k + i] + offset(k);
                    acc = Math.fma(number, scaled(x[x0 + k], k), acc);
                }
                z[z0 + panel + i] = end(scales[panel + i], sum, acc, z[z0 + panel + i]);
            }
        }
    }

    /** What is added to the numbers of a column. */
    private static int offset(int column) {
        return column % SLOTS == SLOTS - 1 ? 0 : WeightWords.INT8_OFFSET;
    }

    private static float scaled(float x, int column) {
        int slot = column % SLOTS;
        return x * DOWN[slot] * UP[slot];
    }

    private static float end(float scale, float sum, float acc, float z) {
        return Math.fma(scale, Math.fma(-WeightWords.INT8_OFFSET, sum, acc), z);
    }

    /** The sum of x in the columns whose numbers have an offset, in their order. */
    static float sum(float[] x, int x0, int columns) {
        float sum = 0f;
        for (int k = 0; k < columns; k++) {
            if (k % SLOTS != SLOTS - 1) {
                sum += x[x0 + k];
            }
        }
        return sum;
    }

    private static void panel8(
            byte[] w,
            int wOffset,
            int columns,
            float[] x,
            int x0,
            float sum,
            float[] scales,
            int panel,
            float[] z,
            int z0) {
        float a0 = 0f;
        float a1 = 0f;
        float a2 = 0f;
        float a3 = 0f;
        float a4 = 0f;
        float a5 = 0f;
        float a6 = 0f;
        float a7 = 0f;
        for (int k = 0; k < columns; k++) {
            float xk = scaled(x[x0 + k], k);
            int offset = offset(k);
            int at = wOffset + PANEL * k;
            a0 = Math.fma(w[at] + offset, xk, a0);
            a1 = Math.fma(w[at + 1] + offset, xk, a1);
            a2 = Math.fma(w[at + 2] + offset, xk, a2);
            a3 = Math.fma(w[at + 3] + offset, xk, a3);
            a4 = Math.fma(w[at + 4] + offset, xk, a4);
            a5 = Math.fma(w[at + 5] + offset, xk, a5);
            a6 = Math.fma(w[at + 6] + offset, xk, a6);
            a7 = Math.fma(w[at + 7] + offset, xk, a7);
        }
        z[z0] = end(scales[panel], sum, a0, z[z0]);
        z[z0 + 1] = end(scales[panel + 1], sum, a1, z[z0 + 1]);
        z[z0 + 2] = end(scales[panel + 2], sum, a2, z[z0 + 2]);
        z[z0 + 3] = end(scales[panel + 3], sum, a3, z[z0 + 3]);
        z[z0 + 4] = end(scales[panel + 4], sum, a4, z[z0 + 4]);
        z[z0 + 5] = end(scales[panel + 5], sum, a5, z[z0 + 5]);
        z[z0 + 6] = end(scales[panel + 6], sum, a6, z[z0 + 6]);
        z[z0 + 7] = end(scales[panel + 7], sum, a7, z[z0 + 7]);
    }
}
