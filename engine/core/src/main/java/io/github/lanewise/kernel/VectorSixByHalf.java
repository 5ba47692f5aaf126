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
 * Tiles of six rows by half of a block, for processors with 32 vector registers: 24 sums, or 18 of a GRU. {@link VectorWidths}
 * makes one per width.
 *
 * <p>On an Intel Xeon with two fma units (peak 154 GFLOP/s) they run at 150 at 1024 x 256 and 48 rows. Two things make the
 * difference. C2 knows the distance from column to column, so no access in the loop has a check of bounds: without that 120. And
 * six rows by half of a block read 21 bytes of weights per cycle from the second cache, where three rows by a whole block want 43:
 * such a tile, with a known distance too, reaches 120. Four rows by half of a block reach 109, twelve by a quarter 130.
 */
final class VectorSixByHalf implements SixRows {
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

    @Override
    public void add(
            PackedMatrix m, int vectors, long at, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        if (vectors == 8) {
            tile6x4(m, at, count, x, x0, xRow, z, z0, zRow);
            tile6x4(m, at + 4 * VECTOR_BYTES, count, x, x0, xRow, z, z0 + 4 * LANES, zRow);
        } else {
            tile6x3(m, at, count, x, x0, xRow, z, z0, zRow);
            tile6x3(m, at + 3 * VECTOR_BYTES, count, x, x0, xRow, z, z0 + 3 * LANES, zRow);
        }
    }

