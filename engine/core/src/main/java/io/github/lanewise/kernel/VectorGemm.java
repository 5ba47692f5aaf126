package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarGemm}: tiles of four rows of x by up to four vectors of weights, so that each weight is
 * loaded once for four rows. {@link Lanes} makes one a width.
 */
final class VectorGemm implements Gemm {
    private static final int ROWS = 4;
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private final Gemv gemv;

    VectorGemm(Gemv gemv) {
        this.gemv = gemv;
    }

    /**
     * Blocks outside, so that a block stays in the nearest cache while the rows go past it. Rows that are left over go one
     * by one.
     */
    @Override
    public void gemm(
            ColumnRange w,
            int count,
            float[] x,
            int xAt,
            int xStride,
            float[] start,
            int startAt,
            int startStride,
            float[] z,
            int zAt,
            int zStride) {
        for (int block = 0; block < w.matrix().blocks(); block++) {
            int row = 0;
            for (; row <= count - ROWS; row += ROWS) {
                int s = startAt + row * startStride;
                tiles(
                        w,
                        block,
                        x,
                        xAt + row * xStride,
                        xStride,
                        start,
                        s,
                        startStride,
                        z,
                        zAt + row * zStride,
                        zStride);
            }
            for (; row < count; row++) {
                int from = xAt + row * xStride;
                int s = startAt + row * startStride;
                gemv.gemv(w, x, from, x, from, start, s, z, zAt + row * zStride, block, block + 1, false);
            }
        }
    }

    /** Four rows by all vectors of a block. */
    private static void tiles(
            ColumnRange w,
            int block,
            float[] x,
            int xAt,
            int xRow,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        PackedMatrix matrix = w.matrix();
        MemorySegment ws = matrix.data().segment();
        int vectors = matrix.vectors(block);
        int columns = w.to() - w.from();
        int result = matrix.resultAt(block);
        long step = vectors * VECTOR_BYTES;
        long wByte = (((long) result * matrix.columns()) << 2) + step * w.from();
        int done = 0;
        while (done < vectors) {
            long at = wByte + done * VECTOR_BYTES;
            int s = startAt + result + done * LANES;
            int to = zAt + result + done * LANES;
            int left = vectors - done;
            if (left >= 4) {
                tile4(ws, at, step, columns, x, xAt, xRow, start, s, startRow, z, to, zRow);
                done += 4;
            } else if (left >= 2) {
                tile2(ws, at, step, columns, x, xAt, xRow, start, s, startRow, z, to, zRow);
                done += 2;
            } else {
                tile1(ws, at, step, columns, x, xAt, xRow, start, s, startRow, z, to, zRow);
                done++;
            }
        }
    }

