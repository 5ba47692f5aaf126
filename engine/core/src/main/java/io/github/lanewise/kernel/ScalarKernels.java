package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The scalar twin: plain loops, for any JVM, and the reference for {@link VectorKernels}. */
public final class ScalarKernels implements Kernels {
    /** Independent chains a panel: enough to hide an fma's latency of 4 cycles at two a cycle. */
    private static final int PANEL = 8;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public int panel() {
        return PANEL;
    }

    @Override
    public ElementKernels elements() {
        return ScalarElements.INSTANCE;
    }

    @Override
    public void gemv(
            ColumnRange w,
            AlignedFloats x,
            long xAt,
            AlignedFloats h,
            long hAt,
            AlignedFloats start,
            long startAt,
            AlignedFloats z,
            long zAt,
            int fromStrip,
            int toStrip,
            boolean descending) {
        int rows = Math.min(w.matrix().rows(), toStrip * 2 * PANEL);
        for (int row = fromStrip * 2 * PANEL; row < rows; ) {
            // What is left behind the last full panel comes in panels of 4, 2 and 1.
            int panel = row + PANEL <= w.matrix().rows()
                    ? PANEL
                    : Integer.highestOneBit(w.matrix().rows() - row);
            // Part by part, never both in one loop: where C2 met a choice of x or h inside, it compiled the loop anew
            // for ever.
            part(w, row, panel, w.from(), w.split(), x, xAt, start, startAt + row, z, zAt + row);
            part(w, row, panel, w.split(), w.to(), h, hAt, z, zAt + row, z, zAt + row);
            row += panel;
        }
    }

    /** Columns from to to of one panel. */
    private static void part(
            ColumnRange w,
            int row,
            int panel,
            int from,
            int to,
            AlignedFloats x,
            long xAt,
            AlignedFloats start,
            long startAt,
            AlignedFloats z,
            long zAt) {
        if (panel == PANEL) {
            panel8(w, row, from, to, x, xAt, start, startAt, z, zAt);
        } else {
            for (int i = 0; i < panel; i++) {
                z.set(zAt + i, chain(w, row, panel, i, from, to, x, xAt, start.get(startAt + i)));
            }
        }
    }

    private static void panel8(
            ColumnRange w,
            int row,
            int from,
            int to,
            AlignedFloats x,
            long xAt,
            AlignedFloats start,
            long startAt,
            AlignedFloats z,
            long zAt) {
        MemorySegment ws = w.matrix().data().segment();
        long wByte = ((long) row * w.matrix().columns()) << 2;
        float a0 = start.get(startAt);
        float a1 = start.get(startAt + 1);
        float a2 = start.get(startAt + 2);
        float a3 = start.get(startAt + 3);
        float a4 = start.get(startAt + 4);
        float a5 = start.get(startAt + 5);
        float a6 = start.get(startAt + 6);
        float a7 = start.get(startAt + 7);
        for (int k = from; k < to; k++) {
            float xk = x.get(xAt + k - from);
            long at = wByte + 32L * k;
            a0 = Math.fma(ws.get(FLOAT, at), xk, a0);
            a1 = Math.fma(ws.get(FLOAT, at + 4), xk, a1);
            a2 = Math.fma(ws.get(FLOAT, at + 8), xk, a2);
            a3 = Math.fma(ws.get(FLOAT, at + 12), xk, a3);
            a4 = Math.fma(ws.get(FLOAT, at + 16), xk, a4);
            a5 = Math.fma(ws.get(FLOAT, at + 20), xk, a5);
            a6 = Math.fma(ws.get(FLOAT, at + 24), xk, a6);
            a7 = Math.fma(ws.get(FLOAT, at + 28), xk, a7);
        }
        z.set(zAt, a0);
        z.set(zAt + 1, a1);
        z.set(zAt + 2, a2);
        z.set(zAt + 3, a3);
        z.set(zAt + 4, a4);
        z.set(zAt + 5, a5);
        z.set(zAt + 6, a6);
        z.set(zAt + 7, a7);
    }