    /** Six rows by half of a block of eight vectors. */
    private static void tile6x4(
            PackedMatrix m, long at, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
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
        FloatVector a30 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow);
        FloatVector a31 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow + LANES);
        FloatVector a32 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow + 2 * LANES);
        FloatVector a33 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow + 3 * LANES);
        FloatVector a40 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow);
        FloatVector a41 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow + LANES);
        FloatVector a42 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow + 2 * LANES);
        FloatVector a43 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow + 3 * LANES);
        FloatVector a50 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow);
        FloatVector a51 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow + LANES);
        FloatVector a52 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow + 2 * LANES);
        FloatVector a53 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow + 3 * LANES);
        int x1 = x0 + xRow;
        int x2 = x0 + 2 * xRow;
        int x3 = x0 + 3 * xRow;
        int x4 = x0 + 4 * xRow;
        int x5 = x0 + 5 * xRow;
        for (int column = 0; column < count; column++) {
            long byteOffset = at + column * (8 * VECTOR_BYTES);
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset, NATIVE));
            FloatVector w1 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + VECTOR_BYTES, NATIVE));
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 2 * VECTOR_BYTES, NATIVE));
            FloatVector w3 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 3 * VECTOR_BYTES, NATIVE));
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            a02 = w2.fma(k0, FLOAT_VECTOR.cast(a02));
            a03 = w3.fma(k0, FLOAT_VECTOR.cast(a03));
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            a12 = w2.fma(k1, FLOAT_VECTOR.cast(a12));
            a13 = w3.fma(k1, FLOAT_VECTOR.cast(a13));
            FloatVector k2 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats());
            a20 = w0.fma(k2, FLOAT_VECTOR.cast(a20));
            a21 = w1.fma(k2, FLOAT_VECTOR.cast(a21));
            a22 = w2.fma(k2, FLOAT_VECTOR.cast(a22));
            a23 = w3.fma(k2, FLOAT_VECTOR.cast(a23));
            FloatVector k3 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x3 + column])))
                    .reinterpretAsFloats());
            a30 = w0.fma(k3, FLOAT_VECTOR.cast(a30));
            a31 = w1.fma(k3, FLOAT_VECTOR.cast(a31));
            a32 = w2.fma(k3, FLOAT_VECTOR.cast(a32));
            a33 = w3.fma(k3, FLOAT_VECTOR.cast(a33));
            FloatVector k4 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x4 + column])))
                    .reinterpretAsFloats());
            a40 = w0.fma(k4, FLOAT_VECTOR.cast(a40));
            a41 = w1.fma(k4, FLOAT_VECTOR.cast(a41));
            a42 = w2.fma(k4, FLOAT_VECTOR.cast(a42));
            a43 = w3.fma(k4, FLOAT_VECTOR.cast(a43));
            FloatVector k5 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x5 + column])))
                    .reinterpretAsFloats());
            a50 = w0.fma(k5, FLOAT_VECTOR.cast(a50));
            a51 = w1.fma(k5, FLOAT_VECTOR.cast(a51));
            a52 = w2.fma(k5, FLOAT_VECTOR.cast(a52));
            a53 = w3.fma(k5, FLOAT_VECTOR.cast(a53));
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
        FLOAT_VECTOR.cast(a30).intoArray(z, z0 + 3 * zRow);
        FLOAT_VECTOR.cast(a31).intoArray(z, z0 + 3 * zRow + LANES);
        FLOAT_VECTOR.cast(a32).intoArray(z, z0 + 3 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a33).intoArray(z, z0 + 3 * zRow + 3 * LANES);
        FLOAT_VECTOR.cast(a40).intoArray(z, z0 + 4 * zRow);
        FLOAT_VECTOR.cast(a41).intoArray(z, z0 + 4 * zRow + LANES);
        FLOAT_VECTOR.cast(a42).intoArray(z, z0 + 4 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a43).intoArray(z, z0 + 4 * zRow + 3 * LANES);
        FLOAT_VECTOR.cast(a50).intoArray(z, z0 + 5 * zRow);
        FLOAT_VECTOR.cast(a51).intoArray(z, z0 + 5 * zRow + LANES);
        FLOAT_VECTOR.cast(a52).intoArray(z, z0 + 5 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a53).intoArray(z, z0 + 5 * zRow + 3 * LANES);
    }

    /** Six rows by half of a block of six vectors, of a GRU. */
    private static void tile6x3(
            PackedMatrix m, long at, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
        MemorySegment w = m.weights();
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a00 = FloatVector.fromArray(FLOATS, z, z0);
        FloatVector a01 = FloatVector.fromArray(FLOATS, z, z0 + LANES);
        FloatVector a02 = FloatVector.fromArray(FLOATS, z, z0 + 2 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, z, z0 + zRow);
        FloatVector a11 = FloatVector.fromArray(FLOATS, z, z0 + zRow + LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, z, z0 + zRow + 2 * LANES);
        FloatVector a20 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow);
        FloatVector a21 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + LANES);
        FloatVector a22 = FloatVector.fromArray(FLOATS, z, z0 + 2 * zRow + 2 * LANES);
        FloatVector a30 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow);
        FloatVector a31 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow + LANES);
        FloatVector a32 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow + 2 * LANES);
        FloatVector a40 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow);
        FloatVector a41 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow + LANES);
        FloatVector a42 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow + 2 * LANES);
        FloatVector a50 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow);
        FloatVector a51 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow + LANES);
        FloatVector a52 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow + 2 * LANES);
        int x1 = x0 + xRow;
        int x2 = x0 + 2 * xRow;
        int x3 = x0 + 3 * xRow;
        int x4 = x0 + 4 * xRow;
        int x5 = x0 + 5 * xRow;
        for (int column = 0; column < count; column++) {
            long byteOffset = at + column * (6 * VECTOR_BYTES);
            FloatVector w0 = FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset, NATIVE));
            FloatVector w1 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + VECTOR_BYTES, NATIVE));
            FloatVector w2 =
                    FLOAT_VECTOR.cast(FloatVector.fromMemorySegment(FLOATS, w, byteOffset + 2 * VECTOR_BYTES, NATIVE));
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            a02 = w2.fma(k0, FLOAT_VECTOR.cast(a02));
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            a12 = w2.fma(k1, FLOAT_VECTOR.cast(a12));
            FloatVector k2 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats());
            a20 = w0.fma(k2, FLOAT_VECTOR.cast(a20));
            a21 = w1.fma(k2, FLOAT_VECTOR.cast(a21));
            a22 = w2.fma(k2, FLOAT_VECTOR.cast(a22));
            FloatVector k3 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x3 + column])))
                    .reinterpretAsFloats());
            a30 = w0.fma(k3, FLOAT_VECTOR.cast(a30));
            a31 = w1.fma(k3, FLOAT_VECTOR.cast(a31));
            a32 = w2.fma(k3, FLOAT_VECTOR.cast(a32));
            FloatVector k4 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x4 + column])))
                    .reinterpretAsFloats());
            a40 = w0.fma(k4, FLOAT_VECTOR.cast(a40));
            a41 = w1.fma(k4, FLOAT_VECTOR.cast(a41));
            a42 = w2.fma(k4, FLOAT_VECTOR.cast(a42));
            FloatVector k5 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x5 + column])))
                    .reinterpretAsFloats());
            a50 = w0.fma(k5, FLOAT_VECTOR.cast(a50));
            a51 = w1.fma(k5, FLOAT_VECTOR.cast(a51));
            a52 = w2.fma(k5, FLOAT_VECTOR.cast(a52));
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a02).intoArray(z, z0 + 2 * LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a12).intoArray(z, z0 + zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
        FLOAT_VECTOR.cast(a21).intoArray(z, z0 + 2 * zRow + LANES);
        FLOAT_VECTOR.cast(a22).intoArray(z, z0 + 2 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a30).intoArray(z, z0 + 3 * zRow);
        FLOAT_VECTOR.cast(a31).intoArray(z, z0 + 3 * zRow + LANES);
        FLOAT_VECTOR.cast(a32).intoArray(z, z0 + 3 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a40).intoArray(z, z0 + 4 * zRow);
        FLOAT_VECTOR.cast(a41).intoArray(z, z0 + 4 * zRow + LANES);
        FLOAT_VECTOR.cast(a42).intoArray(z, z0 + 4 * zRow + 2 * LANES);
        FLOAT_VECTOR.cast(a50).intoArray(z, z0 + 5 * zRow);
        FLOAT_VECTOR.cast(a51).intoArray(z, z0 + 5 * zRow + LANES);
        FLOAT_VECTOR.cast(a52).intoArray(z, z0 + 5 * zRow + 2 * LANES);
    }

    @Override
    public void count(Leaf leaf, int call) {
        if (leaf == Leaf.TILE_8) {
            tile6x4(NO_WEIGHTS, 0, 0, NONE, 0, 0, NONE, 0, 0);
        } else {
            tile6x3(NO_WEIGHTS, 0, 0, NONE, 0, 0, NONE, 0, 0);
        }
    }
}
