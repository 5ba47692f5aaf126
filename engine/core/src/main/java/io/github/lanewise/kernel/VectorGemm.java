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
 * The vector twin of {@link ScalarGemm}: tiles of three rows of x by all eight vectors of a block, so that each weight is
 * loaded once for three rows, and in the order in which it lies in memory. A tile of four rows by half of a block loads
 * less, but skips every other 256 bytes: 107 GFLOP/s at 2048 x 512 and 95 at 4096 x 1024, where this one runs at 116 and 108
 * (Zen 4, peak 118). With vectors of 256 bits the 24 sums win as well, 73 against 55, though they do not fit into 16
 * registers. Rows of x are read where they lie: to pack them beside the tile gained nothing and cost 5 % at 256 columns.
 * {@link Lanes} makes one a width.
 */
final class VectorGemm implements Gemm, Counted {
    /** Columns at a time: what a tile reads of a block, 512 KiB at most, stays in the second cache from tile to tile. */
    private static final int COLUMNS = 1024;

    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    /** Exact classes, see {@link Lanes}. */
    private static final Class<? extends FloatVector> FLOAT_VECTOR =
            FloatVector.zero(FLOATS).getClass();

    private static final Class<? extends IntVector> INT_VECTOR =
            IntVector.zero(INTS).getClass();
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final float[] NONE = {};

    /** Packed for scalar code. */
    private static final PackedMatrix NO_WEIGHTS = ColumnRange.none(1).matrix();

    private final Gemv gemv;

    VectorGemm(Gemv gemv) {
        this.gemv = gemv;
    }

    @Override
    public void gemm(ColumnRange w, int count, float[] x, int xAt, int xStride, float[] z, int zAt, int zStride) {
        if (count == 1) {
            Kernels.whole(gemv, w, x, xAt, z, zAt);
            return;
        }
        for (int block = 0; block < w.matrix().blocks(); block++) {
            int result = w.matrix().resultAt(block);
            for (int row = 0; row < count; row++) {
                w.begin(z, zAt + row * zStride, block, block + 1);
            }
            for (int from = w.from(); from < w.to(); from += COLUMNS) {
                int to = Math.min(from + COLUMNS, w.to());
                for (int row = 0; row < count; row += rows(count - row)) {
                    int at = xAt + row * xStride + from - w.from();
                    int zRowAt = zAt + row * zStride + result;
                    tiles(w.matrix(), block, from, to, rows(count - row), x, at, xStride, z, zRowAt, zStride);
                }
            }
        }
    }

    /** Rows of the next tile: three, or two where otherwise one would be left over. */
    private static int rows(int left) {
        return left == 2 || left == 4 ? 2 : 3;
    }

    /** Some rows by all vectors of a block. */
    private static void tiles(
            PackedMatrix matrix,
            int block,
            int from,
            int to,
            int rows,
            float[] x,
            int xAt,
            int xRow,
            float[] z,
            int zAt,
            int zRow) {
        int vectors = matrix.vectors(block);
        long step = vectors * VECTOR_BYTES;
        long at = (((long) matrix.resultAt(block) * matrix.columns()) << 2) + step * from;
        int zTo = zAt;
        for (int width = 8; width > 0; width /= 2) {
            if ((vectors & width) == 0) {
                continue;
            }
            tile(rows, width, matrix, at, step, to - from, x, xAt, xRow, z, zTo, zRow);
            at += width * VECTOR_BYTES;
            zTo += width * LANES;
        }
    }

