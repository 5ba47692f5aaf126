package io.github.lanewise.kernel;

import io.github.lanewise.matrix.PackedMatrix;
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
    public void gemv(
            PackedMatrix w, AlignedFloats x, long xAt, AlignedFloats start, long startAt, AlignedFloats z, long zAt) {
        MemorySegment weights = w.data().segment();
        int columns = w.columns();
        int row = 0;
        long wAt = 0;
        for (; row + PANEL <= w.rows(); row += PANEL) {
            panel8(
                    weights,
                    wAt << 2,
                    columns,
                    x.segment(),
                    xAt << 2,
                    start.segment(),
                    (startAt + row) << 2,
                    z.segment(),
                    (zAt + row) << 2);
            wAt += (long) PANEL * columns;
        }
        for (int width = PANEL >> 1; width > 0; width >>= 1) {
            if ((w.rows() & width) != 0) {
                for (int i = 0; i < width; i++, row++) {
                    chain(
                            weights,
                            (wAt + i) << 2,
                            width << 2,
                            columns,
                            x.segment(),
                            xAt << 2,
                            start.get(startAt + row),
                            z,
                            zAt + row);
                }
                wAt += (long) width * columns;
            }
        }
    }

    private static void panel8(
            MemorySegment w,
            long wByte,
            int columns,
            MemorySegment x,
            long xByte,
            MemorySegment start,
            long startByte,
            MemorySegment z,
            long zByte) {
        float a0 = start.get(FLOAT, startByte);
        float a1 = start.get(FLOAT, startByte + 4);
        float a2 = start.get(FLOAT, startByte + 8);
        float a3 = start.get(FLOAT, startByte + 12);
        float a4 = start.get(FLOAT, startByte + 16);
        float a5 = start.get(FLOAT, startByte + 20);
        float a6 = start.get(FLOAT, startByte + 24);
        float a7 = start.get(FLOAT, startByte + 28);
        for (int k = 0; k < columns; k++) {
            float xk = x.get(FLOAT, xByte + 4L * k);
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
        z.set(FLOAT, zByte, a0);
        z.set(FLOAT, zByte + 4, a1);
        z.set(FLOAT, zByte + 8, a2);
        z.set(FLOAT, zByte + 12, a3);
        z.set(FLOAT, zByte + 16, a4);
        z.set(FLOAT, zByte + 20, a5);
        z.set(FLOAT, zByte + 24, a6);
        z.set(FLOAT, zByte + 28, a7);
    }

    private static void chain(
            MemorySegment w,
            long wByte,
            long wStep,
            int columns,
            MemorySegment x,
            long xByte,
            float start,
            AlignedFloats z,
            long zAt) {
        float acc = start;
        for (int k = 0; k < columns; k++) {
            acc = Math.fma(w.get(FLOAT, wByte + wStep * k), x.get(FLOAT, xByte + 4L * k), acc);
        }
        z.set(zAt, acc);
    }

    @Override
    public void gemm(
            PackedMatrix w,
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
        for (int i = 0; i < count; i++) {
            gemv(w, x, xAt + i * xStride, start, startAt + i * startStride, z, zAt + i * zStride);
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