    /** One row of a panel of fewer than 8. */
    private static float chain(
            ColumnRange w, int row, int panel, int i, int from, int to, AlignedFloats x, long xAt, float start) {
        AlignedFloats weights = w.matrix().data();
        long wAt = (long) row * w.matrix().columns() + i;
        float acc = start;
        for (int k = from; k < to; k++) {
            acc = Math.fma(weights.get(wAt + (long) panel * k), x.get(xAt + k - from), acc);
        }
        return acc;
    }

    @Override
    public void gemm(
            ColumnRange w,
            int count,
            AlignedFloats x,
            long xAt,
            long xStride,
            AlignedFloats start,
            long startAt,
            long startStride,
            AlignedFloats z,
            long zAt,
            long zStride) {
        int strips = strips(w.matrix());
        for (int i = 0; i < count; i++) {
            long xRow = xAt + i * xStride;
            gemv(w, x, xRow, x, xRow, start, startAt + i * startStride, z, zAt + i * zStride, 0, strips, false);
        }
    }

    @Override
    public void sigmoid(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        for (int i = 0; i < n; i++) {
            y.set(yAt + i, ScalarMath.sigmoid(x.get(xAt + i)));
        }
    }

    @Override
    public void tanh(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        for (int i = 0; i < n; i++) {
            y.set(yAt + i, ScalarMath.tanh(x.get(xAt + i)));
        }
    }

    @Override
    public void relu(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        for (int i = 0; i < n; i++) {
            float xi = x.get(xAt + i);
            y.set(yAt + i, ScalarMath.canonicalNaN(xi <= 0 ? 0f : xi));
        }
    }

    @Override
    public void expBelow(AlignedFloats z, long at, int n, float max) {
        for (long i = at; i < at + n; i++) {
            z.set(i, ScalarMath.odds(ScalarMath.sigmoid(z.get(i) - max)));
        }
    }

    @Override
    public void flushSubnormals(AlignedFloats z, long at, int n) {
        for (long i = at; i < at + n; i++) {
            float x = z.get(i);
            z.set(i, Math.abs(x) < Float.MIN_NORMAL ? Math.copySign(0f, x) : x);
        }
    }

    @Override
    public void canonicalNaN(AlignedFloats z, long at, int n) {
        for (long i = at; i < at + n; i++) {
            z.set(i, ScalarMath.canonicalNaN(z.get(i)));
        }
    }

    @Override
    public void lstmCellState(AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, int n) {
        for (int u = 0; u < n; u++) {
            float i = gates.get(gatesAt + u);
            float f = gates.get(gatesAt + n + u);
            float g = gates.get(gatesAt + 2L * n + u);
            c.set(cAt + u, ScalarMath.canonicalNaN(Math.fma(f, c.get(cAt + u), i * g)));
        }
    }

    @Override
    public void lstmHiddenState(
            AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, AlignedFloats h, long hAt, int n) {
        for (int u = 0; u < n; u++) {
            float o = gates.get(gatesAt + 3L * n + u);
            h.set(hAt + u, o * ScalarMath.tanh(c.get(cAt + u)));
        }
    }

    @Override
    public void gruNewGate(
            AlignedFloats z, long zAt, AlignedFloats x, long xAt, AlignedFloats gates, long gatesAt, int n) {
        for (int u = 0; u < n; u++) {
            float r = gates.get(gatesAt + u);
            float recurrent = z.get(zAt + 2L * n + u);
            gates.set(gatesAt + 2L * n + u, ScalarMath.tanh(Math.fma(r, recurrent, x.get(xAt + u))));
        }
    }

    @Override
    public void gruHiddenState(AlignedFloats gates, long gatesAt, AlignedFloats h, long hAt, int n) {
        for (int u = 0; u < n; u++) {
            float update = gates.get(gatesAt + n + u);
            float candidate = gates.get(gatesAt + 2L * n + u);
            h.set(hAt + u, ScalarMath.canonicalNaN(Math.fma(update, h.get(hAt + u) - candidate, candidate)));
        }
    }
}
