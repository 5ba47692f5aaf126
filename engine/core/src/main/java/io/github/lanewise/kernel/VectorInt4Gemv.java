package io.github.lanewise.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.spec.Int4Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarInt4Gemv}, which has the formula. A word has the numbers of eight columns, taken out as {@link
 * VectorInt8Gemv} does: a mask leaves one of them, 2^(4 slot) times too large, and x is as much smaller. As there, the slots take
 * turns in a loop over one text, x is read without a branch behind the last column, and what is called is called before the
 * loops.
 *
 * <p>A group of columns begins with its scales, which are used at its end. Results are in z from group to group.
 *
 * <p>It gains where the weights of int8 come from memory: a step of 30 million takes 773 µs instead of 1057 (Zen 5). Where those fit the caches
 * both take as long, since both unpack a weight by a mask and a conversion.
 */
final class VectorInt4Gemv implements UnpackingGemv, Int4Passes {
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

    private static final int GROUP = Int4Tensor.GROUP;
    private static final int SLOTS = ScalarInt4Gemv.SLOTS;

    /** Whose numbers have no offset. */
    private static final int LAST_SLOT = SLOTS - 1;

    /** A whole number of words of columns, at least a vector. */
    private static final float[] DOWN = repeated(ScalarInt4Gemv.DOWN);

    private static final float MINUS_OFFSET = -WeightWords.INT4_OFFSET;
    private static final int LOWEST_NIBBLE = 0xf;
    private static final int NIBBLE_BITS = 4;
    private static final int HALF_BITS = 16;
    private static final int UPPER_HALF = 0xffff0000;

    /** The bits of 1. */
    private static final int ONE = 0x3f800000;

    /** What these are more than those of 2^-4, as a shift: 4 in the exponent, which begins at bit 23. */
    private static final int NIBBLE_OF_EXPONENT = 25;

    private static float[] repeated(float[] word) {
        float[] repeated = new float[Math.max(LANES, word.length)];
        for (int i = 0; i < repeated.length; i++) {
            repeated[i] = word[i % word.length];
        }
        return repeated;
    }

