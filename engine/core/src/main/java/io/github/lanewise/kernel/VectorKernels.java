package io.github.lanewise.kernel;

import static io.github.lanewise.kernel.Exponential.EXPONENT_BIAS;
import static io.github.lanewise.kernel.Exponential.EXPONENT_SHIFT;
import static io.github.lanewise.kernel.Exponential.LEAST;
import static io.github.lanewise.kernel.Exponential.LOG2_E;
import static io.github.lanewise.kernel.Exponential.MINUS_LN2_HIGH;
import static io.github.lanewise.kernel.Exponential.MINUS_LN2_LOW;
import static io.github.lanewise.kernel.Exponential.P0;
import static io.github.lanewise.kernel.Exponential.P1;
import static io.github.lanewise.kernel.Exponential.P2;
import static io.github.lanewise.kernel.Exponential.P3;
import static io.github.lanewise.kernel.Exponential.P4;
import static io.github.lanewise.kernel.Exponential.ROUND;
import static io.github.lanewise.kernel.Exponential.ROUND_BITS;
import static io.github.lanewise.kernel.Exponential.TANH_LEAST;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import io.github.lanewise.matrix.PackedMatrix;
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
 * <p>Where fewer floats than lanes are left, a pass computes a whole vector and puts the old values back behind the end;
 * masked loads and stores would need AVX-512 to be as fast. The blend is always there: vectors that met in a variable
 * behind an {@code if} were boxed too.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final int PANEL = 4;
    private static final int ROWS = 4;
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /** 0, 1, 2, ...: compared with the floats that are left, it tells the lanes behind the end. */
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

    @Override
    public void gemv(
            PackedMatrix w, AlignedFloats x, long xAt, AlignedFloats start, long startAt, AlignedFloats z, long zAt) {
        MemorySegment ws = w.data().segment();
        MemorySegment xs = x.segment();
        MemorySegment ss = start.segment();
        MemorySegment zs = z.segment();
        int columns = w.columns();
        int vectors = w.vectors();
        long wByte = 0;
        long xByte = xAt << 2;
        long sByte = startAt << 2;
        long zByte = zAt << 2;
        for (int v = PANEL; v <= vectors; v += PANEL) {
            gemv4(ws, wByte, columns, xs, xByte, ss, sByte, zs, zByte);
            wByte += PANEL * VECTOR_BYTES * columns;
            sByte += PANEL * VECTOR_BYTES;
            zByte += PANEL * VECTOR_BYTES;
        }
        rest(ws, wByte, vectors, columns, xs, xByte, ss, sByte, zs, zByte);
    }

    /** The one to three vectors behind the last full panel, if any. */
    private static void rest(
            MemorySegment w,
            long wByte,
            int vectors,
            int columns,
            MemorySegment x,
            long xByte,
            MemorySegment start,
            long sByte,
            MemorySegment z,
            long zByte) {
        long done = vectors & 2;
        if (done != 0) {
            gemv2(w, wByte, columns, x, xByte, start, sByte, z, zByte);
        }
        if ((vectors & 1) != 0) {
            long bytes = done * VECTOR_BYTES;
            gemv1(w, wByte + bytes * columns, columns, x, xByte, start, sByte + bytes, z, zByte + bytes);
        }
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
        FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        FloatVector a1 = FloatVector.fromMemorySegment(FLOATS, start, sByte + VECTOR_BYTES, NATIVE);
        FloatVector a2 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 2 * VECTOR_BYTES, NATIVE);
        FloatVector a3 = FloatVector.fromMemorySegment(FLOATS, start, sByte + 3 * VECTOR_BYTES, NATIVE);
        for (int k = 0; k < columns; k++) {
            FloatVector xk = FloatVector.broadcast(FLOATS, x.get(FLOAT, xByte + 4L * k));
            long at = wByte + PANEL * VECTOR_BYTES * k;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(xk, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(xk, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(xk, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(xk, a3);
        }
        a0.intoMemorySegment(z, zByte, NATIVE);
        a1.intoMemorySegment(z, zByte + VECTOR_BYTES, NATIVE);
        a2.intoMemorySegment(z, zByte + 2 * VECTOR_BYTES, NATIVE);
        a3.intoMemorySegment(z, zByte + 3 * VECTOR_BYTES, NATIVE);
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
        FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        FloatVector a1 = FloatVector.fromMemorySegment(FLOATS, start, sByte + VECTOR_BYTES, NATIVE);
        for (int k = 0; k < columns; k++) {
            FloatVector xk = FloatVector.broadcast(FLOATS, x.get(FLOAT, xByte + 4L * k));
            long at = wByte + 2 * VECTOR_BYTES * k;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(xk, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(xk, a1);
        }
        a0.intoMemorySegment(z, zByte, NATIVE);
        a1.intoMemorySegment(z, zByte + VECTOR_BYTES, NATIVE);
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
        FloatVector a0 = FloatVector.fromMemorySegment(FLOATS, start, sByte, NATIVE);
        for (int k = 0; k < columns; k++) {
            FloatVector xk = FloatVector.broadcast(FLOATS, x.get(FLOAT, xByte + 4L * k));
            long at = wByte + VECTOR_BYTES * k;
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(xk, a0);
        }
        a0.intoMemorySegment(z, zByte, NATIVE);
    }

    /**
     * Four rows of x by a panel at a time, panels outside, so that a panel stays in the nearest cache while the rows go past
     * it. Rows that are left over go one by one.
     */
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
        int blocked = count & -ROWS;
        long xRow = xStride << 2;
        long sRow = startStride << 2;
        long zRow = zStride << 2;
        long wByte = 0;
        long xByte = xAt << 2;
        long sByte = startAt << 2;
        long zByte = zAt << 2;
        for (int v = PANEL; v <= vectors; v += PANEL) {
            for (int i = 0; i < blocked; i += ROWS) {
                gemm4x4(
                        ws,
                        wByte,
                        columns,
                        xs,
                        xByte + i * xRow,
                        xRow,
                        ss,
                        sByte + i * sRow,
                        sRow,
                        zs,
                        zByte + i * zRow,
                        zRow);
            }
            wByte += PANEL * VECTOR_BYTES * columns;
            sByte += PANEL * VECTOR_BYTES;
            zByte += PANEL * VECTOR_BYTES;
        }
        for (int i = 0; i < blocked; i++) {
            rest(ws, wByte, vectors, columns, xs, xByte + i * xRow, ss, sByte + i * sRow, zs, zByte + i * zRow);
        }
        for (int i = blocked; i < count; i++) {
            gemv(w, x, xAt + i * xStride, start, startAt + i * startStride, z, zAt + i * zStride);
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
        for (int k = 0; k < columns; k++) {
            long at = wByte + PANEL * VECTOR_BYTES * k;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE);
            long xk = xByte + 4L * k;
            FloatVector x0 = FloatVector.broadcast(FLOATS, x.get(FLOAT, xk));
            a00 = w0.fma(x0, a00);
            a01 = w1.fma(x0, a01);
            a02 = w2.fma(x0, a02);
            a03 = w3.fma(x0, a03);
            FloatVector x1 = FloatVector.broadcast(FLOATS, x.get(FLOAT, xk + xRow));
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            a12 = w2.fma(x1, a12);
            a13 = w3.fma(x1, a13);
            FloatVector x2 = FloatVector.broadcast(FLOATS, x.get(FLOAT, xk + 2 * xRow));
            a20 = w0.fma(x2, a20);
            a21 = w1.fma(x2, a21);
            a22 = w2.fma(x2, a22);
            a23 = w3.fma(x2, a23);
            FloatVector x3 = FloatVector.broadcast(FLOATS, x.get(FLOAT, xk + 3 * xRow));
            a30 = w0.fma(x3, a30);
            a31 = w1.fma(x3, a31);
            a32 = w2.fma(x3, a32);
            a33 = w3.fma(x3, a33);
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

    @Override
    public void sigmoid(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            FloatVector y = x.abs().neg();
            y = y.blend(LEAST, y.compare(LT, LEAST));
            FloatVector rounded = y.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
            FloatVector whole = rounded.sub(ROUND);
            FloatVector r = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH), y);
            r = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_LOW), r);
            FloatVector p = r.fma(FloatVector.broadcast(FLOATS, P4), FloatVector.broadcast(FLOATS, P3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P1));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P0));
            FloatVector e = r.mul(r).fma(p, r).add(1f);
            IntVector exponent = rounded.reinterpretAsInts().sub(ROUND_BITS);
            IntVector half = exponent.lanewise(ASHR, 1);
            IntVector rest = exponent.sub(half);
            e = e.mul(half.add(EXPONENT_BIAS).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats());
            e = e.mul(rest.add(EXPONENT_BIAS).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats());
            FloatVector result = e.blend(1f, x.compare(GE, 0f)).div(e.add(1f));
            result = result.blend(Float.NaN, result.compare(NE, result));
            result.blend(x, INDEX.compare(GE, (float) (n - i))).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    @Override
    public void tanh(AlignedFloats z, long at, int n) {
        tanh(z.segment(), at << 2, z.segment(), at << 2, n);
    }

    private static void tanh(MemorySegment from, long fromByte, MemorySegment to, long toByte, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, from, fromByte + 4L * i, NATIVE);
            FloatVector y = x.abs().mul(-2f);
            y = y.blend(TANH_LEAST, y.compare(LT, TANH_LEAST));
            FloatVector rounded = y.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUND));
            FloatVector whole = rounded.sub(ROUND);
            FloatVector r = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_HIGH), y);
            r = whole.fma(FloatVector.broadcast(FLOATS, MINUS_LN2_LOW), r);
            FloatVector p = r.fma(FloatVector.broadcast(FLOATS, P4), FloatVector.broadcast(FLOATS, P3));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P2));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P1));
            p = p.fma(r, FloatVector.broadcast(FLOATS, P0));
            IntVector exponent = rounded.reinterpretAsInts().sub(ROUND_BITS);
            FloatVector scale =
                    exponent.add(EXPONENT_BIAS).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
            FloatVector m = scale.fma(r.mul(r).fma(p, r), scale.sub(1f));
            IntVector magnitude =
                    FloatVector.broadcast(FLOATS, 0f).sub(m).div(m.add(2f)).reinterpretAsInts();
            FloatVector result =
                    x.reinterpretAsInts().and(Integer.MIN_VALUE).or(magnitude).reinterpretAsFloats();
            result = result.blend(Float.NaN, result.compare(NE, result));
            FloatVector old = FloatVector.fromMemorySegment(FLOATS, to, toByte + 4L * i, NATIVE);
            result.blend(old, INDEX.compare(GE, (float) (n - i))).intoMemorySegment(to, toByte + 4L * i, NATIVE);
        }
    }

    @Override
    public void relu(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            FloatVector result = x.blend(0f, x.compare(LE, 0f));
            result = result.blend(Float.NaN, result.compare(NE, result));
            result.blend(x, INDEX.compare(GE, (float) (n - i))).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    @Override
    public void expBelow(AlignedFloats z, long at, int n, float max) {
        subtract(z, at, n, max);
        sigmoid(z, at, n);
        odds(z, at, n);
    }

    private static void subtract(AlignedFloats z, long at, int n, float value) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            FloatVector result = x.sub(value);
            result.blend(x, INDEX.compare(GE, (float) (n - i))).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    private static void odds(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            FloatVector result = x.div(FloatVector.broadcast(FLOATS, 1f).sub(x));
            result = result.blend(Float.NaN, result.compare(NE, result));
            result.blend(x, INDEX.compare(GE, (float) (n - i))).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    @Override
    public void canonicalNaN(AlignedFloats z, long at, int n) {
        MemorySegment zs = z.segment();
        for (int i = 0; i < n; i += LANES) {
            long zByte = (at + i) << 2;
            FloatVector x = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            FloatVector result = x.blend(Float.NaN, x.compare(NE, x));
            result.blend(x, INDEX.compare(GE, (float) (n - i))).intoMemorySegment(zs, zByte, NATIVE);
        }
    }

    @Override
    public void lstmCellState(AlignedFloats z, long zAt, AlignedFloats c, long cAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment cs = c.segment();
        for (int u = 0; u < n; u += LANES) {
            long zByte = (zAt + u) << 2;
            long cByte = (cAt + u) << 2;
            FloatVector i = FloatVector.fromMemorySegment(FLOATS, zs, zByte, NATIVE);
            FloatVector f = FloatVector.fromMemorySegment(FLOATS, zs, zByte + 4L * n, NATIVE);
            FloatVector g = FloatVector.fromMemorySegment(FLOATS, zs, zByte + 8L * n, NATIVE);
            FloatVector old = FloatVector.fromMemorySegment(FLOATS, cs, cByte, NATIVE);
            FloatVector result = f.fma(old, i.mul(g));
            result = result.blend(Float.NaN, result.compare(NE, result));
            result.blend(old, INDEX.compare(GE, (float) (n - u))).intoMemorySegment(cs, cByte, NATIVE);
        }
    }

    /** In two passes: tanh and the product in one were just beyond what C2 takes. */
    @Override
    public void lstmHiddenState(
            AlignedFloats z, long zAt, AlignedFloats c, long cAt, AlignedFloats h, long hAt, int n) {
        tanh(c.segment(), cAt << 2, h.segment(), hAt << 2, n);
        multiply(z.segment(), (zAt + 3L * n) << 2, h.segment(), hAt << 2, n);
    }

    private static void multiply(MemorySegment factor, long factorByte, MemorySegment z, long zByte, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector old = FloatVector.fromMemorySegment(FLOATS, z, zByte + 4L * i, NATIVE);
            FloatVector result = FloatVector.fromMemorySegment(FLOATS, factor, factorByte + 4L * i, NATIVE)
                    .mul(old);
            result = result.blend(Float.NaN, result.compare(NE, result));
            result.blend(old, INDEX.compare(GE, (float) (n - i))).intoMemorySegment(z, zByte + 4L * i, NATIVE);
        }
    }

    @Override
    public void gruNewGate(AlignedFloats z, long zAt, AlignedFloats x, long xAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment xs = x.segment();
        long newByte = (zAt + 2L * n) << 2;
        for (int u = 0; u < n; u += LANES) {
            FloatVector r = FloatVector.fromMemorySegment(FLOATS, zs, (zAt + u) << 2, NATIVE);
            FloatVector old = FloatVector.fromMemorySegment(FLOATS, zs, newByte + 4L * u, NATIVE);
            FloatVector result = r.fma(old, FloatVector.fromMemorySegment(FLOATS, xs, (xAt + u) << 2, NATIVE));
            result.blend(old, INDEX.compare(GE, (float) (n - u))).intoMemorySegment(zs, newByte + 4L * u, NATIVE);
        }
        tanh(zs, newByte, zs, newByte, n);
    }

    @Override
    public void gruHiddenState(AlignedFloats z, long zAt, AlignedFloats h, long hAt, int n) {
        MemorySegment zs = z.segment();
        MemorySegment hs = h.segment();
        for (int u = 0; u < n; u += LANES) {
            FloatVector update = FloatVector.fromMemorySegment(FLOATS, zs, (zAt + u + n) << 2, NATIVE);
            FloatVector candidate = FloatVector.fromMemorySegment(FLOATS, zs, (zAt + u + 2L * n) << 2, NATIVE);
            FloatVector old = FloatVector.fromMemorySegment(FLOATS, hs, (hAt + u) << 2, NATIVE);
            FloatVector result = update.fma(old.sub(candidate), candidate);
            result = result.blend(Float.NaN, result.compare(NE, result));
            result.blend(old, INDEX.compare(GE, (float) (n - u))).intoMemorySegment(hs, (hAt + u) << 2, NATIVE);
        }
    }
}
