package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.EXPONENT_SHIFT;
import static io.github.lanewise.kernel.Exponential.EXP_LEAST_BITS;
import static io.github.lanewise.kernel.Exponential.LOG2_E;
import static io.github.lanewise.kernel.Exponential.LOG2_E2;
import static io.github.lanewise.kernel.Exponential.MINUS_HALF_LN2_HIGH;
import static io.github.lanewise.kernel.Exponential.MINUS_HALF_LN2_LOW;
import static io.github.lanewise.kernel.Exponential.MINUS_LN2_HIGH;
import static io.github.lanewise.kernel.Exponential.MINUS_LN2_LOW;
import static io.github.lanewise.kernel.Exponential.P0;
import static io.github.lanewise.kernel.Exponential.P1;
import static io.github.lanewise.kernel.Exponential.P2;
import static io.github.lanewise.kernel.Exponential.P3;
import static io.github.lanewise.kernel.Exponential.P4;
import static io.github.lanewise.kernel.Exponential.Q0;
import static io.github.lanewise.kernel.Exponential.Q1;
import static io.github.lanewise.kernel.Exponential.Q2;
import static io.github.lanewise.kernel.Exponential.Q3;
import static io.github.lanewise.kernel.Exponential.Q4;
import static io.github.lanewise.kernel.Exponential.ROUND;
import static io.github.lanewise.kernel.Exponential.ROUND_SCALED;
import static io.github.lanewise.kernel.Exponential.TANH_LEAST_BITS;
import static io.github.lanewise.kernel.Exponential.UNSCALE;
import static jdk.incubator.vector.VectorOperators.BITWISE_BLEND;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.NE;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.memory.AlignedFloats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarKernels}: the same methods, operations and order, lanes across rows or units.
 *
 * <p>No method here takes or returns a vector, and loops call nothing but the JDK's own methods. Those C2 inlines by force,
 * however much it has inlined before; a small helper of ours it leaves out once a compilation has grown to some 18,000
 * nodes (NodeCountInliningCutoff; tanh alone takes most of that), and then every vector that passes through is boxed:
 * 2,400 B and ten times the time a step. So the passes are short, and each writes out what it does.
 *
 * <p>Where fewer floats than lanes are left, a pass computes a whole vector all the same: what lies behind the end of a row
 * is padding or slack. Masked loads and stores would need AVX-512 to be as fast, and blending the old values back cost a
 * tenth of each pass.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final int PANEL = 4;
    private static final int ROWS = 4;
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final long PANEL_BYTES = PANEL * VECTOR_BYTES;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    VectorKernels() {}

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int panel() {
        return PANEL;
    }

    @Override
    public ElementKernels elements() {
        return Lanes.elements(FLOATS.vectorBitSize());
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
        MemorySegment ws = w.matrix().data().segment();
        MemorySegment xs = x.segment();
        MemorySegment hs = h.segment();
        MemorySegment ss = start.segment();
        MemorySegment zs = z.segment();
        long wStep = w.matrix().panelStep() << 2;
        long stripBytes = 2 * wStep * w.matrix().columns();
        int vectors = w.matrix().vectors();
        for (int i = fromStrip; i < toStrip; i++) {
            int strip = descending ? fromStrip + toStrip - 1 - i : i;
            long wByte = strip * stripBytes;
            long row = 2L * PANEL * LANES * strip;
            long sByte = (startAt + row) << 2;
            long zByte = (zAt + row) << 2;
            if (2 * PANEL * (strip + 1) <= vectors) {
                strip8(w, ws, wByte, wStep, xs, xAt << 2, hs, hAt << 2, ss, sByte, zs, zByte);
            } else {
                rest(w, ws, wByte, wStep, xs, xAt << 2, hs, hAt << 2, ss, sByte, zs, zByte);
            }
        }
    }

    /** The last strip, where it is less than two panels. */
    private static void rest(
            ColumnRange w,
            MemorySegment ws,
            long wByte,
            long wStep,
            MemorySegment x,
            long xByte,
            MemorySegment h,
            long hByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        int vectors = w.matrix().vectors();
        long columns = w.matrix().columns();
        long done = vectors & PANEL;
        if (done != 0) {
            strip4(w, ws, wByte, wStep, x, xByte, h, hByte, start, sByte, z, zByte);
        }
        if ((vectors & 2) != 0) {
            long at = done * VECTOR_BYTES;
            strip2(w, ws, wByte + at * columns, wStep >> 1, x, xByte, h, hByte, start, sByte + at, z, zByte + at);
            done += 2;
        }
        if ((vectors & 1) != 0) {
            long at = done * VECTOR_BYTES;
            strip1(w, ws, wByte + at * columns, wStep >> 2, x, xByte, h, hByte, start, sByte + at, z, zByte + at);
        }
    }

    /**
     * Two panels at once: eight chains hide fma's latency, and two streams of loads suit the hardware's prefetching.
     *
     * <p>The loop's step is read from the matrix, so that C2 does not know it and leaves the loop as it is written. A loop
     * with a constant step it unrolls eight times, and then loads column after column for each chain in turn: from the third
     * cache that ran at 0.84 of a read loop's speed instead of 0.96, from memory (32 MiB) at 0.5 instead of 0.95, and the
     * loops for what is left over cost small matrices more than they gain. x comes as int, because a float that was read and
     * broadcast was broadcast again for each fma.
     */
    private static void strip8(
            ColumnRange range,
            MemorySegment w,
            long wByte,
            long wStep,
            MemorySegment x,
            long xByte,
            MemorySegment h,
            long hByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        long next = wStep * range.matrix().columns();
        FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        FloatVector a1 = FloatVector.fromMemorySegment(FLOATS, start, sByte + VECTOR_BYTES, NATIVE);
        FloatVector a2 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a3 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * VECTOR_BYTES, NATIVE);
        FloatVector a4 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 4 * VECTOR_BYTES, NATIVE);
        FloatVector a5 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 5 * VECTOR_BYTES, NATIVE);
        FloatVector a6 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 6 * VECTOR_BYTES, NATIVE);
        FloatVector a7 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 7 * VECTOR_BYTES, NATIVE);
        long x4 = xByte;
        for (long at = wByte + wStep * range.from(); at < wByte + wStep * range.split(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, x.get(INT, x4)).reinterpretAsFloats();
            x4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
            a4 = FloatVector.fromMemorySegment(FLOATS, w, at + next, NATIVE).fma(k, a4);
            a5 = FloatVector.fromMemorySegment(FLOATS, w, at + next + VECTOR_BYTES, NATIVE)
                    .fma(k, a5);
            a6 = FloatVector.fromMemorySegment(FLOATS, w, at + next + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a6);
            a7 = FloatVector.fromMemorySegment(FLOATS, w, at + next + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a7);
        }
        long h4 = hByte;
        for (long at = wByte + wStep * range.split(); at < wByte + wStep * range.to(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, h.get(INT, h4)).reinterpretAsFloats();
            h4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
            a4 = FloatVector.fromMemorySegment(FLOATS, w, at + next, NATIVE).fma(k, a4);
            a5 = FloatVector.fromMemorySegment(FLOATS, w, at + next + VECTOR_BYTES, NATIVE)
                    .fma(k, a5);
            a6 = FloatVector.fromMemorySegment(FLOATS, w, at + next + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a6);
            a7 = FloatVector.fromMemorySegment(FLOATS, w, at + next + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a7);
        }
        a0.intoMemorySegment(z, zByte, NATIVE);
        a1.intoMemorySegment(z, zByte + VECTOR_BYTES, NATIVE);
        a2.intoMemorySegment(z, zByte + 2 * VECTOR_BYTES, NATIVE);
        a3.intoMemorySegment(z, zByte + 3 * VECTOR_BYTES, NATIVE);
        a4.intoMemorySegment(z, zByte + 4 * VECTOR_BYTES, NATIVE);
        a5.intoMemorySegment(z, zByte + 5 * VECTOR_BYTES, NATIVE);
        a6.intoMemorySegment(z, zByte + 6 * VECTOR_BYTES, NATIVE);
        a7.intoMemorySegment(z, zByte + 7 * VECTOR_BYTES, NATIVE);
    }

    private static void strip4(
            ColumnRange range,
            MemorySegment w,
            long wByte,
            long wStep,
            MemorySegment x,
            long xByte,
            MemorySegment h,
            long hByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        FloatVector a1 = FloatVector.fromMemorySegment(FLOATS, start, sByte + VECTOR_BYTES, NATIVE);
        FloatVector a2 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a3 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * VECTOR_BYTES, NATIVE);
        long x4 = xByte;
        for (long at = wByte + wStep * range.from(); at < wByte + wStep * range.split(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, x.get(INT, x4)).reinterpretAsFloats();
            x4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
        }
        long h4 = hByte;
        for (long at = wByte + wStep * range.split(); at < wByte + wStep * range.to(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, h.get(INT, h4)).reinterpretAsFloats();
            h4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
        }
        a0.intoMemorySegment(z, zByte, NATIVE);
        a1.intoMemorySegment(z, zByte + VECTOR_BYTES, NATIVE);
        a2.intoMemorySegment(z, zByte + 2 * VECTOR_BYTES, NATIVE);
        a3.intoMemorySegment(z, zByte + 3 * VECTOR_BYTES, NATIVE);
    }

    private static void strip2(
            ColumnRange range,
            MemorySegment w,
            long wByte,
            long wStep,
            MemorySegment x,
            long xByte,
            MemorySegment h,
            long hByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        FloatVector a1 = FloatVector.fromMemorySegment(FLOATS, start, sByte + VECTOR_BYTES, NATIVE);
        long x4 = xByte;
        for (long at = wByte + wStep * range.from(); at < wByte + wStep * range.split(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, x.get(INT, x4)).reinterpretAsFloats();
            x4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
        }
        long h4 = hByte;
        for (long at = wByte + wStep * range.split(); at < wByte + wStep * range.to(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, h.get(INT, h4)).reinterpretAsFloats();
            h4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
        }
        a0.intoMemorySegment(z, zByte, NATIVE);
        a1.intoMemorySegment(z, zByte + VECTOR_BYTES, NATIVE);
    }

    private static void strip1(
            ColumnRange range,
            MemorySegment w,
            long wByte,
            long wStep,
            MemorySegment x,
            long xByte,
            MemorySegment h,
            long hByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        long x4 = xByte;
        for (long at = wByte + wStep * range.from(); at < wByte + wStep * range.split(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, x.get(INT, x4)).reinterpretAsFloats();
            x4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
        }
        long h4 = hByte;
        for (long at = wByte + wStep * range.split(); at < wByte + wStep * range.to(); at += wStep) {
            FloatVector k = IntVector.broadcast(INTS, h.get(INT, h4)).reinterpretAsFloats();
            h4 += 4;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
        }
        a0.intoMemorySegment(z, zByte, NATIVE);
    }

    /**
     * Four rows of x by a panel at a time, panels outside, so that a panel stays in the nearest cache while the rows go past
     * it. Rows that are left over go one by one. Measured at 0.94 to 0.97 of the fma units' peak from (128, 32) to
     * (4096, 1024), so blocks of columns would gain nothing.
     */
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
        int even = count & -2;
        if (even > 0) {
            blocks(w, even, x, xAt, xStride, start, startAt, startStride, z, zAt, zStride);
        }
        if (even < count) {
            long last = xAt + even * xStride;
            long startLast = startAt + even * startStride;
            gemv(w, x, last, x, last, start, startLast, z, zAt + even * zStride, 0, strips(w.matrix()), false);
        }
    }

    private void blocks(
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
        MemorySegment ws = w.matrix().data().segment();
        MemorySegment xs = x.segment();
        MemorySegment ss = start.segment();
        MemorySegment zs = z.segment();
        long wStep = w.matrix().panelStep() << 2;
        long panelBytes = wStep * w.matrix().columns();
        int panels = w.matrix().vectors() / PANEL;
        long xRow = xStride << 2;
        long sRow = startStride << 2;
        long zRow = zStride << 2;
        for (int panel = 0; panel < panels; panel++) {
            long wByte = panel * panelBytes + w.from() * wStep;
            long wEnd = panel * panelBytes + w.to() * wStep;
            long xByte = xAt << 2;
            long sByte = (startAt << 2) + panel * PANEL_BYTES;
            long zByte = (zAt << 2) + panel * PANEL_BYTES;
            for (int i = 0; i < (count & -ROWS); i += ROWS) {
                gemm4x4(ws, wByte, wEnd, wStep, xs, xByte, xRow, ss, sByte, sRow, zs, zByte, zRow);
                xByte += ROWS * xRow;
                sByte += ROWS * sRow;
                zByte += ROWS * zRow;
            }
            if (count % ROWS != 0) {
                gemm2x4(ws, wByte, wEnd, wStep, xs, xByte, xRow, ss, sByte, sRow, zs, zByte, zRow);
            }
        }
        if (w.matrix().vectors() % PANEL != 0) {
            behindPanels(w, count, x, xAt, xStride, start, startAt, startStride, z, zAt, zStride);
        }
    }

    /** The one to three vectors behind the last full panel, row by row. */
    private static void behindPanels(
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
        MemorySegment ws = w.matrix().data().segment();
        MemorySegment xs = x.segment();
        MemorySegment ss = start.segment();
        MemorySegment zs = z.segment();
        long wStep = w.matrix().panelStep() << 2;
        int vectors = w.matrix().vectors();
        long columns = w.matrix().columns();
        long done = vectors & -PANEL;
        if ((vectors & 2) != 0) {
            long at = done * VECTOR_BYTES;
            for (int i = 0; i < count; i++) {
                long xByte = (xAt + i * xStride) << 2;
                long sByte = ((startAt + i * startStride) << 2) + at;
                long zByte = ((zAt + i * zStride) << 2) + at;
                strip2(w, ws, at * columns, wStep >> 1, xs, xByte, xs, xByte, ss, sByte, zs, zByte);
            }
            done += 2;
        }
        if ((vectors & 1) != 0) {
            long at = done * VECTOR_BYTES;
            for (int i = 0; i < count; i++) {
                long xByte = (xAt + i * xStride) << 2;
                long sByte = ((startAt + i * startStride) << 2) + at;
                long zByte = ((zAt + i * zStride) << 2) + at;
                strip1(w, ws, at * columns, wStep >> 2, xs, xByte, xs, xByte, ss, sByte, zs, zByte);
            }
        }
    }

    /** Four rows of x by four vectors of weights: 16 accumulators, each weight loaded once for four rows. */
    private static void gemm4x4(
            MemorySegment w,
            long wByte,
            long wEnd,
            long wStep,
            MemorySegment x,
            long xByte,
            long xRow,
            MemorySegment start,
            long sByte,
            long sRow,
            MemorySegment z,
            long zByte,
            long zRow) {
        FloatVector a00 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        FloatVector a01 = FloatVector.fromMemorySegment(FLOATS, start, sByte + VECTOR_BYTES, NATIVE);
        FloatVector a02 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a03 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * VECTOR_BYTES, NATIVE);
        FloatVector a10 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow, NATIVE);
        FloatVector a11 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow + VECTOR_BYTES, NATIVE);
        FloatVector a12 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a13 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow + 3 * VECTOR_BYTES, NATIVE);
        FloatVector a20 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * sRow, NATIVE);
        FloatVector a21 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * sRow + VECTOR_BYTES, NATIVE);
        FloatVector a22 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * sRow + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a23 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * sRow + 3 * VECTOR_BYTES, NATIVE);
        FloatVector a30 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * sRow, NATIVE);
        FloatVector a31 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * sRow + VECTOR_BYTES, NATIVE);
        FloatVector a32 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * sRow + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a33 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * sRow + 3 * VECTOR_BYTES, NATIVE);
        long xk = xByte;
        for (long at = wByte; at < wEnd; at += wStep) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE);
            FloatVector x0 = IntVector.broadcast(INTS, x.get(INT, xk)).reinterpretAsFloats();
            a00 = w0.fma(x0, a00);
            a01 = w1.fma(x0, a01);
            a02 = w2.fma(x0, a02);
            a03 = w3.fma(x0, a03);
            FloatVector x1 = IntVector.broadcast(INTS, x.get(INT, xk + xRow)).reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            a12 = w2.fma(x1, a12);
            a13 = w3.fma(x1, a13);
            FloatVector x2 =
                    IntVector.broadcast(INTS, x.get(INT, xk + 2 * xRow)).reinterpretAsFloats();
            a20 = w0.fma(x2, a20);
            a21 = w1.fma(x2, a21);
            a22 = w2.fma(x2, a22);
            a23 = w3.fma(x2, a23);
            FloatVector x3 =
                    IntVector.broadcast(INTS, x.get(INT, xk + 3 * xRow)).reinterpretAsFloats();
            a30 = w0.fma(x3, a30);
            a31 = w1.fma(x3, a31);
            a32 = w2.fma(x3, a32);
            a33 = w3.fma(x3, a33);
            xk += 4;
        }
        a00.intoMemorySegment(z, zByte, NATIVE);
        a01.intoMemorySegment(z, zByte + VECTOR_BYTES, NATIVE);
        a02.intoMemorySegment(z, zByte + 2 * VECTOR_BYTES, NATIVE);
        a03.intoMemorySegment(z, zByte + 3 * VECTOR_BYTES, NATIVE);
        a10.intoMemorySegment(z, zByte + zRow, NATIVE);
        a11.intoMemorySegment(z, zByte + zRow + VECTOR_BYTES, NATIVE);
        a12.intoMemorySegment(z, zByte + zRow + 2 * VECTOR_BYTES, NATIVE);
        a13.intoMemorySegment(z, zByte + zRow + 3 * VECTOR_BYTES, NATIVE);
        a20.intoMemorySegment(z, zByte + 2 * zRow, NATIVE);
        a21.intoMemorySegment(z, zByte + 2 * zRow + VECTOR_BYTES, NATIVE);
        a22.intoMemorySegment(z, zByte + 2 * zRow + 2 * VECTOR_BYTES, NATIVE);
        a23.intoMemorySegment(z, zByte + 2 * zRow + 3 * VECTOR_BYTES, NATIVE);
        a30.intoMemorySegment(z, zByte + 3 * zRow, NATIVE);
        a31.intoMemorySegment(z, zByte + 3 * zRow + VECTOR_BYTES, NATIVE);
        a32.intoMemorySegment(z, zByte + 3 * zRow + 2 * VECTOR_BYTES, NATIVE);
        a33.intoMemorySegment(z, zByte + 3 * zRow + 3 * VECTOR_BYTES, NATIVE);
    }

    /** Two rows of x by four vectors of weights, where no four rows are left. */
    private static void gemm2x4(
            MemorySegment w,
            long wByte,
            long wEnd,
            long wStep,
            MemorySegment x,
            long xByte,
            long xRow,
            MemorySegment start,
            long sByte,
            long sRow,
            MemorySegment z,
            long zByte,
            long zRow) {
        FloatVector a00 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        FloatVector a01 = FloatVector.fromMemorySegment(FLOATS, start, sByte + VECTOR_BYTES, NATIVE);
        FloatVector a02 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a03 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * VECTOR_BYTES, NATIVE);
        FloatVector a10 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow, NATIVE);
        FloatVector a11 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow + VECTOR_BYTES, NATIVE);
        FloatVector a12 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a13 = FloatVector.fromMemorySegment(FLOATS, start, sByte + sRow + 3 * VECTOR_BYTES, NATIVE);
        long xk = xByte;
        for (long at = wByte; at < wEnd; at += wStep) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE);
            FloatVector x0 = IntVector.broadcast(INTS, x.get(INT, xk)).reinterpretAsFloats();
            a00 = w0.fma(x0, a00);
            a01 = w1.fma(x0, a01);
            a02 = w2.fma(x0, a02);
            a03 = w3.fma(x0, a03);
            FloatVector x1 = IntVector.broadcast(INTS, x.get(INT, xk + xRow)).reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            a12 = w2.fma(x1, a12);
            a13 = w3.fma(x1, a13);
            xk += 4;
        }
        a00.intoMemorySegment(z, zByte, NATIVE);
        a01.intoMemorySegment(z, zByte + VECTOR_BYTES, NATIVE);
        a02.intoMemorySegment(z, zByte + 2 * VECTOR_BYTES, NATIVE);
        a03.intoMemorySegment(z, zByte + 3 * VECTOR_BYTES, NATIVE);
        a10.intoMemorySegment(z, zByte + zRow, NATIVE);
        a11.intoMemorySegment(z, zByte + zRow + VECTOR_BYTES, NATIVE);
        a12.intoMemorySegment(z, zByte + zRow + 2 * VECTOR_BYTES, NATIVE);
        a13.intoMemorySegment(z, zByte + zRow + 3 * VECTOR_BYTES, NATIVE);
    }

    @Override
    public void sigmoid(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        MemorySegment xs = x.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE);
            FloatVector t = xi.reinterpretAsInts()
                    .or(Integer.MIN_VALUE)
                    .lanewise(MIN, EXP_LEAST_BITS)
                    .reinterpretAsFloats();
            FloatVector rounded =
                    t.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND_SCALED));
            FloatVector whole = rounded.sub(ROUND_SCALED);
            FloatVector r = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH), t);
            r = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_LOW), r);
            FloatVector p = r.fma(FloatVector.broadcast(FLOATS, P4), FloatVector.broadcast(FLOATS, P3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P1));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P0));
            p = r.mul(r).fma(p, r);
            FloatVector power =
                    rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector e = p.fma(power, power).mul(UNSCALE);
            e.blend(1f, xi.compare(GE, 0f))
                    .div(e.add(1f))
                    .blend(Float.NaN, xi.compare(NE, xi))
                    .intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }

    @Override
    public void tanh(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        MemorySegment xs = x.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE);
            FloatVector t = xi.reinterpretAsInts()
                    .or(Integer.MIN_VALUE)
                    .lanewise(MIN, TANH_LEAST_BITS)
                    .reinterpretAsFloats();
            FloatVector rounded = t.fma(FloatVector.broadcast(FLOATS, LOG2_E2), FloatVector.broadcast(FLOATS, ROUND));
            FloatVector whole = rounded.sub(ROUND);
            FloatVector s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_HALF_LN2_HIGH), t);
            s = whole.fma(FloatVector.broadcast(FLOATS, MINUS_HALF_LN2_LOW), s);
            FloatVector p = s.fma(FloatVector.broadcast(FLOATS, Q4), FloatVector.broadcast(FLOATS, Q3));
            p = p.fma(s, FloatVector.broadcast(FLOATS, Q2));
            p = p.fma(s, FloatVector.broadcast(FLOATS, Q1));
            p = p.fma(s, FloatVector.broadcast(FLOATS, Q0));
            p = s.mul(s).fma(p, s.add(s));
            FloatVector power =
                    rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector m = p.fma(power, power.sub(1f));
            m.div(m.add(2f))
                    .reinterpretAsInts()
                    .lanewise(BITWISE_BLEND, xi.reinterpretAsInts(), Integer.MIN_VALUE)
                    .reinterpretAsFloats()
                    .blend(Float.NaN, xi.compare(NE, xi))
                    .intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }

    @Override
    public void relu(AlignedFloats x, long xAt, AlignedFloats y, long yAt, int n) {
        MemorySegment xs = x.segment();
        MemorySegment ys = y.segment();
        for (int i = 0; i < n; i += LANES) {
            FloatVector xi = FloatVector.fromMemorySegment(FLOATS, xs, (xAt + i) << 2, NATIVE);
            xi.blend(0f, xi.compare(LE, 0f))
                    .blend(Float.NaN, xi.compare(NE, xi))
                    .intoMemorySegment(ys, (yAt + i) << 2, NATIVE);
        }
    }

    @Override
    public void expBelow(AlignedFloats z, long at, int n, float max) {
        subtract(z, at, n, max);
        sigmoid(z, at, z, at, n);
        odds(z, at, n);
    }

    private static void subtract(AlignedFloats z, long at, int n, float max) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE).sub(max).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    private static void odds(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector s = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            s.div(FloatVector.broadcast(FLOATS, 1f).sub(s))
                    .blend(Float.NaN, s.compare(NE, s))
                    .intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    @Override
    public void flushSubnormals(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            FloatVector zero = x.reinterpretAsInts().and(Integer.MIN_VALUE).reinterpretAsFloats();
            x.blend(zero, x.abs().compare(LT, Float.MIN_NORMAL)).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    @Override
    public void canonicalNaN(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            x.blend(Float.NaN, x.compare(NE, x)).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    @Override
    public void lstmCellState(AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, int n) {
        MemorySegment gs = gates.segment();
        MemorySegment cs = c.segment();
        for (int u = 0; u < n; u += LANES) {
            long gByte = (gatesAt + u) << 2;
            long cByte = (cAt + u) << 2;
            FloatVector i = FloatVector.fromMemorySegment(FLOATS, gs, gByte, NATIVE);
            FloatVector f = FloatVector.fromMemorySegment(FLOATS, gs, gByte + 4L * n, NATIVE);
            FloatVector g = FloatVector.fromMemorySegment(FLOATS, gs, gByte + 8L * n, NATIVE);
            FloatVector result = f.fma(FloatVector.fromMemorySegment(FLOATS, cs, cByte, NATIVE), i.mul(g));
            result.blend(Float.NaN, result.compare(NE, result)).intoMemorySegment(cs, cByte, NATIVE);
        }
    }

    /** In two passes: tanh and the product in one were just beyond what C2 takes. */
    @Override
    public void lstmHiddenState(
            AlignedFloats gates, long gatesAt, AlignedFloats c, long cAt, AlignedFloats h, long hAt, int n) {
        tanh(c, cAt, h, hAt, n);
        multiply(gates.segment(), (gatesAt + 3L * n) << 2, h.segment(), hAt << 2, n);
    }

    private static void multiply(MemorySegment factor, long factorByte, MemorySegment z, long zByte, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector.fromMemorySegment(FLOATS, factor, factorByte + 4L * i, NATIVE)
                    .mul(FloatVector.fromMemorySegment(FLOATS, z, zByte + 4L * i, NATIVE))
                    .intoMemorySegment(z, zByte + 4L * i, NATIVE);
        }
    }

    @Override
    public void gruNewGate(
            AlignedFloats z, long zAt, AlignedFloats x, long xAt, AlignedFloats gates, long gatesAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment xs = x.segment();
        MemorySegment gs = gates.segment();
        long newByte = (gatesAt + 2L * n) << 2;
        for (int u = 0; u < n; u += LANES) {
            FloatVector r = FloatVector.fromMemorySegment(FLOATS, gs, (gatesAt + u) << 2, NATIVE);
            FloatVector recurrent = FloatVector.fromMemorySegment(FLOATS, zs, (zAt + 2L * n + u) << 2, NATIVE);
            r.fma(recurrent, FloatVector.fromMemorySegment(FLOATS, xs, (xAt + u) << 2, NATIVE))
                    .intoMemorySegment(gs, newByte + 4L * u, NATIVE);
        }
        tanh(gates, gatesAt + 2L * n, gates, gatesAt + 2L * n, n);
    }

    @Override
    public void gruHiddenState(AlignedFloats gates, long gatesAt, AlignedFloats h, long hAt, int n) {
        MemorySegment gs = gates.segment();
        MemorySegment hs = h.segment();
        for (int u = 0; u < n; u += LANES) {
            FloatVector update = FloatVector.fromMemorySegment(FLOATS, gs, (gatesAt + u + n) << 2, NATIVE);
            FloatVector candidate = FloatVector.fromMemorySegment(FLOATS, gs, (gatesAt + u + 2L * n) << 2, NATIVE);
            FloatVector old = FloatVector.fromMemorySegment(FLOATS, hs, (hAt + u) << 2, NATIVE);
            FloatVector result = update.fma(old.sub(candidate), candidate);
            result.blend(Float.NaN, result.compare(NE, result)).intoMemorySegment(hs, (hAt + u) << 2, NATIVE);
        }
    }
}
