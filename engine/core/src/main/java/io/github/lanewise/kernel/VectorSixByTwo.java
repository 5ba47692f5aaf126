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
 * Tiles of six rows by two vectors, for processors with 16 vector registers: 12 sums, two vectors of weights and one of x. {@link
 * VectorWidths} makes one per width.
 *
 * <p>On a Zen 3 the product of 60 rows at 1024 x 256 runs at 92 GFLOP/s. Tiles of {@link VectorSixByHalf}, whose 24 sums do not
 * fit into the registers, reach 36 there; five rows by two vectors 89, four by two 81, twelve by one 60, three by four with a
 * distance from column to column that C2 does not know 85. With all six vectors of x read before the weights, instead of one after
 * another, C2 keeps sums in memory: 43.
 */
final class VectorSixByTwo implements SixRows {
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
        for (int vector = 0; vector < vectors; vector += 2) {
            long from = at + vector * VECTOR_BYTES;
            int result = z0 + vector * LANES;
            if (vectors == 8) {
                tile6x2of8(m, from, count, x, x0, xRow, z, result, zRow);
            } else {
                tile6x2of6(m, from, count, x, x0, xRow, z, result, zRow);
            }
        }
    }

    /** Six rows by two vectors of a block of eight. */
    private static void tile6x2of8(
            PackedMatrix m, long at, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
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
        FloatVector a30 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow);
        FloatVector a31 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow + LANES);
        FloatVector a40 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow);
        FloatVector a41 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow + LANES);
        FloatVector a50 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow);
        FloatVector a51 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow + LANES);
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
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            FloatVector k2 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats());
            a20 = w0.fma(k2, FLOAT_VECTOR.cast(a20));
            a21 = w1.fma(k2, FLOAT_VECTOR.cast(a21));
            FloatVector k3 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x3 + column])))
                    .reinterpretAsFloats());
            a30 = w0.fma(k3, FLOAT_VECTOR.cast(a30));
            a31 = w1.fma(k3, FLOAT_VECTOR.cast(a31));
            FloatVector k4 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x4 + column])))
                    .reinterpretAsFloats());
            a40 = w0.fma(k4, FLOAT_VECTOR.cast(a40));
            a41 = w1.fma(k4, FLOAT_VECTOR.cast(a41));
            FloatVector k5 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x5 + column])))
                    .reinterpretAsFloats());
            a50 = w0.fma(k5, FLOAT_VECTOR.cast(a50));
            a51 = w1.fma(k5, FLOAT_VECTOR.cast(a51));
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
        FLOAT_VECTOR.cast(a21).intoArray(z, z0 + 2 * zRow + LANES);
        FLOAT_VECTOR.cast(a30).intoArray(z, z0 + 3 * zRow);
        FLOAT_VECTOR.cast(a31).intoArray(z, z0 + 3 * zRow + LANES);
        FLOAT_VECTOR.cast(a40).intoArray(z, z0 + 4 * zRow);
        FLOAT_VECTOR.cast(a41).intoArray(z, z0 + 4 * zRow + LANES);
        FLOAT_VECTOR.cast(a50).intoArray(z, z0 + 5 * zRow);
        FLOAT_VECTOR.cast(a51).intoArray(z, z0 + 5 * zRow + LANES);
    }

    /** Six rows by two vectors of a block of six. */
    private static void tile6x2of6(
            PackedMatrix m, long at, int count, float[] x, int x0, int xRow, float[] z, int z0, int zRow) {
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
        FloatVector a30 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow);
        FloatVector a31 = FloatVector.fromArray(FLOATS, z, z0 + 3 * zRow + LANES);
        FloatVector a40 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow);
        FloatVector a41 = FloatVector.fromArray(FLOATS, z, z0 + 4 * zRow + LANES);
        FloatVector a50 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow);
        FloatVector a51 = FloatVector.fromArray(FLOATS, z, z0 + 5 * zRow + LANES);
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
            FloatVector k0 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x0 + column])))
                    .reinterpretAsFloats());
            a00 = w0.fma(k0, FLOAT_VECTOR.cast(a00));
            a01 = w1.fma(k0, FLOAT_VECTOR.cast(a01));
            FloatVector k1 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x1 + column])))
                    .reinterpretAsFloats());
            a10 = w0.fma(k1, FLOAT_VECTOR.cast(a10));
            a11 = w1.fma(k1, FLOAT_VECTOR.cast(a11));
            FloatVector k2 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x2 + column])))
                    .reinterpretAsFloats());
            a20 = w0.fma(k2, FLOAT_VECTOR.cast(a20));
            a21 = w1.fma(k2, FLOAT_VECTOR.cast(a21));
            FloatVector k3 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x3 + column])))
                    .reinterpretAsFloats());
            a30 = w0.fma(k3, FLOAT_VECTOR.cast(a30));
            a31 = w1.fma(k3, FLOAT_VECTOR.cast(a31));
            FloatVector k4 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x4 + column])))
                    .reinterpretAsFloats());
            a40 = w0.fma(k4, FLOAT_VECTOR.cast(a40));
            a41 = w1.fma(k4, FLOAT_VECTOR.cast(a41));
            FloatVector k5 = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(x[x5 + column])))
                    .reinterpretAsFloats());
            a50 = w0.fma(k5, FLOAT_VECTOR.cast(a50));
            a51 = w1.fma(k5, FLOAT_VECTOR.cast(a51));
        }
        FLOAT_VECTOR.cast(a00).intoArray(z, z0);
        FLOAT_VECTOR.cast(a01).intoArray(z, z0 + LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, z0 + zRow);
        FLOAT_VECTOR.cast(a11).intoArray(z, z0 + zRow + LANES);
        FLOAT_VECTOR.cast(a20).intoArray(z, z0 + 2 * zRow);
        FLOAT_VECTOR.cast(a21).intoArray(z, z0 + 2 * zRow + LANES);
        FLOAT_VECTOR.cast(a30).intoArray(z, z0 + 3 * zRow);
        FLOAT_VECTOR.cast(a31).intoArray(z, z0 + 3 * zRow + LANES);
        FLOAT_VECTOR.cast(a40).intoArray(z, z0 + 4 * zRow);
        FLOAT_VECTOR.cast(a41).intoArray(z, z0 + 4 * zRow + LANES);
        FLOAT_VECTOR.cast(a50).intoArray(z, z0 + 5 * zRow);
        FLOAT_VECTOR.cast(a51).intoArray(z, z0 + 5 * zRow + LANES);
    }

    @Override
    public void count(Leaf leaf, int call) {
        if (leaf == Leaf.TILE_8) {
            tile6x2of8(NO_WEIGHTS, 0, 0, NONE, 0, 0, NONE, 0, 0);
        } else {
            tile6x2of6(NO_WEIGHTS, 0, 0, NONE, 0, 0, NONE, 0, 0);
        }
    }
}
