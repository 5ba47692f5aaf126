package io.github.lanewise.kernel;

import static io.github.lanewise.spec.Bfloat16.toFloat;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.spec.Int4Tensor;
import io.github.lanewise.spec.Precision;

/**
 * Products of int4 weights with one vector. Twin of {@link VectorInt4Gemv}. Each row and group of {@link Int4Tensor#GROUP} columns
 * of a part is a chain of its own, from zero, over the numbers q; the scale comes once, at its end:
 *
 * <pre>
 *   acc = 0; sum = 0
 *   for k ascending:   acc = fma(q[k] + o, x[k], acc)       o = 8, in every eighth column 0
 *                      sum = sum + x[k]                     in columns whose o is 8
 *   z = fma(scale, fma(-8, sum, acc), z)
 * </pre>
 *
 * <p>The offset o makes numbers that vector code takes out of a word with a mask and no shift. It costs the sum a bit or two of
 * its 24. x[k] is scaled by {@link #DOWN} and back, as in vector code, which rounds what is below 2^-98.
 */
final class ScalarInt4Gemv implements Gemv {
    /** Columns of a word. */
    static final int SLOTS = WeightWords.columns(Precision.INT4);

    /** What a column's x is multiplied with where its weight is 1, 2^4, ..., 2^28 times the number. */
    static final float[] DOWN = {1f, 0x1p-4f, 0x1p-8f, 0x1p-12f, 0x1p-16f, 0x1p-20f, 0x1p-24f, 0x1p-28f};

    private static final float[] UP = {1f, 0x1p4f, 0x1p8f, 0x1p12f, 0x1p16f, 0x1p20f, 0x1p24f, 0x1p28f};
    private static final int GROUP = Int4Tensor.GROUP;
    private static final int PANEL = PackedMatrix.SCALAR_PANEL;
    private static final int NIBBLE_BITS = 4;
    private static final int NIBBLE = 0xf;

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
        for (int column = from; column < to; column += GROUP) {
            int columns = Math.min(GROUP, to - column);
            group(matrix, first, end, column, columns, x, x0 + column - from, z, z0);
        }
    }

    private static void group(
            PackedMatrix matrix, int first, int end, int column, int columns, float[] x, int x0, float[] z, int z0) {
        float sum = sum(x, x0, columns);
        short[] scales = matrix.groupScales();
        int scaleAt = matrix.groups(column) * matrix.floats();
        byte[] nibbles = matrix.nibbles();
        for (int panel = first; panel < end; panel += PANEL) {
            int rows = Math.min(PANEL, matrix.floats() - panel);
            int at = matrix.nibbleAt(panel, column);
            if (rows == PANEL) {
                panel8(nibbles, at, columns, x, x0, sum, scales, scaleAt + panel, z, z0 + panel);
                continue;
            }
            int step = (rows + 1) / 2;
            for (int i = 0; i < rows; i++) {
                float acc = 0f;
                for (int k = 0; k < columns; k++) {
                    int nibble = (nibbles[at + step * k + i / 2] >> (NIBBLE_BITS * (i % 2))) & NIBBLE;
                    acc = Math.fma(nibble - excess(k), scaled(x[x0 + k], k), acc);
                }
                z[z0 + panel + i] = end(scales[scaleAt + panel + i], sum, acc, z[z0 + panel + i]);
            }
        }
    }

    /** What is too much in the numbers of a column: they all have an offset here. */
    private static int excess(int column) {
        return column % SLOTS == SLOTS - 1 ? WeightWords.INT4_OFFSET : 0;
    }

    private static float scaled(float x, int column) {
        int slot = column % SLOTS;
        return x * DOWN[slot] * UP[slot];
    }

    private static float end(short scale, float sum, float acc, float z) {
        return Math.fma(toFloat(scale), Math.fma(-WeightWords.INT4_OFFSET, sum, acc), z);
    }

    /** The sum of x in the columns of a group whose numbers have an offset, in their order. */
    private static float sum(float[] x, int x0, int columns) {
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
            short[] scales,
            int scaleAt,
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
            int excess = excess(k);
            int at = wOffset + PANEL / 2 * k;
            a0 = Math.fma((w[at] & NIBBLE) - excess, xk, a0);
            a1 = Math.fma(((w[at] >> NIBBLE_BITS) & NIBBLE) - excess, xk, a1);
            a2 = Math.fma((w[at + 1] & NIBBLE) - excess, xk, a2);
            a3 = Math.fma(((w[at + 1] >> NIBBLE_BITS) & NIBBLE) - excess, xk, a3);
            a4 = Math.fma((w[at + 2] & NIBBLE) - excess, xk, a4);
            a5 = Math.fma(((w[at + 2] >> NIBBLE_BITS) & NIBBLE) - excess, xk, a5);
            a6 = Math.fma((w[at + 3] & NIBBLE) - excess, xk, a6);
            a7 = Math.fma(((w[at + 3] >> NIBBLE_BITS) & NIBBLE) - excess, xk, a7);
        }
        z[z0] = end(scales[scaleAt], sum, a0, z[z0]);
        z[z0 + 1] = end(scales[scaleAt + 1], sum, a1, z[z0 + 1]);
        z[z0 + 2] = end(scales[scaleAt + 2], sum, a2, z[z0 + 2]);
        z[z0 + 3] = end(scales[scaleAt + 3], sum, a3, z[z0 + 3]);
        z[z0 + 4] = end(scales[scaleAt + 4], sum, a4, z[z0 + 4]);
        z[z0 + 5] = end(scales[scaleAt + 5], sum, a5, z[z0 + 5]);
        z[z0 + 6] = end(scales[scaleAt + 6], sum, a6, z[z0 + 6]);
        z[z0 + 7] = end(scales[scaleAt + 7], sum, a7, z[z0 + 7]);
    }
}
