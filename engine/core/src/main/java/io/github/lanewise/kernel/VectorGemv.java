package io.github.lanewise.kernel;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarGemv}, lanes across rows; {@link VectorWidths} makes one per width.
 *
 * <p>Weights are the only memory segment that is read here. The JDK's profile of a segment's kind is shared by the whole
 * process: once anything in it has used another kind of segment, {@code fromMemorySegment} no longer knows what it reads and
 * takes two to thirteen times as long. So each method asks its segment {@code isNative()} first. That call's profile is our
 * own; behind it C2 knows the class, in any company. {@code asSlice} is no cure: it is not inlined by force.
 *
 * <p>x comes as int, because a float that was read and broadcast was broadcast again for each fma.
 */
final class VectorGemv implements Gemv, Counted {
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

    /** Vectors of so many lanes come with 32 registers: room for the sums of two blocks. */
    private static final int TWO_BLOCKS_LANES = 16;

    /** Packed for scalar code. */
    private static final ColumnRange NO_WEIGHTS = ColumnRange.none(1);

    @Override
    public void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        for (int left = Math.abs(to - from), taken; left > 0; left -= taken) {
            int block = from < to ? to - left : to + left - 1;
            int other = from < to ? block + 1 : block - 1;
            taken = left > 1 && goTogether(w.matrix(), Math.max(block, other)) ? 2 : 1;
            if (taken == 2) {
                blocks16(w, Math.min(block, other), x, x0, h, h0, z, z0);
            } else {
                block(w, block, x, x0, h, h0, z, z0);
            }
        }
    }

    /** Whether a block and the one before it go together: two of eight vectors each, of a large matrix. */
    private static boolean goTogether(PackedMatrix matrix, int block) {
        return LANES == TWO_BLOCKS_LANES
                && matrix.isLarge()
                && matrix.vectors(block) == 8
                && matrix.vectors(block - 1) == 8;
    }

    private static void block(ColumnRange w, int block, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        int vectors = w.matrix().vectors(block);
        switch (vectors) {
            case 8 -> block8(w, block, x, x0, h, h0, z, z0);
            case 3 -> block3(w, block, x, x0, h, h0, z, z0);
            case 6 -> block6(w, block, x, x0, h, h0, z, z0);
            default -> {
                for (int done = 0; done < vectors; done += 4) {
                    upTo4(w, block, done, x, x0, h, h0, z, z0);
                }
            }
        }
    }

    /**
     * Two blocks of eight vectors side by side, for weights that come from far away. C2 knows the distance from column to column,
     * so that no access in the loop has a check of bounds, and the loop is too large to be unrolled, which would spoil the order of
     * reading (see {@link #block8}). With fewer instructions a load, more loads are under way at once. A step of (1024, 1024) takes
     * 395 to 430 µs instead of 565 to 650, of (768, 768) 160 instead of 180; of (512, 512) the same, and of (128, 128) 2.6 instead
     * of 2.4 (Zen 5).
     */
    private static void blocks16(ColumnRange w, int block, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        float[] start = w.start(z);
        int result = w.matrix().resultAt(block);
        int s = w.startOffset(z0) + result;
        long one = w.byteOffset(block);
        long two = w.byteOffset(block + 1);
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see above
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
        FloatVector a8 = FloatVector.fromArray(FLOATS, start, s + 8 * LANES);
        FloatVector a9 = FloatVector.fromArray(FLOATS, start, s + 9 * LANES);
        FloatVector a10 = FloatVector.fromArray(FLOATS, start, s + 10 * LANES);
        FloatVector a11 = FloatVector.fromArray(FLOATS, start, s + 11 * LANES);
        FloatVector a12 = FloatVector.fromArray(FLOATS, start, s + 12 * LANES);
        FloatVector a13 = FloatVector.fromArray(FLOATS, start, s + 13 * LANES);
        FloatVector a14 = FloatVector.fromArray(FLOATS, start, s + 14 * LANES);
        FloatVector a15 = FloatVector.fromArray(FLOATS, start, s + 15 * LANES);
        for (int i = 0; i < 2; i++) {
            for (int column = 0; column < columns; column++) {
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                long at = one + column * (8 * VECTOR_BYTES);
                FloatVector w0 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at, NATIVE));
                a0 = k.fma(w0, FLOAT_VECTOR.cast(a0));
                FloatVector w1 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + VECTOR_BYTES, NATIVE));
                a1 = k.fma(w1, FLOAT_VECTOR.cast(a1));
                FloatVector w2 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                a2 = k.fma(w2, FLOAT_VECTOR.cast(a2));
                FloatVector w3 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                a3 = k.fma(w3, FLOAT_VECTOR.cast(a3));
                FloatVector w4 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 4 * VECTOR_BYTES, NATIVE));
                a4 = k.fma(w4, FLOAT_VECTOR.cast(a4));
                FloatVector w5 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 5 * VECTOR_BYTES, NATIVE));
                a5 = k.fma(w5, FLOAT_VECTOR.cast(a5));
                FloatVector w6 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 6 * VECTOR_BYTES, NATIVE));
                a6 = k.fma(w6, FLOAT_VECTOR.cast(a6));
                FloatVector w7 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 7 * VECTOR_BYTES, NATIVE));
                a7 = k.fma(w7, FLOAT_VECTOR.cast(a7));
                long next = two + column * (8 * VECTOR_BYTES);
                FloatVector v0 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next, NATIVE));
                a8 = k.fma(v0, FLOAT_VECTOR.cast(a8));
                FloatVector v1 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next + VECTOR_BYTES, NATIVE));
                a9 = k.fma(v1, FLOAT_VECTOR.cast(a9));
                FloatVector v2 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next + 2 * VECTOR_BYTES, NATIVE));
                a10 = k.fma(v2, FLOAT_VECTOR.cast(a10));
                FloatVector v3 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next + 3 * VECTOR_BYTES, NATIVE));
                a11 = k.fma(v3, FLOAT_VECTOR.cast(a11));
                FloatVector v4 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next + 4 * VECTOR_BYTES, NATIVE));
                a12 = k.fma(v4, FLOAT_VECTOR.cast(a12));
                FloatVector v5 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next + 5 * VECTOR_BYTES, NATIVE));
                a13 = k.fma(v5, FLOAT_VECTOR.cast(a13));
                FloatVector v6 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next + 6 * VECTOR_BYTES, NATIVE));
                a14 = k.fma(v6, FLOAT_VECTOR.cast(a14));
                FloatVector v7 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, next + 7 * VECTOR_BYTES, NATIVE));
                a15 = k.fma(v7, FLOAT_VECTOR.cast(a15));
            }
            one += columns * (8 * VECTOR_BYTES);
            two += columns * (8 * VECTOR_BYTES);
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
        FLOAT_VECTOR.cast(a8).intoArray(z, to + 8 * LANES);
        FLOAT_VECTOR.cast(a9).intoArray(z, to + 9 * LANES);
        FLOAT_VECTOR.cast(a10).intoArray(z, to + 10 * LANES);
        FLOAT_VECTOR.cast(a11).intoArray(z, to + 11 * LANES);
        FLOAT_VECTOR.cast(a12).intoArray(z, to + 12 * LANES);
        FLOAT_VECTOR.cast(a13).intoArray(z, to + 13 * LANES);
        FLOAT_VECTOR.cast(a14).intoArray(z, to + 14 * LANES);
        FLOAT_VECTOR.cast(a15).intoArray(z, to + 15 * LANES);
    }

    /**
     * A block of eight vectors: eight chains hide fma's latency.
     *
     * <p>The step is no constant, so that C2 leaves the loop over columns as it is written. A loop with a constant step it
     * unrolled eight times, and then loaded column after column for each chain in turn: from the third cache that ran at 0.84
     * of a read loop's speed instead of 0.96, from memory (32 MiB) at 0.5 instead of 0.95, and the loops for what is left
     * over cost small matrices more than they gain.
     */
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
        if (!weights.isNative()) { // fixes the segment's class, see above
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
            for (int column = 0; column < columns; column++) {
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                FloatVector w0 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at, NATIVE));
                a0 = k.fma(w0, FLOAT_VECTOR.cast(a0));
                FloatVector w1 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + VECTOR_BYTES, NATIVE));
                a1 = k.fma(w1, FLOAT_VECTOR.cast(a1));
                FloatVector w2 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                a2 = k.fma(w2, FLOAT_VECTOR.cast(a2));
                FloatVector w3 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                a3 = k.fma(w3, FLOAT_VECTOR.cast(a3));
                FloatVector w4 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 4 * VECTOR_BYTES, NATIVE));
                a4 = k.fma(w4, FLOAT_VECTOR.cast(a4));
                FloatVector w5 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 5 * VECTOR_BYTES, NATIVE));
                a5 = k.fma(w5, FLOAT_VECTOR.cast(a5));
                FloatVector w6 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 6 * VECTOR_BYTES, NATIVE));
                a6 = k.fma(w6, FLOAT_VECTOR.cast(a6));
                FloatVector w7 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 7 * VECTOR_BYTES, NATIVE));
                a7 = k.fma(w7, FLOAT_VECTOR.cast(a7));
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
        if (!weights.isNative()) { // fixes the segment's class, see above
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, s);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, s + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, s + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, s + 3 * LANES);
        FloatVector a4 = FloatVector.fromArray(FLOATS, start, s + 4 * LANES);
        FloatVector a5 = FloatVector.fromArray(FLOATS, start, s + 5 * LANES);
        for (int i = 0; i < 2; i++) {
            for (int column = 0; column < columns; column++) {
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                FloatVector w0 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at, NATIVE));
                a0 = k.fma(w0, FLOAT_VECTOR.cast(a0));
                FloatVector w1 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + VECTOR_BYTES, NATIVE));
                a1 = k.fma(w1, FLOAT_VECTOR.cast(a1));
                FloatVector w2 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                a2 = k.fma(w2, FLOAT_VECTOR.cast(a2));
                FloatVector w3 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                a3 = k.fma(w3, FLOAT_VECTOR.cast(a3));
                FloatVector w4 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 4 * VECTOR_BYTES, NATIVE));
                a4 = k.fma(w4, FLOAT_VECTOR.cast(a4));
                FloatVector w5 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 5 * VECTOR_BYTES, NATIVE));
                a5 = k.fma(w5, FLOAT_VECTOR.cast(a5));
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

    /** A block of three vectors, the last one of a GRU: with a repeated fourth one (5, 8) took 130 ns instead of 110. */
    private static void block3(ColumnRange w, int block, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        float[] start = w.start(z);
        int result = w.matrix().resultAt(block);
        int s = w.startOffset(z0) + result;
        long step = w.matrix().step(block);
        long at = w.byteOffset(block);
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see above
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, s);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, s + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, s + 2 * LANES);
        for (int i = 0; i < 2; i++) {
            for (int column = 0; column < columns; column++) {
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                FloatVector w0 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at, NATIVE));
                a0 = k.fma(w0, FLOAT_VECTOR.cast(a0));
                FloatVector w1 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + VECTOR_BYTES, NATIVE));
                a1 = k.fma(w1, FLOAT_VECTOR.cast(a1));
                FloatVector w2 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                a2 = k.fma(w2, FLOAT_VECTOR.cast(a2));
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
    }

    /**
     * Up to four vectors of a block, from one on. Where there are fewer, the last one is computed again in place of those that
     * are missing: one chain takes as long as four, which is fma's latency.
     */
    private static void upTo4(
            ColumnRange w, int block, int vector, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        float[] start = w.start(z);
        int last = Math.min(3, w.matrix().vectors(block) - vector - 1);
        int v1 = Math.min(1, last);
        int v2 = Math.min(2, last);
        int result = w.matrix().resultAt(block) + vector * LANES;
        int s = w.startOffset(z0) + result;
        long step = w.matrix().step(block);
        long at = w.byteOffset(block) + vector * VECTOR_BYTES;
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see above
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, s);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, s + v1 * LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, s + v2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, s + last * LANES);
        for (int i = 0; i < 2; i++) {
            for (int column = 0; column < columns; column++) {
                FloatVector k = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(part[partOffset + column])))
                        .reinterpretAsFloats());
                FloatVector w0 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at, NATIVE));
                a0 = k.fma(w0, FLOAT_VECTOR.cast(a0));
                FloatVector w1 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + v1 * VECTOR_BYTES, NATIVE));
                a1 = k.fma(w1, FLOAT_VECTOR.cast(a1));
                FloatVector w2 = FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + v2 * VECTOR_BYTES, NATIVE));
                a2 = k.fma(w2, FLOAT_VECTOR.cast(a2));
                FloatVector w3 =
                        FLOAT_VECTOR.cast(fromMemorySegment(FLOATS, weights, at + last * VECTOR_BYTES, NATIVE));
                a3 = k.fma(w3, FLOAT_VECTOR.cast(a3));
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

    @Override
    public void count(Leaf leaf, int call) {
        switch (leaf) {
            case BLOCKS_16 -> blocks16(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case BLOCK_8 -> block8(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case BLOCK_6 -> block6(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case BLOCK_3 -> block3(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case UP_TO_4 -> upTo4(NO_WEIGHTS, 0, 0, NONE, 0, NONE, 0, NONE, 0);
            default -> throw new IllegalArgumentException("expected a leaf of products with one vector, found " + leaf);
        }
    }
}
