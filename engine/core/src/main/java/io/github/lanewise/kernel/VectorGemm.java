package io.github.lanewise.kernel;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.memory.Buffer;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarGemm}: tiles of four rows of x by up to four vectors of weights, so that each weight is
 * loaded once for four rows. Rows of x are packed four by four, {@code [group of rows][k][row]}, so that a tile reads them in
 * order. {@link Lanes} makes one a width.
 */
final class VectorGemm implements Gemm, Counted {
    private static final int ROWS = TILE_ROWS;

    /** Columns at a time: what a tile reads of a block, 512 KiB at most, stays in the second cache from group to group. */
    private static final int COLUMNS = 1024;

    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final MemorySegment NO_WEIGHTS = MemorySegment.NULL;
    private static final float[] NONE = {};
    private final Gemv gemv;

    VectorGemm(Gemv gemv) {
        this.gemv = gemv;
    }

    /** A row that is left over alone goes as a vector; two or three make a tile in which the last one is repeated. */
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
            int zStride,
            Buffer room) {
        int tiled = Gemm.tiled(count);
        if (tiled > 0) {
            int columns = w.to() - w.from();
            float[] packed = room.atLeast(Gemm.room(count, columns));
            for (int row = 0; row < tiled; row += ROWS) {
                pack(Math.min(ROWS, tiled - row), columns, x, xAt + row * xStride, xStride, packed, row * columns);
            }
            for (int block = 0; block < w.matrix().blocks(); block++) {
                block(w, block, tiled, packed, start, startAt, startStride, z, zAt, zStride);
            }
        }
        if (tiled < count) {
            int last = startAt + tiled * startStride;
            Kernels.whole(gemv, w, x, xAt + tiled * xStride, start, last, z, zAt + tiled * zStride);
        }
    }

    private static void pack(int rows, int columns, float[] x, int xAt, int xStride, float[] packed, int at) {
        int x1 = xAt + Math.min(1, rows - 1) * xStride;
        int x2 = xAt + Math.min(2, rows - 1) * xStride;
        int x3 = xAt + Math.min(3, rows - 1) * xStride;
        for (int k = 0; k < columns; k++) {
            packed[at + ROWS * k] = x[xAt + k];
            packed[at + ROWS * k + 1] = x[x1 + k];
            packed[at + ROWS * k + 2] = x[x2 + k];
            packed[at + ROWS * k + 3] = x[x3 + k];
        }
    }

    /** All rows go past a block, so that it stays in the nearest cache that holds it. */
    private static void block(
            ColumnRange w,
            int block,
            int count,
            float[] packed,
            float[] start,
            int startAt,
            int startStride,
            float[] z,
            int zAt,
            int zStride) {
        PackedMatrix matrix = w.matrix();
        int columns = w.to() - w.from();
        int result = matrix.resultAt(block);
        int vectors = matrix.vectors(block);
        long wByte = (((long) result * matrix.columns()) << 2) + vectors * VECTOR_BYTES * w.from();
        for (int from = 0; from < columns; from += COLUMNS) {
            int width = Math.min(COLUMNS, columns - from);
            long at = wByte + vectors * VECTOR_BYTES * from;
            for (int row = 0; row < count; row += ROWS) {
                int rows = Math.min(ROWS, count - row);
                int x = row * columns + ROWS * from;
                int to = zAt + result + row * zStride;
                if (from == 0) {
                    int s = startAt + result + row * startStride;
                    tiles(matrix, at, vectors, width, packed, x, rows, start, s, startStride, z, to, zStride);
                } else {
                    tiles(matrix, at, vectors, width, packed, x, rows, z, to, zStride, z, to, zStride);
                }
            }
        }
    }

    /** Up to four rows by all vectors of a block. */
    private static void tiles(
            PackedMatrix matrix,
            long wByte,
            int vectors,
            int columns,
            float[] x,
            int xAt,
            int rows,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        MemorySegment w = matrix.data().segment();
        long step = vectors * VECTOR_BYTES;
        int done = 0;
        for (; done <= vectors - 4; done += 4) {
            long at = wByte + done * VECTOR_BYTES;
            int s = startAt + done * LANES;
            if (rows == 2) { // a repeated row costs as much as a row
                pair(w, at, step, columns, x, xAt, start, s, startRow, z, zAt + done * LANES, zRow);
            } else {
                tile4(w, at, step, columns, x, xAt, rows, start, s, startRow, z, zAt + done * LANES, zRow);
            }
        }
        if ((vectors & 2) != 0) {
            long at = wByte + done * VECTOR_BYTES;
            int s = startAt + done * LANES;
            tile2(w, at, step, columns, x, xAt, rows, start, s, startRow, z, zAt + done * LANES, zRow);
            done += 2;
        }
        if ((vectors & 1) != 0) {
            long at = wByte + done * VECTOR_BYTES;
            int s = startAt + done * LANES;
            tile1(w, at, step, columns, x, xAt, rows, start, s, startRow, z, zAt + done * LANES, zRow);
        }
    }

    /** Four rows by four vectors: 16 accumulators. Repeated rows are stored where their original is, the same bits again. */
    private static void tile4(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            int rows,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        int s1 = startAt + Math.min(1, rows - 1) * startRow;
        int s2 = startAt + Math.min(2, rows - 1) * startRow;
        int s3 = startAt + Math.min(3, rows - 1) * startRow;
        FloatVector a00 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a01 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a02 = FloatVector.fromArray(FLOATS, start, startAt + 2 * LANES);
        FloatVector a03 = FloatVector.fromArray(FLOATS, start, startAt + 3 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, start, s1);
        FloatVector a11 = FloatVector.fromArray(FLOATS, start, s1 + LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, start, s1 + 2 * LANES);
        FloatVector a13 = FloatVector.fromArray(FLOATS, start, s1 + 3 * LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, start, s2);
        FloatVector a21 = FloatVector.fromArray(FLOATS, start, s2 + LANES);
        FloatVector a22 = FloatVector.fromArray(FLOATS, start, s2 + 2 * LANES);
        FloatVector a23 = FloatVector.fromArray(FLOATS, start, s2 + 3 * LANES);
        FloatVector a30 = FloatVector.fromArray(FLOATS, start, s3);
        FloatVector a31 = FloatVector.fromArray(FLOATS, start, s3 + LANES);
        FloatVector a32 = FloatVector.fromArray(FLOATS, start, s3 + 2 * LANES);
        FloatVector a33 = FloatVector.fromArray(FLOATS, start, s3 + 3 * LANES);
        long at = wByte;
        for (int k = xAt; k < xAt + ROWS * columns; k += ROWS) {
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
            FloatVector x1 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 1])).reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            a12 = w2.fma(x1, a12);
            a13 = w3.fma(x1, a13);
            FloatVector x2 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 2])).reinterpretAsFloats();
            a20 = w0.fma(x2, a20);
            a21 = w1.fma(x2, a21);
            a22 = w2.fma(x2, a22);
            a23 = w3.fma(x2, a23);
            FloatVector x3 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 3])).reinterpretAsFloats();
            a30 = w0.fma(x3, a30);
            a31 = w1.fma(x3, a31);
            a32 = w2.fma(x3, a32);
            a33 = w3.fma(x3, a33);
            at += step;
        }
        int z1 = zAt + Math.min(1, rows - 1) * zRow;
        int z2 = zAt + Math.min(2, rows - 1) * zRow;
        int z3 = zAt + Math.min(3, rows - 1) * zRow;
        a00.intoArray(z, zAt);
        a01.intoArray(z, zAt + LANES);
        a02.intoArray(z, zAt + 2 * LANES);
        a03.intoArray(z, zAt + 3 * LANES);
        a10.intoArray(z, z1);
        a11.intoArray(z, z1 + LANES);
        a12.intoArray(z, z1 + 2 * LANES);
        a13.intoArray(z, z1 + 3 * LANES);
        a20.intoArray(z, z2);
        a21.intoArray(z, z2 + LANES);
        a22.intoArray(z, z2 + 2 * LANES);
        a23.intoArray(z, z2 + 3 * LANES);
        a30.intoArray(z, z3);
        a31.intoArray(z, z3 + LANES);
        a32.intoArray(z, z3 + 2 * LANES);
        a33.intoArray(z, z3 + 3 * LANES);
    }

    /** Two rows by four vectors. */
    private static void pair(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
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
        long at = wByte;
        for (int k = xAt; k < xAt + ROWS * columns; k += ROWS) {
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
            FloatVector x1 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 1])).reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            a12 = w2.fma(x1, a12);
            a13 = w3.fma(x1, a13);
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
    }

    /** Four rows by two vectors. */
    private static void tile2(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            int rows,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        int s1 = startAt + Math.min(1, rows - 1) * startRow;
        int s2 = startAt + Math.min(2, rows - 1) * startRow;
        int s3 = startAt + Math.min(3, rows - 1) * startRow;
        FloatVector a00 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a01 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, start, s1);
        FloatVector a11 = FloatVector.fromArray(FLOATS, start, s1 + LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, start, s2);
        FloatVector a21 = FloatVector.fromArray(FLOATS, start, s2 + LANES);
        FloatVector a30 = FloatVector.fromArray(FLOATS, start, s3);
        FloatVector a31 = FloatVector.fromArray(FLOATS, start, s3 + LANES);
        long at = wByte;
        for (int k = xAt; k < xAt + ROWS * columns; k += ROWS) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE);
            FloatVector x0 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k])).reinterpretAsFloats();
            a00 = w0.fma(x0, a00);
            a01 = w1.fma(x0, a01);
            FloatVector x1 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 1])).reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            a11 = w1.fma(x1, a11);
            FloatVector x2 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 2])).reinterpretAsFloats();
            a20 = w0.fma(x2, a20);
            a21 = w1.fma(x2, a21);
            FloatVector x3 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 3])).reinterpretAsFloats();
            a30 = w0.fma(x3, a30);
            a31 = w1.fma(x3, a31);
            at += step;
        }
        int z1 = zAt + Math.min(1, rows - 1) * zRow;
        int z2 = zAt + Math.min(2, rows - 1) * zRow;
        int z3 = zAt + Math.min(3, rows - 1) * zRow;
        a00.intoArray(z, zAt);
        a01.intoArray(z, zAt + LANES);
        a10.intoArray(z, z1);
        a11.intoArray(z, z1 + LANES);
        a20.intoArray(z, z2);
        a21.intoArray(z, z2 + LANES);
        a30.intoArray(z, z3);
        a31.intoArray(z, z3 + LANES);
    }

    /** Four rows by one vector. */
    private static void tile1(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            int rows,
            float[] start,
            int startAt,
            int startRow,
            float[] z,
            int zAt,
            int zRow) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        int s1 = startAt + Math.min(1, rows - 1) * startRow;
        int s2 = startAt + Math.min(2, rows - 1) * startRow;
        int s3 = startAt + Math.min(3, rows - 1) * startRow;
        FloatVector a00 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a10 = FloatVector.fromArray(FLOATS, start, s1);
        FloatVector a20 = FloatVector.fromArray(FLOATS, start, s2);
        FloatVector a30 = FloatVector.fromArray(FLOATS, start, s3);
        long at = wByte;
        for (int k = xAt; k < xAt + ROWS * columns; k += ROWS) {
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE);
            FloatVector x0 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k])).reinterpretAsFloats();
            a00 = w0.fma(x0, a00);
            FloatVector x1 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 1])).reinterpretAsFloats();
            a10 = w0.fma(x1, a10);
            FloatVector x2 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 2])).reinterpretAsFloats();
            a20 = w0.fma(x2, a20);
            FloatVector x3 =
                    IntVector.broadcast(INTS, Float.floatToRawIntBits(x[k + 3])).reinterpretAsFloats();
            a30 = w0.fma(x3, a30);
            at += step;
        }
        int z1 = zAt + Math.min(1, rows - 1) * zRow;
        int z2 = zAt + Math.min(2, rows - 1) * zRow;
        int z3 = zAt + Math.min(3, rows - 1) * zRow;
        a00.intoArray(z, zAt);
        a10.intoArray(z, z1);
        a20.intoArray(z, z2);
        a30.intoArray(z, z3);
    }

    @Override
    public void count(Leaf leaf, int turns) {
        switch (leaf) {
            case TILE_4 -> {
                tile4(NO_WEIGHTS, 0, 0, turns, NONE, 0, 0, NONE, 0, 0, NONE, 0, 0);
                pair(NO_WEIGHTS, 0, 0, turns, NONE, 0, NONE, 0, 0, NONE, 0, 0);
            }
            case TILE_2 -> tile2(NO_WEIGHTS, 0, 0, turns, NONE, 0, 0, NONE, 0, 0, NONE, 0, 0);
            case TILE_1 -> tile1(NO_WEIGHTS, 0, 0, turns, NONE, 0, 0, NONE, 0, 0, NONE, 0, 0);
            default -> throw new IllegalArgumentException("no leaf of products with several vectors: " + leaf);
        }
    }
}