    @Override
    public void gemv(ColumnRange w, float[] x, int x0, float[] h, int h0, float[] z, int z0, int from, int to) {
        if (w.from() == w.to()) { // leaves never meet it
            w.begin(z, z0, Math.min(from, to), Math.max(from, to));
            return;
        }
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
        int to = z0 + result;
        long step = w.matrix().step(block);
        long scaleStep = w.matrix().scaleStep(block);
        long at = w.byteOffset(block);
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        int hiddenColumns = w.to() - w.split();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector offset = FLOAT_VECTOR.cast(INT_VECTOR
                .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(MINUS_OFFSET)))
                .reinterpretAsFloats());
        for (int i = 0; i < 2; i++) {
            for (int group = 0; group < columns; group += GROUP) {
                int end = Math.min(group + GROUP, columns);
                long scales = at;
                at += scaleStep;
                float sum = 0f;
                FloatVector a0 = FloatVector.zero(FLOATS);
                FloatVector a1 = FloatVector.zero(FLOATS);
                FloatVector a2 = FloatVector.zero(FLOATS);
                FloatVector a3 = FloatVector.zero(FLOATS);
                FloatVector a4 = FloatVector.zero(FLOATS);
                FloatVector a5 = FloatVector.zero(FLOATS);
                FloatVector a6 = FloatVector.zero(FLOATS);
                FloatVector a7 = FloatVector.zero(FLOATS);
                for (int column = group; column < end; column += SLOTS) {
                    IntVector p0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at, NATIVE));
                    IntVector p1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + VECTOR_BYTES, NATIVE));
                    IntVector p2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                    IntVector p3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                    IntVector p4 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 4 * VECTOR_BYTES, NATIVE));
                    IntVector p5 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 5 * VECTOR_BYTES, NATIVE));
                    IntVector p6 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 6 * VECTOR_BYTES, NATIVE));
                    IntVector p7 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 7 * VECTOR_BYTES, NATIVE));
                    for (int slot = 0; slot < SLOTS; slot++) {
                        int index = partOffset + Math.min(column + slot, columns - 1);
                        int present = (column + slot - columns) >> 31; // all bits, or none behind the last column
                        int bits = Float.floatToRawIntBits(part[index]) & present;
                        sum += Float.intBitsToFloat(bits & ((slot - LAST_SLOT) >> 31));
                        int mask = LOWEST_NIBBLE << (NIBBLE_BITS * slot);
                        float down = Float.intBitsToFloat(ONE - (slot << NIBBLE_OF_EXPONENT));
                        FloatVector k = FLOAT_VECTOR
                                .cast(INT_VECTOR
                                        .cast(IntVector.broadcast(INTS, bits))
                                        .reinterpretAsFloats())
                                .mul(down);
                        a0 = k.fma(FLOAT_VECTOR.cast(p0.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a0));
                        a1 = k.fma(FLOAT_VECTOR.cast(p1.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a1));
                        a2 = k.fma(FLOAT_VECTOR.cast(p2.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a2));
                        a3 = k.fma(FLOAT_VECTOR.cast(p3.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a3));
                        a4 = k.fma(FLOAT_VECTOR.cast(p4.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a4));
                        a5 = k.fma(FLOAT_VECTOR.cast(p5.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a5));
                        a6 = k.fma(FLOAT_VECTOR.cast(p6.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a6));
                        a7 = k.fma(FLOAT_VECTOR.cast(p7.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a7));
                    }
                    at += step;
                }
                FloatVector sums = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(sum)))
                        .reinterpretAsFloats());
                IntVector pair0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, scales, NATIVE));
                IntVector pair1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, scales + VECTOR_BYTES, NATIVE));
                IntVector pair2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, scales + 2 * VECTOR_BYTES, NATIVE));
                IntVector pair3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, scales + 3 * VECTOR_BYTES, NATIVE));
                a0 = offset.fma(sums, FLOAT_VECTOR.cast(a0))
                        .fma(
                                FLOAT_VECTOR.cast(
                                        pair0.lanewise(LSHL, HALF_BITS).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s)));
                a1 = offset.fma(sums, FLOAT_VECTOR.cast(a1))
                        .fma(
                                FLOAT_VECTOR.cast(pair0.and(UPPER_HALF).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + LANES)));
                a2 = offset.fma(sums, FLOAT_VECTOR.cast(a2))
                        .fma(
                                FLOAT_VECTOR.cast(
                                        pair1.lanewise(LSHL, HALF_BITS).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 2 * LANES)));
                a3 = offset.fma(sums, FLOAT_VECTOR.cast(a3))
                        .fma(
                                FLOAT_VECTOR.cast(pair1.and(UPPER_HALF).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 3 * LANES)));
                a4 = offset.fma(sums, FLOAT_VECTOR.cast(a4))
                        .fma(
                                FLOAT_VECTOR.cast(
                                        pair2.lanewise(LSHL, HALF_BITS).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 4 * LANES)));
                a5 = offset.fma(sums, FLOAT_VECTOR.cast(a5))
                        .fma(
                                FLOAT_VECTOR.cast(pair2.and(UPPER_HALF).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 5 * LANES)));
                a6 = offset.fma(sums, FLOAT_VECTOR.cast(a6))
                        .fma(
                                FLOAT_VECTOR.cast(
                                        pair3.lanewise(LSHL, HALF_BITS).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 6 * LANES)));
                a7 = offset.fma(sums, FLOAT_VECTOR.cast(a7))
                        .fma(
                                FLOAT_VECTOR.cast(pair3.and(UPPER_HALF).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 7 * LANES)));
                a0.intoArray(z, to);
                a1.intoArray(z, to + LANES);
                a2.intoArray(z, to + 2 * LANES);
                a3.intoArray(z, to + 3 * LANES);
                a4.intoArray(z, to + 4 * LANES);
                a5.intoArray(z, to + 5 * LANES);
                a6.intoArray(z, to + 6 * LANES);
                a7.intoArray(z, to + 7 * LANES);
                start = z;
                s = to;
            }
            part = h;
            partOffset = h0;
            columns = hiddenColumns;
        }
    }

    /** A block of six vectors, of a GRU. */
    private static void block6(ColumnRange w, int block, float[] x, int x0, float[] h, int h0, float[] z, int z0) {
        float[] start = w.start(z);
        int result = w.matrix().resultAt(block);
        int s = w.startOffset(z0) + result;
        int to = z0 + result;
        long step = w.matrix().step(block);
        long scaleStep = w.matrix().scaleStep(block);
        long at = w.byteOffset(block);
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        int hiddenColumns = w.to() - w.split();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector offset = FLOAT_VECTOR.cast(INT_VECTOR
                .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(MINUS_OFFSET)))
                .reinterpretAsFloats());
        for (int i = 0; i < 2; i++) {
            for (int group = 0; group < columns; group += GROUP) {
                int end = Math.min(group + GROUP, columns);
                long scales = at;
                at += scaleStep;
                float sum = 0f;
                FloatVector a0 = FloatVector.zero(FLOATS);
                FloatVector a1 = FloatVector.zero(FLOATS);
                FloatVector a2 = FloatVector.zero(FLOATS);
                FloatVector a3 = FloatVector.zero(FLOATS);
                FloatVector a4 = FloatVector.zero(FLOATS);
                FloatVector a5 = FloatVector.zero(FLOATS);
                for (int column = group; column < end; column += SLOTS) {
                    IntVector p0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at, NATIVE));
                    IntVector p1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + VECTOR_BYTES, NATIVE));
                    IntVector p2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 2 * VECTOR_BYTES, NATIVE));
                    IntVector p3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 3 * VECTOR_BYTES, NATIVE));
                    IntVector p4 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 4 * VECTOR_BYTES, NATIVE));
                    IntVector p5 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + 5 * VECTOR_BYTES, NATIVE));
                    for (int slot = 0; slot < SLOTS; slot++) {
                        int index = partOffset + Math.min(column + slot, columns - 1);
                        int present = (column + slot - columns) >> 31; // all bits, or none behind the last column
                        int bits = Float.floatToRawIntBits(part[index]) & present;
                        sum += Float.intBitsToFloat(bits & ((slot - LAST_SLOT) >> 31));
                        int mask = LOWEST_NIBBLE << (NIBBLE_BITS * slot);
                        float down = Float.intBitsToFloat(ONE - (slot << NIBBLE_OF_EXPONENT));
                        FloatVector k = FLOAT_VECTOR
                                .cast(INT_VECTOR
                                        .cast(IntVector.broadcast(INTS, bits))
                                        .reinterpretAsFloats())
                                .mul(down);
                        a0 = k.fma(FLOAT_VECTOR.cast(p0.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a0));
                        a1 = k.fma(FLOAT_VECTOR.cast(p1.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a1));
                        a2 = k.fma(FLOAT_VECTOR.cast(p2.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a2));
                        a3 = k.fma(FLOAT_VECTOR.cast(p3.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a3));
                        a4 = k.fma(FLOAT_VECTOR.cast(p4.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a4));
                        a5 = k.fma(FLOAT_VECTOR.cast(p5.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a5));
                    }
                    at += step;
                }
                FloatVector sums = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(sum)))
                        .reinterpretAsFloats());
                IntVector pair0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, scales, NATIVE));
                IntVector pair1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, scales + VECTOR_BYTES, NATIVE));
                IntVector pair2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, scales + 2 * VECTOR_BYTES, NATIVE));
                a0 = offset.fma(sums, FLOAT_VECTOR.cast(a0))
                        .fma(
                                FLOAT_VECTOR.cast(
                                        pair0.lanewise(LSHL, HALF_BITS).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s)));
                a1 = offset.fma(sums, FLOAT_VECTOR.cast(a1))
                        .fma(
                                FLOAT_VECTOR.cast(pair0.and(UPPER_HALF).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + LANES)));
                a2 = offset.fma(sums, FLOAT_VECTOR.cast(a2))
                        .fma(
                                FLOAT_VECTOR.cast(
                                        pair1.lanewise(LSHL, HALF_BITS).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 2 * LANES)));
                a3 = offset.fma(sums, FLOAT_VECTOR.cast(a3))
                        .fma(
                                FLOAT_VECTOR.cast(pair1.and(UPPER_HALF).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 3 * LANES)));
                a4 = offset.fma(sums, FLOAT_VECTOR.cast(a4))
                        .fma(
                                FLOAT_VECTOR.cast(
                                        pair2.lanewise(LSHL, HALF_BITS).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 4 * LANES)));
                a5 = offset.fma(sums, FLOAT_VECTOR.cast(a5))
                        .fma(
                                FLOAT_VECTOR.cast(pair2.and(UPPER_HALF).reinterpretAsFloats()),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 5 * LANES)));
                a0.intoArray(z, to);
                a1.intoArray(z, to + LANES);
                a2.intoArray(z, to + 2 * LANES);
                a3.intoArray(z, to + 3 * LANES);
                a4.intoArray(z, to + 4 * LANES);
                a5.intoArray(z, to + 5 * LANES);
                start = z;
                s = to;
            }
            part = h;
            partOffset = h0;
            columns = hiddenColumns;
        }
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
        int to = z0 + result;
        long step = w.matrix().step(block);
        long scaleStep = w.matrix().scaleStep(block);
        long at = w.byteOffset(block);
        long ownScales = vector / 2 * VECTOR_BYTES; // from those of the block, of which four vectors take two
        long ownWords = scaleStep + vector * VECTOR_BYTES;
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        int hiddenColumns = w.to() - w.split();
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector offset = FLOAT_VECTOR.cast(INT_VECTOR
                .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(MINUS_OFFSET)))
                .reinterpretAsFloats());
        for (int i = 0; i < 2; i++) {
            for (int group = 0; group < columns; group += GROUP) {
                int end = Math.min(group + GROUP, columns);
                long scales = at + ownScales;
                at += ownWords;
                float sum = 0f;
                FloatVector a0 = FloatVector.zero(FLOATS);
                FloatVector a1 = FloatVector.zero(FLOATS);
                FloatVector a2 = FloatVector.zero(FLOATS);
                FloatVector a3 = FloatVector.zero(FLOATS);
                for (int column = group; column < end; column += SLOTS) {
                    IntVector p0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at, NATIVE));
                    IntVector p1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + v1 * VECTOR_BYTES, NATIVE));
                    IntVector p2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + v2 * VECTOR_BYTES, NATIVE));
                    IntVector p3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + last * VECTOR_BYTES, NATIVE));
                    for (int slot = 0; slot < SLOTS; slot++) {
                        int index = partOffset + Math.min(column + slot, columns - 1);
                        int present = (column + slot - columns) >> 31; // all bits, or none behind the last column
                        int bits = Float.floatToRawIntBits(part[index]) & present;
                        sum += Float.intBitsToFloat(bits & ((slot - LAST_SLOT) >> 31));
                        int mask = LOWEST_NIBBLE << (NIBBLE_BITS * slot);
                        float down = Float.intBitsToFloat(ONE - (slot << NIBBLE_OF_EXPONENT));
                        FloatVector k = FLOAT_VECTOR
                                .cast(INT_VECTOR
                                        .cast(IntVector.broadcast(INTS, bits))
                                        .reinterpretAsFloats())
                                .mul(down);
                        a0 = k.fma(FLOAT_VECTOR.cast(p0.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a0));
                        a1 = k.fma(FLOAT_VECTOR.cast(p1.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a1));
                        a2 = k.fma(FLOAT_VECTOR.cast(p2.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a2));
                        a3 = k.fma(FLOAT_VECTOR.cast(p3.and(mask).convert(I2F, 0)), FLOAT_VECTOR.cast(a3));
                    }
                    at += step;
                }
                at -= vector * VECTOR_BYTES;
                FloatVector sums = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(sum)))
                        .reinterpretAsFloats());
                FloatVector scale0 = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(fromMemorySegment(INTS, weights, scales, NATIVE))
                        .lanewise(LSHL, HALF_BITS)
                        .reinterpretAsFloats());
                FloatVector scale1 = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(fromMemorySegment(INTS, weights, scales + v1 / 2 * VECTOR_BYTES, NATIVE))
                        .lanewise(LSHL, HALF_BITS * (1 - v1 % 2))
                        .and(UPPER_HALF)
                        .reinterpretAsFloats());
                FloatVector scale2 = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(fromMemorySegment(INTS, weights, scales + v2 / 2 * VECTOR_BYTES, NATIVE))
                        .lanewise(LSHL, HALF_BITS * (1 - v2 % 2))
                        .and(UPPER_HALF)
                        .reinterpretAsFloats());
                FloatVector scale3 = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(fromMemorySegment(INTS, weights, scales + last / 2 * VECTOR_BYTES, NATIVE))
                        .lanewise(LSHL, HALF_BITS * (1 - last % 2))
                        .and(UPPER_HALF)
                        .reinterpretAsFloats());
                a0 = offset.fma(sums, FLOAT_VECTOR.cast(a0))
                        .fma(scale0, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s)));
                a1 = offset.fma(sums, FLOAT_VECTOR.cast(a1))
                        .fma(scale1, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + v1 * LANES)));
                a2 = offset.fma(sums, FLOAT_VECTOR.cast(a2))
                        .fma(scale2, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + v2 * LANES)));
                a3 = offset.fma(sums, FLOAT_VECTOR.cast(a3))
                        .fma(scale3, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + last * LANES)));
                a0.intoArray(z, to);
                a1.intoArray(z, to + v1 * LANES);
                a2.intoArray(z, to + v2 * LANES);
                a3.intoArray(z, to + last * LANES);
                start = z;
                s = to;
            }
            part = h;
            partOffset = h0;
            columns = hiddenColumns;
        }
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
                for (int slot = 0; slot < SLOTS; slot++) {
                    int mask = LOWEST_NIBBLE << (NIBBLE_BITS * slot);
                    FLOAT_VECTOR.cast(p.and(mask).convert(I2F, 0)).intoMemorySegment(floats, to + slot * step, NATIVE);
                }
                from += VECTOR_BYTES;
                to += VECTOR_BYTES;
            }
            to += (SLOTS - 1) * step;
        }
    }

    @Override
    public void scale(float[] x, int x0, float[] y, int yOffset, int columns) {
        int whole = columns & -LANES;
        for (int k = 0; k < whole; k += LANES) {
            FloatVector down = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, DOWN, k % SLOTS));
            FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, x, x0 + k))
                    .mul(down)
                    .intoArray(y, yOffset + k);
        }
        for (int k = whole; k < columns; k++) { // rows of x may end with their last column
            y[yOffset + k] = x[x0 + k] * DOWN[k % SLOTS];
        }
    }

    @Override
    public void end(
            PackedMatrix matrix,
            long at,
            int vectors,
            int count,
            float[] chains,
            float[] sums,
            int sumsOffset,
            float[] z) {
        MemorySegment weights = matrix.weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector offset = FLOAT_VECTOR.cast(FloatVector.broadcast(FLOATS, MINUS_OFFSET));
        for (int vector = 0; vector < vectors; vector++) {
            FloatVector scale = FLOAT_VECTOR.cast(INT_VECTOR
                    .cast(fromMemorySegment(INTS, weights, at + vector / 2 * VECTOR_BYTES, NATIVE))
                    .lanewise(LSHL, HALF_BITS * (1 - vector % 2))
                    .and(UPPER_HALF)
                    .reinterpretAsFloats());
            int i = vector * LANES;
            for (int row = 0; row < count; row++) {
                FloatVector sum = FLOAT_VECTOR.cast(FloatVector.broadcast(FLOATS, sums[sumsOffset + row]));
                offset.fma(sum, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, chains, i)))
                        .fma(scale, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, z, i)))
                        .intoArray(z, i);
                i += vectors * LANES;
            }
        }
    }

    @Override
    public void count(Leaf leaf, int call) {
        switch (leaf) {
            case INT4_8 -> block8(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case INT4_6 -> block6(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case INT4_UP_TO_4 -> upTo4(NO_WEIGHTS, 0, 0, NONE, 0, NONE, 0, NONE, 0);
            case UNPACK_INT4 -> unpack(NO_WEIGHTS.matrix(), 0, 0, 0, SOME_WEIGHTS);
            default -> throw new IllegalArgumentException("expected a leaf of int4, found " + leaf);
        }
    }
}
