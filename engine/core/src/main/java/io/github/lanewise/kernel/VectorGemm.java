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
 * The vector twin of {@link ScalarGemm}: tiles of six rows of x, so that each weight is loaded once for six rows, by as many vectors
 * of a block as the processor's registers hold sums of, see {@link SixRows}. The few rows that are left over, and blocks of
 * sizes that full blocks of gates do not have, take tiles for any distance from column to column. {@link VectorWidths} makes one
 * per width.
 *
 * <p>Rows of x are read where they lie: to pack them beside the tile gained nothing and cost 5 % at 256 columns (Zen 4).
 */
final class VectorGemm implements Gemm, Tiles, Counted {
    /** Columns at a time: what a tile reads of a block, 512 KiB at most, stays in the second cache from tile to tile. */
    private static final int COLUMNS = 1024;

    private static final VectorSpecies<Float> FLOATS = VectorWidths.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());

    /** Exact classes, see {@link VectorWidths}. */
    private static final Class<? extends FloatVector> FLOAT_VECTOR =
            FloatVector.zero(FLOATS).getClass();

    private static final Class<? extends IntVector> INT_VECTOR =
            IntVector.zero(INTS).getClass();
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final float[] NONE = {};

    /** Packed for scalar code. */
    private static final PackedMatrix NO_WEIGHTS = ColumnRange.none(1).matrix();

    /** Vectors of a tile of two rows, at most: 16 sums want more than 16 registers. */
    private static final int WIDTH_OF_TWO = VectorWidths.registers() > 16 ? 8 : 4;

    private final Gemv gemv;
    private final SixRows sixRows;

    VectorGemm(Gemv gemv, SixRows sixRows) {
        this.gemv = gemv;
        this.sixRows = sixRows;
    }

    @Override
    public void gemm(ColumnRange w, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        if (count == 1) {
            Kernels.whole(gemv, w, x, x0, z, z0);
            return;
        }
        for (int block = 0; block < w.matrix().blocks(); block++) {
            int vectors = w.matrix().vectors(block);
            int result = w.matrix().resultAt(block);
            for (int row = 0; row < count; row++) {
                w.begin(z, z0 + row * zRow, block, block + 1);
            }
            for (int from = w.from(); from < w.to(); from += COLUMNS) {
                int columns = Math.min(COLUMNS, w.to() - from);
                long at = w.matrix().byteOffset(block) + w.matrix().step(block) * from;
                int xFrom = x0 + from - w.from();
                add(w.matrix(), vectors, at, columns, count, x, xFrom, xRow, z, z0 + result, zRow);
            }
        }
    }

    @Override
    public void add(
            PackedMatrix matrix,
            int vectors,
            long at,
            int columns,
            int count,
            float[] x,
            int x0,
            int xRow,
            float[] z,
            int z0,
            int zRow) {
        long step = vectors * VECTOR_BYTES;
        for (int row = 0, rows; row < count; row += rows) {
            rows = rows(vectors, count - row);
            int xFrom = x0 + row * xRow;
            int zFrom = z0 + row * zRow;
            if (rows == 6) {
                sixRows.add(matrix, vectors, at, columns, x, xFrom, xRow, z, zFrom, zRow);
                continue;
            }
            for (int done = 0, width; done < vectors; done += width) {
                width = width(rows, vectors - done);
                long from = at + done * VECTOR_BYTES;
                tile(rows, width, matrix, from, step, columns, x, xFrom, xRow, z, zFrom + done * LANES, zRow);
            }
        }
    }

    /** Rows of the next tile: three, or two where otherwise one would be left over; of large blocks six in the same way. */
    private static int rows(int vectors, int left) {
        if ((vectors == 8 || vectors == 6) && left >= 6 && left != 7) {
            return 6;
        }
        return left == 2 || left == 4 ? 2 : 3;
    }

    /** Vectors of the next tile. Three rows by eight are slower than twice three by four. */
    private static int width(int rows, int left) {
        return Math.min(Integer.highestOneBit(left), rows == 2 ? WIDTH_OF_TWO : 4);
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
            case 34 -> tile3x4(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 28 -> tile2x8(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 24 -> tile2x4(matrix, at, step, count, x, x0, xRow, z, z0, zRow);
            case 32, 31 -> tile3upTo2(matrix, width, at, step, count, x, x0, xRow, z, z0, zRow);
            default -> tile2upTo2(matrix, width, at, step, count, x, x0, xRow, z, z0, zRow);
        }
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
        long byteOffset = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            FloatVector k2 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats());
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset, NATIVE));
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            a20 = w0.fma(k2, FLOAT_VECTOR.cast(a20));
            FloatVector w1 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            a21 = w1.fma(k2, FLOAT_VECTOR.cast(a21));
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 2 * VECTOR_BYTES, NATIVE));
            a02 = w2.fma(k0, FLOAT_VECTOR.cast(a02));
            a12 = w2.fma(k1, FLOAT_VECTOR.cast(a12));
            a22 = w2.fma(k2, FLOAT_VECTOR.cast(a22));
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 3 * VECTOR_BYTES, NATIVE));
            a03 = w3.fma(k0, FLOAT_VECTOR.cast(a03));
            a13 = w3.fma(k1, FLOAT_VECTOR.cast(a13));
            a23 = w3.fma(k2, FLOAT_VECTOR.cast(a23));
            byteOffset += step;
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

    /** Three rows by two vectors; the first one again in place of one that is missing. */
    private static void tile3upTo2(
            PackedMatrix m,
            int vectors,
            long at,
            long step,
            int count,
            float[] x,
            int x0,
            int xRow,
            float[] z,
            int z0,
            int zRow) {
        int second = (vectors - 1) * LANES; // no branch, which only some models would take
        long secondBytes = (vectors - 1) * VECTOR_BYTES;
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + second);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + second);
        FloatVector a20 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow);
        FloatVector a21 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + second);
        int x1 = x0 + xRow;
        int x2 = x0 + 2 * xRow;
        long byteOffset = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            FloatVector k2 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats());
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset, NATIVE));
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            a20 = w0.fma(k2, FLOAT_VECTOR.cast(a20));
            FloatVector w1 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + secondBytes, NATIVE));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            a21 = w1.fma(k2, FLOAT_VECTOR.cast(a21));
            byteOffset += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + second);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + second);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
        FLOAT_VECTOR.cast(a21).intoArray(z, z0 + 2 * zRow + second);
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
        long byteOffset = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset, NATIVE));
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            FloatVector w1 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 2 * VECTOR_BYTES, NATIVE));
            a02 = w2.fma(k0, FLOAT_VECTOR.cast(a02));
            a12 = w2.fma(k1, FLOAT_VECTOR.cast(a12));
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 3 * VECTOR_BYTES, NATIVE));
            a03 = w3.fma(k0, FLOAT_VECTOR.cast(a03));
            a13 = w3.fma(k1, FLOAT_VECTOR.cast(a13));
            FloatVector w4 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 4 * VECTOR_BYTES, NATIVE));
            a04 = w4.fma(k0, FLOAT_VECTOR.cast(a04));
            a14 = w4.fma(k1, FLOAT_VECTOR.cast(a14));
            FloatVector w5 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 5 * VECTOR_BYTES, NATIVE));
            a05 = w5.fma(k0, FLOAT_VECTOR.cast(a05));
            a15 = w5.fma(k1, FLOAT_VECTOR.cast(a15));
            FloatVector w6 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 6 * VECTOR_BYTES, NATIVE));
            a06 = w6.fma(k0, FLOAT_VECTOR.cast(a06));
            a16 = w6.fma(k1, FLOAT_VECTOR.cast(a16));
            FloatVector w7 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 7 * VECTOR_BYTES, NATIVE));
            a07 = w7.fma(k0, FLOAT_VECTOR.cast(a07));
            a17 = w7.fma(k1, FLOAT_VECTOR.cast(a17));
            byteOffset += step;
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
        long byteOffset = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset, NATIVE));
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            FloatVector w1 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + VECTOR_BYTES, NATIVE));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 2 * VECTOR_BYTES, NATIVE));
            a02 = w2.fma(k0, FLOAT_VECTOR.cast(a02));
            a12 = w2.fma(k1, FLOAT_VECTOR.cast(a12));
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 3 * VECTOR_BYTES, NATIVE));
            a03 = w3.fma(k0, FLOAT_VECTOR.cast(a03));
            a13 = w3.fma(k1, FLOAT_VECTOR.cast(a13));
            byteOffset += step;
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

    /** Two rows by two vectors; the first one again in place of one that is missing. */
    private static void tile2upTo2(
            PackedMatrix m,
            int vectors,
            long at,
            long step,
            int count,
            float[] x,
            int x0,
            int xRow,
            float[] z,
            int z0,
            int zRow) {
        int second = (vectors - 1) * LANES; // no branch, which only some models would take
        long secondBytes = (vectors - 1) * VECTOR_BYTES;
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + second);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + second);
        int x1 = x0 + xRow;
        long byteOffset = at;
        for (int column = 0; column < count; column++) {
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset, NATIVE));
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            FloatVector w1 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + secondBytes, NATIVE));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            byteOffset += step;
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + second);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + second);
    }

    @Override
    public void count(Leaf leaf, int call) {
        int rows = 2 + (call & 1);
        switch (leaf) {
            case TILE_8 -> {
                if (rows == 2 && WIDTH_OF_TWO == 8) {
                    tile2x8(NO_WEIGHTS, 0, 0, 0, NONE, 0, 0, NONE, 0, 0);
                } else {
                    sixRows.count(leaf, call);
                }
            }
            case TILE_6 -> sixRows.count(leaf, call);
            case TILE_4 -> tile(rows, 4, NO_WEIGHTS, 0, 0, 0, NONE, 0, 0, NONE, 0, 0);
            case TILE_UP_TO_2 -> tile(rows, 2, NO_WEIGHTS, 0, 0, 0, NONE, 0, 0, NONE, 0, 0);
            default -> throw new IllegalArgumentException("expected a leaf of products of matrices, found " + leaf);
        }
    }
}