    /** 16 accumulators. */
    private static void tile4(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            int xRow,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a01 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a02 = FloatVector.fromArray(FLOATS, start, startAt + 2 * LANES);
        FloatVector a03 = FloatVector.fromArray(FLOATS, start, startAt + 3 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, start, startAt + startRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, start, startAt + startRow + LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, start, startAt + startRow + 2 * LANES);
        FloatVector a13 = FloatVector.fromArray(FLOATS, start, startAt + startRow + 3 * LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow);
        FloatVector a21 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow + LANES);
        FloatVector a22 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow + 2 * LANES);
        FloatVector a23 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow + 3 * LANES);
        FloatVector a30 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow);
        FloatVector a31 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow + LANES);
        FloatVector a32 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow + 2 * LANES);
        FloatVector a33 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow + 3 * LANES);
        long at = wByte;
        for (int k = xAt; k < xAt + columns; k++) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE);
            FloatVector x0 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k])).reinterpretAsFloats();
            a00 = w0.fma(x0, a00);
            a01 = w1.fma(x0, a01);
            a02 = w2.fma(x0, a02);
            a03 = w3.fma(x0, a03);
            FloatVector x1 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + xRow]))
                    .reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            a12 = w2.fma(x1, a12);
            a13 = w3.fma(x1, a13);
            FloatVector x2 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 2 * xRow]))
                    .reinterpretAsFloats();
            a20 = w0.fma(x2, a20);
            a21 = w1.fma(x2, a21);
            a22 = w2.fma(x2, a22);
            a23 = w3.fma(x2, a23);
            FloatVector x3 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 3 * xRow]))
                    .reinterpretAsFloats();
            a30 = w0.fma(x3, a30);
            a31 = w1.fma(x3, a31);
            a32 = w2.fma(x3, a32);
            a33 = w3.fma(x3, a33);
            at += step;
        }
        a00.intoArray(z, zAt);
        a01.intoArray(z, zAt + LANES);
        a02.intoArray(z, zAt + 2 * LANES);
        a03.intoArray(z, zAt + 3 * LANES);
        a10.intoArray(z, zAt + zRow);
        a11.intoArray(z, zAt + zRow + LANES);
        a12.intoArray(z, zAt + zRow + 2 * LANES);
        a13.intoArray(z, zAt + zRow + 3 * LANES);
        a20.intoArray(z, zAt + 2 * zRow);
        a21.intoArray(z, zAt + 2 * zRow + LANES);
        a22.intoArray(z, zAt + 2 * zRow + 2 * LANES);
        a23.intoArray(z, zAt + 2 * zRow + 3 * LANES);
        a30.intoArray(z, zAt + 3 * zRow);
        a31.intoArray(z, zAt + 3 * zRow + LANES);
        a32.intoArray(z, zAt + 3 * zRow + 2 * LANES);
        a33.intoArray(z, zAt + 3 * zRow + 3 * LANES);
    }

    private static void tile2(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            int xRow,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a01 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, start, startAt + startRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, start, startAt + startRow + LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow);
        FloatVector a21 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow + LANES);
        FloatVector a30 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow);
        FloatVector a31 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow + LANES);
        long at = wByte;
        for (int k = xAt; k < xAt + columns; k++) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE);
            FloatVector x0 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k])).reinterpretAsFloats();
            a00 = w0.fma(x0, a00);
            a01 = w1.fma(x0, a01);
            FloatVector x1 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + xRow]))
                    .reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            FloatVector x2 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 2 * xRow]))
                    .reinterpretAsFloats();
            a20 = w0.fma(x2, a20);
            a21 = w1.fma(x2, a21);
            FloatVector x3 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 3 * xRow]))
                    .reinterpretAsFloats();
            a30 = w0.fma(x3, a30);
            a31 = w1.fma(x3, a31);
            at += step;
        }
        a00.intoArray(z, zAt);
        a01.intoArray(z, zAt + LANES);
        a10.intoArray(z, zAt + zRow);
        a11.intoArray(z, zAt + zRow + LANES);
        a20.intoArray(z, zAt + 2 * zRow);
        a21.intoArray(z, zAt + 2 * zRow + LANES);
        a30.intoArray(z, zAt + 3 * zRow);
        a31.intoArray(z, zAt + 3 * zRow + LANES);
    }

    private static void tile1(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            int xRow,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a10 = FloatVector.fromArray(FLOATS, start, startAt + startRow);
        FloatVector a20 = FloatVector.fromArray(FLOATS, start, startAt + 2 * startRow);
        FloatVector a30 = FloatVector.fromArray(FLOATS, start, startAt + 3 * startRow);
        long at = wByte;
        for (int k = xAt; k < xAt + columns; k++) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector x0 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k])).reinterpretAsFloats();
            a00 = w0.fma(x0, a00);
            FloatVector x1 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + xRow]))
                    .reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            FloatVector x2 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 2 * xRow]))
                    .reinterpretAsFloats();
            a20 = w0.fma(x2, a20);
            FloatVector x3 = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 3 * xRow]))
                    .reinterpretAsFloats();
            a30 = w0.fma(x3, a30);
            at += step;
        }
        a00.intoArray(z, zAt);
        a10.intoArray(z, zAt + zRow);
        a20.intoArray(z, zAt + 2 * zRow);
        a30.intoArray(z, zAt + 3 * zRow);
    }
}
