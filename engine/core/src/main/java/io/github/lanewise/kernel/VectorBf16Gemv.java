package io.github.lanewise.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarBf16Gemv}: {@link VectorGemv} over words of two columns, whose floats are a shift and a mask
 * away. Half of the loads, and one operation more a weight.
 *
 * <p>Behind an odd number of columns comes an x of 0, chosen without a branch: where C2 had seen the branch taken, a step of 128
 * units took 2.6 µs instead of 1.8 (Zen 5).
 */
final class VectorBf16Gemv implements UnpackingGemv {
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
    private static final ColumnRange NO_WEIGHTS = ColumnRange.none(1);

    private static final int UPPER_HALF = 0xffff0000;

    @Override
    public void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        for (int i = 0; i < Math.abs(to - from); i++) {
            int block = from < to ? from + i : from - 1 - i;
            int vectors = w.matrix().vectors(block);
            switch (vectors) {
                case 8 -> block8(w, block, x, x0, h, h0, z, z0);
                case 6 -> block6(w, block, x, x0, h, h0, z, z0);
                default -> {
                    for (int done = 0; done < vectors; done += 4) {
                        upTo4(w, block, done, x, x0, h, h0, z, z0);
                    }
                }
            }
        }
    }

    /** A block of eight vectors, see {@link VectorGemv}. */
    private static void block8(ColumnRange w, int block, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        float[] start = w.start(z);
        int result = w.matrix().resultAt(block);
        int s = w.startOffset(z0) + result;
        long step = w.matrix().step(block);
        long at = w.byteOffset(block);
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, s);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, s + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, s + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, s + 3 * LANES);
        FloatVector a4 = FloatVector.fromArray(FLOATS, start, s + 4 * LANES);
        FloatVector a5 = FloatVector.fromArray(FLOATS, start, s + 5 * LANES);
        FloatVector a6 = FloatVector.fromArray(FLOATS, start, s + 6 * LANES);
        FloatVector a7 = FloatVector.fromArray(FLOATS, start, s + 7 * LANES);
        for (int i = 0; i < 2; i++) {
            for (int column = 0; column < columns; column += 2) {
                IntVector p0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at, NATIVE));
                IntVector p1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + VECTOR_BYTES, NATIVE));
                IntVector p2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                IntVector p3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                IntVector p4 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 4 * VECTOR_BYTES, NATIVE));
                IntVector p5 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 5 * VECTOR_BYTES, NATIVE));
                IntVector p6 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 6 * VECTOR_BYTES, NATIVE));
                IntVector p7 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 7 * VECTOR_BYTES, NATIVE));
                int second = Math.min(column + 1, columns - 1);
                int next = Float.floatToRawIntBits(part[partOffset + second]) & ((column + 1 - columns) >> 31);
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                a0 = k.fma(FLOAT_VECTOR.cast(p0.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a0));
                a1 = k.fma(FLOAT_VECTOR.cast(p1.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a1));
                a2 = k.fma(FLOAT_VECTOR.cast(p2.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a2));
                a3 = k.fma(FLOAT_VECTOR.cast(p3.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a3));
                a4 = k.fma(FLOAT_VECTOR.cast(p4.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a4));
                a5 = k.fma(FLOAT_VECTOR.cast(p5.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a5));
                a6 = k.fma(FLOAT_VECTOR.cast(p6.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a6));
                a7 = k.fma(FLOAT_VECTOR.cast(p7.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a7));
                k = FLOAT_VECTOR.cast(
                        INT_VECTOR.cast(IntVector.broadcast(INTS, next)).reinterpretAsFloats());
                a0 = k.fma(FLOAT_VECTOR.cast(p0.and(UPPER_HALF).reinterpretAsFloats()), a0);
                a1 = k.fma(FLOAT_VECTOR.cast(p1.and(UPPER_HALF).reinterpretAsFloats()), a1);
                a2 = k.fma(FLOAT_VECTOR.cast(p2.and(UPPER_HALF).reinterpretAsFloats()), a2);
                a3 = k.fma(FLOAT_VECTOR.cast(p3.and(UPPER_HALF).reinterpretAsFloats()), a3);
                a4 = k.fma(FLOAT_VECTOR.cast(p4.and(UPPER_HALF).reinterpretAsFloats()), a4);
                a5 = k.fma(FLOAT_VECTOR.cast(p5.and(UPPER_HALF).reinterpretAsFloats()), a5);
                a6 = k.fma(FLOAT_VECTOR.cast(p6.and(UPPER_HALF).reinterpretAsFloats()), a6);
                a7 = k.fma(FLOAT_VECTOR.cast(p7.and(UPPER_HALF).reinterpretAsFloats()), a7);
                at += step;
            }
            part = h;
            partOffset = h0;
            columns = w.to() - w.split();
        }
        int to = z0 + result;
        FLOAT_VECTOR.cast(a0).intoArray(z, to);
        FLOAT_VECTOR.cast(a1).intoArray(z, to + LANES);
        FLOAT_VECTOR.cast(a2).intoArray(z, to + 2 * LANES);
        FLOAT_VECTOR.cast(a3).intoArray(z, to + 3 * LANES);
        FLOAT_VECTOR.cast(a4).intoArray(z, to + 4 * LANES);
        FLOAT_VECTOR.cast(a5).intoArray(z, to + 5 * LANES);
        FLOAT_VECTOR.cast(a6).intoArray(z, to + 6 * LANES);
        FLOAT_VECTOR.cast(a7).intoArray(z, to + 7 * LANES);
    }

    /** A block of six vectors, of a GRU. */
    private static void block6(ColumnRange w, int block, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        float[] start = w.start(z);
        int result = w.matrix().resultAt(block);
        int s = w.startOffset(z0) + result;
        long step = w.matrix().step(block);
        long at = w.byteOffset(block);
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, s);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, s + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, s + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, s + 3 * LANES);
        FloatVector a4 = FloatVector.fromArray(FLOATS, start, s + 4 * LANES);
        FloatVector a5 = FloatVector.fromArray(FLOATS, start, s + 5 * LANES);
        for (int i = 0; i < 2; i++) {
            for (int column = 0; column < columns; column += 2) {
                IntVector p0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at, NATIVE));
                IntVector p1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + VECTOR_BYTES, NATIVE));
                IntVector p2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                IntVector p3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                IntVector p4 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 4 * VECTOR_BYTES, NATIVE));
                IntVector p5 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 5 * VECTOR_BYTES, NATIVE));
                int second = Math.min(column + 1, columns - 1);
                int next = Float.floatToRawIntBits(part[partOffset + second]) & ((column + 1 - columns) >> 31);
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                a0 = k.fma(FLOAT_VECTOR.cast(p0.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a0));
                a1 = k.fma(FLOAT_VECTOR.cast(p1.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a1));
                a2 = k.fma(FLOAT_VECTOR.cast(p2.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a2));
                a3 = k.fma(FLOAT_VECTOR.cast(p3.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a3));
                a4 = k.fma(FLOAT_VECTOR.cast(p4.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a4));
                a5 = k.fma(FLOAT_VECTOR.cast(p5.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a5));
                k = FLOAT_VECTOR.cast(
                        INT_VECTOR.cast(IntVector.broadcast(INTS, next)).reinterpretAsFloats());
                a0 = k.fma(FLOAT_VECTOR.cast(p0.and(UPPER_HALF).reinterpretAsFloats()), a0);
                a1 = k.fma(FLOAT_VECTOR.cast(p1.and(UPPER_HALF).reinterpretAsFloats()), a1);
                a2 = k.fma(FLOAT_VECTOR.cast(p2.and(UPPER_HALF).reinterpretAsFloats()), a2);
                a3 = k.fma(FLOAT_VECTOR.cast(p3.and(UPPER_HALF).reinterpretAsFloats()), a3);
                a4 = k.fma(FLOAT_VECTOR.cast(p4.and(UPPER_HALF).reinterpretAsFloats()), a4);
                a5 = k.fma(FLOAT_VECTOR.cast(p5.and(UPPER_HALF).reinterpretAsFloats()), a5);
                at += step;
            }
            part = h;
            partOffset = h0;
            columns = w.to() - w.split();
        }
        int to = z0 + result;
        FLOAT_VECTOR.cast(a0).intoArray(z, to);
        FLOAT_VECTOR.cast(a1).intoArray(z, to + LANES);
        FLOAT_VECTOR.cast(a2).intoArray(z, to + 2 * LANES);
        FLOAT_VECTOR.cast(a3).intoArray(z, to + 3 * LANES);
        FLOAT_VECTOR.cast(a4).intoArray(z, to + 4 * LANES);
        FLOAT_VECTOR.cast(a5).intoArray(z, to + 5 * LANES);
    }

    /** Up to four vectors of a block, from one on; the last one again in place of those that are missing. */
    private static void upTo4(
            ColumnRange w, int block, int vector, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        int last = Math.min(3, w.matrix().vectors(block) - vector - 1);
        int v1 = Math.min(1, last);
        int v2 = Math.min(2, last);
        float[] start = w.start(z);
        int result = w.matrix().resultAt(block) + vector * LANES;
        int s = w.startOffset(z0) + result;
        long step = w.matrix().step(block);
        long at = w.byteOffset(block) + vector * VECTOR_BYTES;
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, s);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, s + v1 * LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, s + v2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, s + last * LANES);
        for (int i = 0; i < 2; i++) {
            for (int column = 0; column < columns; column += 2) {
                IntVector p0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at, NATIVE));
                IntVector p1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + v1 * VECTOR_BYTES, NATIVE));
                IntVector p2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + v2 * VECTOR_BYTES, NATIVE));
                IntVector p3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + last * VECTOR_BYTES, NATIVE));
                int second = Math.min(column + 1, columns - 1);
                int next = Float.floatToRawIntBits(part[partOffset + second]) & ((column + 1 - columns) >> 31);
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                a0 = k.fma(FLOAT_VECTOR.cast(p0.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a0));
                a1 = k.fma(FLOAT_VECTOR.cast(p1.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a1));
                a2 = k.fma(FLOAT_VECTOR.cast(p2.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a2));
                a3 = k.fma(FLOAT_VECTOR.cast(p3.lanewise(LSHL, 16).reinterpretAsFloats()), FLOAT_VECTOR.cast(a3));
                k = FLOAT_VECTOR.cast(
                        INT_VECTOR.cast(IntVector.broadcast(INTS, next)).reinterpretAsFloats());
                a0 = k.fma(FLOAT_VECTOR.cast(p0.and(UPPER_HALF).reinterpretAsFloats()), a0);
                a1 = k.fma(FLOAT_VECTOR.cast(p1.and(UPPER_HALF).reinterpretAsFloats()), a1);
                a2 = k.fma(FLOAT_VECTOR.cast(p2.and(UPPER_HALF).reinterpretAsFloats()), a2);
                a3 = k.fma(FLOAT_VECTOR.cast(p3.and(UPPER_HALF).reinterpretAsFloats()), a3);
                at += step;
            }
            part = h;
            partOffset = h0;
            columns = w.to() - w.split();
        }
        int to = z0 + result;
        FLOAT_VECTOR.cast(a0).intoArray(z, to);
        FLOAT_VECTOR.cast(a1).intoArray(z, to + v1 * LANES);
        FLOAT_VECTOR.cast(a2).intoArray(z, to + v2 * LANES);
        FLOAT_VECTOR.cast(a3).intoArray(z, to + last * LANES);
    }

    /** Apart from VectorGemm, which reads what is written here. */
    @Override
    public void unpack(PackedMatrix matrix, long at, int vectors, int words, PackedMatrix panel) {
        MemorySegment floats = panel.weights();
        MemorySegment weights = matrix.weights(); // counting calls end here
        if (!weights.isNative() || !floats.isNative()) { // fixes the segments' class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        long from = at;
        long to = 0;
        long step = vectors * VECTOR_BYTES;
        for (int word = 0; word < words; word++) {
            for (int vector = 0; vector < vectors; vector++) {
                IntVector p = INT_VECTOR.cast(fromMemorySegment(INTS, weights, from, NATIVE));
                p.lanewise(LSHL, 16).intoMemorySegment(floats, to, NATIVE);
                p.and(UPPER_HALF).intoMemorySegment(floats, to + step, NATIVE);
                from += VECTOR_BYTES;
                to += VECTOR_BYTES;
            }
            to += step;
        }
    }

    @Override
    public void count(Leaf leaf, int call) {
        switch (leaf) {
            case BF16_8 -> block8(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case BF16_6 -> block6(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case BF16_UP_TO_4 -> upTo4(NO_WEIGHTS, 0, 0, NONE, 0, NONE, 0, NONE, 0);
            case UNPACK_BF16 -> unpack(NO_WEIGHTS.matrix(), 0, 0, 0, SOME_WEIGHTS);
            default -> throw new IllegalArgumentException("expected a leaf of bf16, found " + leaf);
        }
    }
}