    private static void tile(
            int rows,
            int width,
            PackedMatrix matrix,
            long at,
            long step,
            int count,
            float[] x,
            int x0,
            int xRow,
            float[] z,
            int z0,
            int zRow) {
        switch (rows * 10 + width) {
            case 38 -> tile3x8(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 34 -> tile3x4(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 32 -> tile3x2(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 31 -> tile3x1(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 28 -> tile2x8(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 24 -> tile2x4(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 22 -> tile2x2(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            default -> tile2x1(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
        }
    }

    /** Three rows by eight vectors. */
    private static void tile3x8(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + LANES);
        FloatVector a02 = FloatVector.fromArray(FLOATS, z, z0 + 2 * LANES);
        FloatVector a03 = FloatVector.fromArray(FLOATS, z, z0 + 3 * LANES);
        FloatVector a04 = FloatVector.fromArray(FLOATS, z, z0 + 4 * LANES);
        FloatVector a05 = FloatVector.fromArray(FLOATS, z, z0 + 5 * LANES);
        FloatVector a06 = FloatVector.fromArray(FLOATS, z, z0 + 6 * LANES);
        FloatVector a07 = FloatVector.fromArray(FLOATS, z, z0 + 7 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 2 * LANES);
        FloatVector a13 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 3 * LANES);
        FloatVector a14 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 4 * LANES);
        FloatVector a15 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 5 * LANES);
        FloatVector a16 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 6 * LANES);
        FloatVector a17 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 7 * LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow);
        FloatVector a21 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + LANES);
        FloatVector a22 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 2 * LANES);
        FloatVector a23 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 3 * LANES);
        FloatVector a24 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 4 * LANES);
        FloatVector a25 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 5 * LANES);
        FloatVector a26 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 6 * LANES);
        FloatVector a27 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 7 * LANES);
        int x1 = x0 + xRow;
        int x2 = x0 + 2 * xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector k2 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            a20 = w0.fma(k2, a20);
            FloatVector w1 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, a01);
            a11 = w1.fma(k1, a11);
            a21 = w1.fma(k2, a21);
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 2 * VECTOR_BYTES, NATIVE));
            a02 = w2.fma(k0, a02);
            a12 = w2.fma(k1, a12);
            a22 = w2.fma(k2, a22);
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 3 * VECTOR_BYTES, NATIVE));
            a03 = w3.fma(k0, a03);
            a13 = w3.fma(k1, a13);
            a23 = w3.fma(k2, a23);
            FloatVector w4 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 4 * VECTOR_BYTES, NATIVE));
            a04 = w4.fma(k0, a04);
            a14 = w4.fma(k1, a14);
            a24 = w4.fma(k2, a24);
            FloatVector w5 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 5 * VECTOR_BYTES, NATIVE));
            a05 = w5.fma(k0, a05);
            a15 = w5.fma(k1, a15);
            a25 = w5.fma(k2, a25);
            FloatVector w6 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 6 * VECTOR_BYTES, NATIVE));
            a06 = w6.fma(k0, a06);
            a16 = w6.fma(k1, a16);
            a26 = w6.fma(k2, a26);
            FloatVector w7 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 7 * VECTOR_BYTES, NATIVE));
            a07 = w7.fma(k0, a07);
            a17 = w7.fma(k1, a17);
            a27 = w7.fma(k2, a27);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a02).intoArray(z, z0 + 2 * LANES);
        FLOAT_VECTOR.cast(a03).intoArray(z, z0 + 3 * LANES);
        FLOAT_VECTOR.cast(a04).intoArray(z, z0 + 4 * LANES);
        FLOAT_VECTOR.cast(a05).intoArray(z, z0 + 5 * LANES);
        FLOAT_VECTOR.cast(a06).intoArray(z, z0 + 6 * LANES);
        FLOAT_VECTOR.cast(a07).intoArray(z, z0 + 7 * LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a12).intoArray(z, z0 + zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a13).intoArray(z, z0 + zRow + 3 * LANES);
        FLOAT_VECTOR.cast(a14).intoArray(z, z0 + zRow + 4 * LANES);
        FLOAT_VECTOR.cast(a15).intoArray(z, z0 + zRow + 5 * LANES);
        FLOAT_VECTOR.cast(a16).intoArray(z, z0 + zRow + 6 * LANES);
        FLOAT_VECTOR.cast(a17).intoArray(z, z0 + zRow + 7 * LANES);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
        FLOAT_VECTOR.cast(a21).intoArray(z, z0 + 2 * zRow + LANES);
        FLOAT_VECTOR.cast(a22).intoArray(z, z0 + 2 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a23).intoArray(z, z0 + 2 * zRow + 3 * LANES);
        FLOAT_VECTOR.cast(a24).intoArray(z, z0 + 2 * zRow + 4 * LANES);
        FLOAT_VECTOR.cast(a25).intoArray(z, z0 + 2 * zRow + 5 * LANES);
        FLOAT_VECTOR.cast(a26).intoArray(z, z0 + 2 * zRow + 6 * LANES);
        FLOAT_VECTOR.cast(a27).intoArray(z, z0 + 2 * zRow + 7 * LANES);
    }

    /** Three rows by four vectors. */
    private static void tile3x4(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + LANES);
        FloatVector a02 = FloatVector.fromArray(FLOATS, z, z0 + 2 * LANES);
        FloatVector a03 = FloatVector.fromArray(FLOATS, z, z0 + 3 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 2 * LANES);
        FloatVector a13 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 3 * LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow);
        FloatVector a21 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + LANES);
        FloatVector a22 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 2 * LANES);
        FloatVector a23 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 3 * LANES);
        int x1 = x0 + xRow;
        int x2 = x0 + 2 * xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector k2 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            a20 = w0.fma(k2, a20);
            FloatVector w1 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, a01);
            a11 = w1.fma(k1, a11);
            a21 = w1.fma(k2, a21);
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 2 * VECTOR_BYTES, NATIVE));
            a02 = w2.fma(k0, a02);
            a12 = w2.fma(k1, a12);
            a22 = w2.fma(k2, a22);
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 3 * VECTOR_BYTES, NATIVE));
            a03 = w3.fma(k0, a03);
            a13 = w3.fma(k1, a13);
            a23 = w3.fma(k2, a23);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a02).intoArray(z, z0 + 2 * LANES);
        FLOAT_VECTOR.cast(a03).intoArray(z, z0 + 3 * LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a12).intoArray(z, z0 + zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a13).intoArray(z, z0 + zRow + 3 * LANES);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
        FLOAT_VECTOR.cast(a21).intoArray(z, z0 + 2 * zRow + LANES);
        FLOAT_VECTOR.cast(a22).intoArray(z, z0 + 2 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a23).intoArray(z, z0 + 2 * zRow + 3 * LANES);
    }

    /** Three rows by two vectors. */
    private static void tile3x2(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow);
        FloatVector a21 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + LANES);
        int x1 = x0 + xRow;
        int x2 = x0 + 2 * xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector k2 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            a20 = w0.fma(k2, a20);
            FloatVector w1 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, a01);
            a11 = w1.fma(k1, a11);
            a21 = w1.fma(k2, a21);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
        FLOAT_VECTOR.cast(a21).intoArray(z, z0 + 2 * zRow + LANES);
    }

    /** Three rows by one vector. */
    private static void tile3x1(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a20 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow);
        int x1 = x0 + xRow;
        int x2 = x0 + 2 * xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector k2 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            a20 = w0.fma(k2, a20);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
    }

    /** Two rows by eight vectors. */
    private static void tile2x8(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + LANES);
        FloatVector a02 = FloatVector.fromArray(FLOATS, z, z0 + 2 * LANES);
        FloatVector a03 = FloatVector.fromArray(FLOATS, z, z0 + 3 * LANES);
        FloatVector a04 = FloatVector.fromArray(FLOATS, z, z0 + 4 * LANES);
        FloatVector a05 = FloatVector.fromArray(FLOATS, z, z0 + 5 * LANES);
        FloatVector a06 = FloatVector.fromArray(FLOATS, z, z0 + 6 * LANES);
        FloatVector a07 = FloatVector.fromArray(FLOATS, z, z0 + 7 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 2 * LANES);
        FloatVector a13 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 3 * LANES);
        FloatVector a14 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 4 * LANES);
        FloatVector a15 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 5 * LANES);
        FloatVector a16 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 6 * LANES);
        FloatVector a17 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 7 * LANES);
        int x1 = x0 + xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            FloatVector w1 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, a01);
            a11 = w1.fma(k1, a11);
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 2 * VECTOR_BYTES, NATIVE));
            a02 = w2.fma(k0, a02);
            a12 = w2.fma(k1, a12);
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 3 * VECTOR_BYTES, NATIVE));
            a03 = w3.fma(k0, a03);
            a13 = w3.fma(k1, a13);
            FloatVector w4 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 4 * VECTOR_BYTES, NATIVE));
            a04 = w4.fma(k0, a04);
            a14 = w4.fma(k1, a14);
            FloatVector w5 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 5 * VECTOR_BYTES, NATIVE));
            a05 = w5.fma(k0, a05);
            a15 = w5.fma(k1, a15);
            FloatVector w6 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 6 * VECTOR_BYTES, NATIVE));
            a06 = w6.fma(k0, a06);
            a16 = w6.fma(k1, a16);
            FloatVector w7 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 7 * VECTOR_BYTES, NATIVE));
            a07 = w7.fma(k0, a07);
            a17 = w7.fma(k1, a17);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a02).intoArray(z, z0 + 2 * LANES);
        FLOAT_VECTOR.cast(a03).intoArray(z, z0 + 3 * LANES);
        FLOAT_VECTOR.cast(a04).intoArray(z, z0 + 4 * LANES);
        FLOAT_VECTOR.cast(a05).intoArray(z, z0 + 5 * LANES);
        FLOAT_VECTOR.cast(a06).intoArray(z, z0 + 6 * LANES);
        FLOAT_VECTOR.cast(a07).intoArray(z, z0 + 7 * LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a12).intoArray(z, z0 + zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a13).intoArray(z, z0 + zRow + 3 * LANES);
        FLOAT_VECTOR.cast(a14).intoArray(z, z0 + zRow + 4 * LANES);
        FLOAT_VECTOR.cast(a15).intoArray(z, z0 + zRow + 5 * LANES);
        FLOAT_VECTOR.cast(a16).intoArray(z, z0 + zRow + 6 * LANES);
        FLOAT_VECTOR.cast(a17).intoArray(z, z0 + zRow + 7 * LANES);
    }

    /** Two rows by four vectors. */
    private static void tile2x4(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + LANES);
        FloatVector a02 = FloatVector.fromArray(FLOATS, z, z0 + 2 * LANES);
        FloatVector a03 = FloatVector.fromArray(FLOATS, z, z0 + 3 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 2 * LANES);
        FloatVector a13 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 3 * LANES);
        int x1 = x0 + xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            FloatVector w1 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, a01);
            a11 = w1.fma(k1, a11);
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 2 * VECTOR_BYTES, NATIVE));
            a02 = w2.fma(k0, a02);
            a12 = w2.fma(k1, a12);
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + 3 * VECTOR_BYTES, NATIVE));
            a03 = w3.fma(k0, a03);
            a13 = w3.fma(k1, a13);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a02).intoArray(z, z0 + 2 * LANES);
        FLOAT_VECTOR.cast(a03).intoArray(z, z0 + 3 * LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a12).intoArray(z, z0 + zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a13).intoArray(z, z0 + zRow + 3 * LANES);
    }

    /** Two rows by two vectors. */
    private static void tile2x2(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + LANES);
        int x1 = x0 + xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            FloatVector w1 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, a01);
            a11 = w1.fma(k1, a11);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
    }

    /** Two rows by one vector. */
    private static void tile2x1(
            PackedMatrix m, long at, long step, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        int x1 = x0 + xRow;
        long byteAt = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats();
            FloatVector k1 = INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats();
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteAt, NATIVE));
            a00 = w0.fma(k0, a00);
            a10 = w0.fma(k1, a10);
            byteAt += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
    }

    @Override
    public void count(Leaf leaf, int call) {
        int width = switch (leaf) {
            case TILE_8 -> 8;
            case TILE_4 -> 4;
            case TILE_2 -> 2;
            case TILE_1 -> 1;
            default -> throw new IllegalArgumentException("expected a leaf of products of matrices, found " + leaf);
        };
        try {
            tile(2 + (call & 1), width, NO_WEIGHTS, 0, 0, 0, NONE, 0, 0, NONE, 0, 0);
        } catch (NullPointerException _) {
            // what counts is the call
        }
    }
}
