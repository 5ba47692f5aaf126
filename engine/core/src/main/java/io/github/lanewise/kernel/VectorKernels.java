package io.github.lanewise.kernel;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;

import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.AlignedFloats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarKernels}: the same methods, operations and order, lanes across rows or units.
 *
 * <p>Each pass is a short method with one loop, because a vector that leaves C2's inlining budget is boxed, and a step
 * then takes ten to a hundred times longer. Where fewer floats than lanes are left, a pass computes a whole vector and
 * puts the old values back behind the end; masked loads and stores would need AVX-512 to be as fast.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final int PANEL = 4;
    private static final int ROWS = 4;
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /** 0, 1, 2, ...: compared with a number of floats, it tells the lanes behind the end. */
    private static final FloatVector INDEX = FloatVector.zero(FLOATS).addIndex(1);

    VectorKernels() {}

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int panel() {
        return PANEL;
    }

    private static void gemv4(
            MemorySegment w,
            long wByte,
            int columns,
            MemorySegment x,
            long xByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        FloatVector a0 = load(start, sByte);
        FloatVector a1 = load(start, sByte + VECTOR_BYTES);
        FloatVector a2 = load(start, sByte + 2 * VECTOR_BYTES);
        FloatVector a3 = load(start, sByte + 3 * VECTOR_BYTES);
        for (int k = 0; k < columns; k++) {
            FloatVector xk = broadcast(x, xByte + 4L * k);
            long at = wByte + PANEL * VECTOR_BYTES * k;
            a0 = load(w, at).fma(xk, a0);
            a1 = load(w, at + VECTOR_BYTES).fma(xk, a1);
            a2 = load(w, at + 2 * VECTOR_BYTES).fma(xk, a2);
            a3 = load(w, at + 3 * VECTOR_BYTES).fma(xk, a3);
        }
        store(a0, z, zByte);
        store(a1, z, zByte + VECTOR_BYTES);
        store(a2, z, zByte + 2 * VECTOR_BYTES);
        store(a3, z, zByte + 3 * VECTOR_BYTES);
    }

    private static void gemv2(
            MemorySegment w,
            long wByte,
            int columns,
            MemorySegment x,
            long xByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        FloatVector a0 = load(start, sByte);
        FloatVector a1 = load(start, sByte + VECTOR_BYTES);
        for (int k = 0; k < columns; k++) {
            FloatVector xk = broadcast(x, xByte + 4L * k);
            long at = wByte + 2 * VECTOR_BYTES * k;
            a0 = load(w, at).fma(xk, a0);
            a1 = load(w, at + VECTOR_BYTES).fma(xk, a1);
        }
        store(a0, z, zByte);
        store(a1, z, zByte + VECTOR_BYTES);
    }

    private static void gemv1(
            MemorySegment w,
            long wByte,
            int columns,
            MemorySegment x,
            long xByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        FloatVector acc = load(start, sByte);
        for (int k = 0; k < columns; k++) {
            acc = load(w, wByte + VECTOR_BYTES * k).fma(broadcast(x, xByte + 4L * k), acc);
        }
        store(acc, z, zByte);
    }

    /** Panels outside, rows of x inside: a panel stays in the nearest cache while the rows go past it, four at a time. */
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
        MemorySegment ws = w.data().segment();
        MemorySegment xs = x.segment();
        MemorySegment ss = start.segment();
        MemorySegment zs = z.segment();
        int columns = w.columns();
        int vectors = w.vectors();
        long wByte = 0;
        long sByte = startAt << 2;
        long zByte = zAt << 2;
        for (int v = PANEL; v <= vectors; v += PANEL) {
            int row = 0;
            for (; row + ROWS <= count; row += ROWS) {
                gemm4x4(
                        ws,
                        wByte,
                        columns,
                        xs,
                        (xAt + row * xStride) << 2,
                        xStride << 2,
                        ss,
                        sByte + ((row * startStride) << 2),
                        startStride << 2,
                        zs,
                        zByte + ((row * zStride) << 2),
                        zStride << 2);
            }
            for (; row < count; row++) {
                gemv4(
                        ws,
                        wByte,
                        columns,
                        xs,
                        (xAt + row * xStride) << 2,
                        ss,
                        sByte + ((row * startStride) << 2),
                        zs,
                        zByte + ((row * zStride) << 2));
            }
            wByte += PANEL * VECTOR_BYTES * columns;
            sByte += PANEL * VECTOR_BYTES;
            zByte += PANEL * VECTOR_BYTES;
        }
        if ((vectors & 2) != 0) {
            for (int row = 0; row < count; row++) {
                gemv2(
                        ws,
                        wByte,
                        columns,
                        xs,
                        (xAt + row * xStride) << 2,
                        ss,
                        sByte + ((row * startStride) << 2),
                        zs,
                        zByte + ((row * zStride) << 2));
            }
            wByte += 2 * VECTOR_BYTES * columns;
            sByte += 2 * VECTOR_BYTES;
            zByte += 2 * VECTOR_BYTES;
        }
        if ((vectors & 1) != 0) {
            for (int row = 0; row < count; row++) {
                gemv1(
                        ws,
                        wByte,
                        columns,
                        xs,
                        (xAt + row * xStride) << 2,
                        ss,
                        sByte + ((row * startStride) << 2),
                        zs,
                        zByte + ((row * zStride) << 2));
            }
        }
    }

    /** Four rows of x by four vectors of weights: 16 accumulators, each weight loaded once for four rows. */
    private static void gemm4x4(
            MemorySegment w,
            long wByte,
            int columns,
            MemorySegment x,
            long xByte,
            long xRow,
            MemorySegment start,
            long sByte,
            long sRow,
            MemorySegment z,
            long zByte,
            long zRow) {
        FloatVector a00 = load(start, sByte);
        FloatVector a01 = load(start, sByte + VECTOR_BYTES);
        FloatVector a02 = load(start, sByte + 2 * VECTOR_BYTES);
        FloatVector a03 = load(start, sByte + 3 * VECTOR_BYTES);
        FloatVector a10 = load(start, sByte + sRow);
        FloatVector a11 = load(start, sByte + sRow + VECTOR_BYTES);
        FloatVector a12 = load(start, sByte + sRow + 2 * VECTOR_BYTES);
        FloatVector a13 = load(start, sByte + sRow + 3 * VECTOR_BYTES);
        FloatVector a20 = load(start, sByte + 2 * sRow);
        FloatVector a21 = load(start, sByte + 2 * sRow + VECTOR_BYTES);
        FloatVector a22 = load(start, sByte + 2 * sRow + 2 * VECTOR_BYTES);
        FloatVector a23 = load(start, sByte + 2 * sRow + 3 * VECTOR_BYTES);
        FloatVector a30 = load(start, sByte + 3 * sRow);
        FloatVector a31 = load(start, sByte + 3 * sRow + VECTOR_BYTES);
        FloatVector a32 = load(start, sByte + 3 * sRow + 2 * VECTOR_BYTES);
        FloatVector a33 = load(start, sByte + 3 * sRow + 3 * VECTOR_BYTES);
        for (int k = 0; k < columns; k++) {
            long at = wByte + PANEL * VECTOR_BYTES * k;
            FloatVector w0 = load(w, at);
            FloatVector w1 = load(w, at + VECTOR_BYTES);
            FloatVector w2 = load(w, at + 2 * VECTOR_BYTES);
            FloatVector w3 = load(w, at + 3 * VECTOR_BYTES);
            long xk = xByte + 4L * k;
            FloatVector x0 = broadcast(x, xk);
            a00 = w0.fma(x0, a00);
            a01 = w1.fma(x0, a01);
            a02 = w2.fma(x0, a02);
            a03 = w3.fma(x0, a03);
            FloatVector x1 = broadcast(x, xk + xRow);
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            a12 = w2.fma(x1, a12);
            a13 = w3.fma(x1, a13);
            FloatVector x2 = broadcast(x, xk + 2 * xRow);
            a20 = w0.fma(x2, a20);
            a21 = w1.fma(x2, a21);
            a22 = w2.fma(x2, a22);
            a23 = w3.fma(x2, a23);
            FloatVector x3 = broadcast(x, xk + 3 * xRow);
            a30 = w0.fma(x3, a30);
            a31 = w1.fma(x3, a31);
            a32 = w2.fma(x3, a32);
            a33 = w3.fma(x3, a33);
        }
        store(a00, z, zByte);
        store(a01, z, zByte + VECTOR_BYTES);
        store(a02, z, zByte + 2 * VECTOR_BYTES);
        store(a03, z, zByte + 3 * VECTOR_BYTES);
        store(a10, z, zByte + zRow);
        store(a11, z, zByte + zRow + VECTOR_BYTES);
        store(a12, z, zByte + zRow + 2 * VECTOR_BYTES);
        store(a13, z, zByte + zRow + 3 * VECTOR_BYTES);
        store(a20, z, zByte + 2 * zRow);
        store(a21, z, zByte + 2 * zRow + VECTOR_BYTES);
        store(a22, z, zByte + 2 * zRow + 2 * VECTOR_BYTES);
        store(a23, z, zByte + 2 * zRow + 3 * VECTOR_BYTES);
        store(a30, z, zByte + 3 * zRow);
        store(a31, z, zByte + 3 * zRow + VECTOR_BYTES);
        store(a32, z, zByte + 3 * zRow + 2 * VECTOR_BYTES);
        store(a33, z, zByte + 3 * zRow + 3 * VECTOR_BYTES);
    }

    @Override
    public void sigmoid(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = load(zs, zByte);
            storeFirst(VectorMath.sigmoid(x), x, n - i, zs, zByte);
        }
    }

    @Override
    public void tanh(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = load(zs, zByte);
            storeFirst(VectorMath.tanh(x), x, n - i, zs, zByte);
        }
    }

    @Override
    public void relu(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = load(zs, zByte);
            storeFirst(VectorMath.canonicalNaN(x.blend(0f, x.compare(LE, 0f))), x, n - i, zs, zByte);
        }
    }

    @Override
    public void expBelow(AlignedFloats z, long at, int n, float max) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = load(zs, zByte);
            storeFirst(VectorMath.canonicalNaN(VectorMath.exp(x.sub(max))), x, n - i, zs, zByte);
        }
    }

    @Override
    public void canonicalNaN(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = load(zs, zByte);
            storeFirst(VectorMath.canonicalNaN(x), x, n - i, zs, zByte);
        }
    }

    @Override
    public void lstmCellState(AlignedFloats z, long zAt, AlignedFloats c, long cAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment cs = c.segment();
        for (int u = 0; u < n; u += LANES) {
            long zByte = (zAt + u) << 2;
            long cByte = (cAt + u) << 2;
            FloatVector i = load(zs, zByte);
            FloatVector f = load(zs, zByte + 4L * n);
            FloatVector g = load(zs, zByte + 8L * n);
            FloatVector old = load(cs, cByte);
            storeFirst(VectorMath.canonicalNaN(f.fma(old, i.mul(g))), old, n - u, cs, cByte);
        }
    }

    @Override
    public void lstmHiddenState(
            AlignedFloats z, long zAt, AlignedFloats c, long cAt, AlignedFloats h, long hAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment cs = c.segment();
        MemorySegment hs = h.segment();
        for (int u = 0; u < n; u += LANES) {
            FloatVector o = load(zs, (zAt + u + 3L * n) << 2);
            FloatVector cell = load(cs, (cAt + u) << 2);
            long hByte = (hAt + u) << 2;
            storeFirst(VectorMath.canonicalNaN(o.mul(VectorMath.tanh(cell))), load(hs, hByte), n - u, hs, hByte);
        }
    }

    @Override
    public void gruNewGate(AlignedFloats z, long zAt, AlignedFloats x, long xAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment xs = x.segment();
        for (int u = 0; u < n; u += LANES) {
            long newByte = (zAt + u + 2L * n) << 2;
            FloatVector r = load(zs, (zAt + u) << 2);
            FloatVector recurrent = load(zs, newByte);
            FloatVector input = load(xs, (xAt + u) << 2);
            storeFirst(VectorMath.tanh(r.fma(recurrent, input)), recurrent, n - u, zs, newByte);
        }
    }

    @Override
    public void gruHiddenState(AlignedFloats z, long zAt, AlignedFloats h, long hAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment hs = h.segment();
        for (int u = 0; u < n; u += LANES) {
            FloatVector update = load(zs, (zAt + u + n) << 2);
            FloatVector candidate = load(zs, (zAt + u + 2L * n) << 2);
            long hByte = (hAt + u) << 2;
            FloatVector old = load(hs, hByte);
            storeFirst(VectorMath.canonicalNaN(update.fma(old.sub(candidate), candidate)), old, n - u, hs, hByte);
        }
    }

    private static FloatVector broadcast(MemorySegment segment, long at) {
        return FloatVector.broadcast(FLOATS, segment.get(FLOAT, at));
    }

    private static FloatVector load(MemorySegment segment, long at) {
        return FloatVector.fromMemorySegment(FLOATS, segment, at, NATIVE);
    }

    private static void store(FloatVector value, MemorySegment segment, long at) {
        value.intoMemorySegment(segment, at, NATIVE);
    }

    /** Stores the first {@code left} lanes of a result; behind them goes what was there before. */
    private static void storeFirst(FloatVector value, FloatVector before, int left, MemorySegment segment, long at) {
        FloatVector kept = left >= LANES ? value : value.blend(before, INDEX.compare(GE, (float) left));
        store(kept, segment, at);
    }
}
