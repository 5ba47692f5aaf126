package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;

/** The scalar twin of {@link VectorGemv}: plain loops. */
final class ScalarGemv implements Gemv {
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
        float[] w = matrix.array();
        int rows = matrix.vectors(block);
        int wAt = matrix.resultAt(block) * matrix.columns() + rows * from;
        switch (rows) {
            case 8 -> block8(w, wAt, to - from, x, xAt, start, startAt, z, zAt);
            case 6 -> block6(w, wAt, to - from, x, xAt, start, startAt, z, zAt);
            default -> {
                for (int i = 0; i < rows; i++) {
                    z[zAt + i] = chain(w, wAt + i, rows, to - from, x, xAt, start[startAt + i]);
                }
            }
        }
    }

    /** Eight independent chains hide an fma's latency of 4 cycles at two a cycle. */
    private static void block8(
            float[] w, int wAt, int columns, float[] x, int xAt, float[] start, int startAt, float[] z, int zAt) {
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
            int at = wAt + 8 * k;
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

    /** Two units of a GRU. The loop counts floats: counting columns, C2 took a sixth longer for it. */
    private static void block6(
            float[] w, int wAt, int columns, float[] x, int xAt, float[] start, int startAt, float[] z, int zAt) {
        float a0 = start[startAt];
        float a1 = start[startAt + 1];
        float a2 = start[startAt + 2];
        float a3 = start[startAt + 3];
        float a4 = start[startAt + 4];
        float a5 = start[startAt + 5];
        int k = xAt;
        for (int at = wAt; at < wAt + 6 * columns; at += 6) {
            float xk = x[k++];
            a0 = Math.fma(w[at], xk, a0);
            a1 = Math.fma(w[at + 1], xk, a1);
            a2 = Math.fma(w[at + 2], xk, a2);
            a3 = Math.fma(w[at + 3], xk, a3);
            a4 = Math.fma(w[at + 4], xk, a4);
            a5 = Math.fma(w[at + 5], xk, a5);
        }
        z[zAt] = a0;
        z[zAt + 1] = a1;
        z[zAt + 2] = a2;
        z[zAt + 3] = a3;
        z[zAt + 4] = a4;
        z[zAt + 5] = a5;
    }

    private static float chain(float[] w, int wAt, int step, int columns, float[] x, int xAt, float start) {
        float acc = start;
        for (int k = 0; k < columns; k++) {
            acc = Math.fma(w[wAt + step * k], x[xAt + k], acc);
        }
        return acc;
    }
}
