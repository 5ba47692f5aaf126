package io.github.lanewise.kernel;

import static jdk.incubator.vector.IntVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.I2F;

import io.github.lanewise.matrix.ColumnRange;
import io.github.lanewise.matrix.PackedMatrix;
import io.github.lanewise.matrix.WeightWords;
import io.github.lanewise.spec.Precision;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector twin of {@link ScalarInt8Gemv}, which has the formula. A word has the numbers of four columns. A mask leaves one of
 * them, 2^(8 slot) times too large, and a conversion makes it a float; x is as much smaller instead, so no shift is needed.
 *
 * <p>Zen 5, 1024 rows of 512: the slots of a word take turns in a loop over one text, since four texts took 11 µs instead of 8
 * in a prototype. x is read without a branch behind the last column, which C2 made worse code of once it had seen it taken (a
 * step of 256 units took 9.8 µs instead of 9.0). The scales are asked for before the loops: with that call behind them C2 kept the
 * sums in memory, 10.2 µs instead of 8.7.
 */
final class VectorInt8Gemv implements UnpackingGemv, Int8Passes {
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
    private static final ColumnRange NO_WEIGHTS = ColumnRange.none(1, Precision.INT8);

    private static final int SLOTS = ScalarInt8Gemv.SLOTS;

    /** Whose numbers have no offset. */
    private static final int LAST_SLOT = SLOTS - 1;

    /** A whole number of words of columns in a vector of any width. */
    private static final float[] DOWN = repeated(ScalarInt8Gemv.DOWN);

    private static final float MINUS_OFFSET = -WeightWords.INT8_OFFSET;
    private static final int LOWEST_BYTE = 0xff;

    /** The bits of 1. */
    private static final int ONE = 0x3f800000;

    /** What these are more than those of 2^-8, as a shift: 8 in the exponent, which begins at bit 23. */
    private static final int BYTE_OF_EXPONENT = 26;

    private static float[] repeated(float[] word) {
        float[] vector = new float[LANES];
        for (int i = 0; i < LANES; i++) {
            vector[i] = word[i % word.length];
        }
        return vector;
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
        long step = w.matrix().step(block);
        long at = w.byteOffset(block);
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        float[] scales = w.matrix().scales(w.from());
        float[] hiddenScales = w.matrix().scales(w.split());
        int to = z0 + result;
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector offset = FLOAT_VECTOR.cast(INT_VECTOR
                .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(MINUS_OFFSET)))
                .reinterpretAsFloats());
        for (int i = 0; i < 2; i++) {
            if (columns > 0) {
                float sum = 0f;
                FloatVector a0 = FloatVector.zero(FLOATS);
                FloatVector a1 = FloatVector.zero(FLOATS);
                FloatVector a2 = FloatVector.zero(FLOATS);
                FloatVector a3 = FloatVector.zero(FLOATS);
                FloatVector a4 = FloatVector.zero(FLOATS);
                FloatVector a5 = FloatVector.zero(FLOATS);
                FloatVector a6 = FloatVector.zero(FLOATS);
                FloatVector a7 = FloatVector.zero(FLOATS);
                for (int column = 0; column < columns; column += SLOTS) {
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
                        int mask = LOWEST_BYTE << (Byte.SIZE * slot);
                        float down = Float.intBitsToFloat(ONE - (slot << BYTE_OF_EXPONENT));
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
                a0 = offset.fma(sums, FLOAT_VECTOR.cast(a0))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s)));
                a1 = offset.fma(sums, FLOAT_VECTOR.cast(a1))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + LANES)));
                a2 = offset.fma(sums, FLOAT_VECTOR.cast(a2))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 2 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 2 * LANES)));
                a3 = offset.fma(sums, FLOAT_VECTOR.cast(a3))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 3 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 3 * LANES)));
                a4 = offset.fma(sums, FLOAT_VECTOR.cast(a4))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 4 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 4 * LANES)));
                a5 = offset.fma(sums, FLOAT_VECTOR.cast(a5))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 5 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 5 * LANES)));
                a6 = offset.fma(sums, FLOAT_VECTOR.cast(a6))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 6 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 6 * LANES)));
                a7 = offset.fma(sums, FLOAT_VECTOR.cast(a7))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 7 * LANES)),
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
            scales = hiddenScales;
            columns = w.to() - w.split();
        }
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
        float[] scales = w.matrix().scales(w.from());
        float[] hiddenScales = w.matrix().scales(w.split());
        int to = z0 + result;
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector offset = FLOAT_VECTOR.cast(INT_VECTOR
                .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(MINUS_OFFSET)))
                .reinterpretAsFloats());
        for (int i = 0; i < 2; i++) {
            if (columns > 0) {
                float sum = 0f;
                FloatVector a0 = FloatVector.zero(FLOATS);
                FloatVector a1 = FloatVector.zero(FLOATS);
                FloatVector a2 = FloatVector.zero(FLOATS);
                FloatVector a3 = FloatVector.zero(FLOATS);
                FloatVector a4 = FloatVector.zero(FLOATS);
                FloatVector a5 = FloatVector.zero(FLOATS);
                for (int column = 0; column < columns; column += SLOTS) {
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
                        int mask = LOWEST_BYTE << (Byte.SIZE * slot);
                        float down = Float.intBitsToFloat(ONE - (slot << BYTE_OF_EXPONENT));
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
                a0 = offset.fma(sums, FLOAT_VECTOR.cast(a0))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s)));
                a1 = offset.fma(sums, FLOAT_VECTOR.cast(a1))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + LANES)));
                a2 = offset.fma(sums, FLOAT_VECTOR.cast(a2))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 2 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 2 * LANES)));
                a3 = offset.fma(sums, FLOAT_VECTOR.cast(a3))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 3 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 3 * LANES)));
                a4 = offset.fma(sums, FLOAT_VECTOR.cast(a4))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 4 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + 4 * LANES)));
                a5 = offset.fma(sums, FLOAT_VECTOR.cast(a5))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + 5 * LANES)),
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
            scales = hiddenScales;
            columns = w.to() - w.split();
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
        long step = w.matrix().step(block);
        long at = w.byteOffset(block) + vector * VECTOR_BYTES;
        float[] part = x;
        int partOffset = x0;
        int columns = w.split() - w.from();
        float[] scales = w.matrix().scales(w.from());
        float[] hiddenScales = w.matrix().scales(w.split());
        int to = z0 + result;
        MemorySegment weights = w.matrix().weights();
        if (!weights.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector offset = FLOAT_VECTOR.cast(INT_VECTOR
                .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(MINUS_OFFSET)))
                .reinterpretAsFloats());
        for (int i = 0; i < 2; i++) {
            if (columns > 0) {
                float sum = 0f;
                FloatVector a0 = FloatVector.zero(FLOATS);
                FloatVector a1 = FloatVector.zero(FLOATS);
                FloatVector a2 = FloatVector.zero(FLOATS);
                FloatVector a3 = FloatVector.zero(FLOATS);
                for (int column = 0; column < columns; column += SLOTS) {
                    IntVector p0 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at, NATIVE));
                    IntVector p1 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + v1 * VECTOR_BYTES, NATIVE));
                    IntVector p2 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + v2 * VECTOR_BYTES, NATIVE));
                    IntVector p3 = INT_VECTOR.cast(fromMemorySegment(INTS, weights, at + last * VECTOR_BYTES, NATIVE));
                    for (int slot = 0; slot < SLOTS; slot++) {
                        int index = partOffset + Math.min(column + slot, columns - 1);
                        int present = (column + slot - columns) >> 31; // all bits, or none behind the last column
                        int bits = Float.floatToRawIntBits(part[index]) & present;
                        sum += Float.intBitsToFloat(bits & ((slot - LAST_SLOT) >> 31));
                        int mask = LOWEST_BYTE << (Byte.SIZE * slot);
                        float down = Float.intBitsToFloat(ONE - (slot << BYTE_OF_EXPONENT));
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
                FloatVector sums = FLOAT_VECTOR.cast(INT_VECTOR
                        .cast(IntVector.broadcast(INTS, Float.floatToRawIntBits(sum)))
                        .reinterpretAsFloats());
                a0 = offset.fma(sums, FLOAT_VECTOR.cast(a0))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s)));
                a1 = offset.fma(sums, FLOAT_VECTOR.cast(a1))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + v1 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + v1 * LANES)));
                a2 = offset.fma(sums, FLOAT_VECTOR.cast(a2))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + v2 * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + v2 * LANES)));
                a3 = offset.fma(sums, FLOAT_VECTOR.cast(a3))
                        .fma(
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + last * LANES)),
                                FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, start, s + last * LANES)));
                a0.intoArray(z, to);
                a1.intoArray(z, to + v1 * LANES);
                a2.intoArray(z, to + v2 * LANES);
                a3.intoArray(z, to + last * LANES);
                start = z;
                s = to;
            }
            part = h;
            partOffset = h0;
            scales = hiddenScales;
            columns = w.to() - w.split();
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
                    int mask = LOWEST_BYTE << (Byte.SIZE * slot);
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
        FloatVector down = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, DOWN, 0));
        int whole = columns & -LANES;
        for (int k = 0; k < whole; k += LANES) {
            FLOAT_VECTOR
                    .cast(FloatVector.fromArray(FLOATS, x, x0 + k))
                    .mul(down)
                    .intoArray(y, yOffset + k);
        }
        for (int k = whole; k < columns; k++) { // rows of x may end with their last column
            y[yOffset + k] = x[x0 + k] * DOWN[k - whole];
        }
    }

    @Override
    public void end(float[] chains, int at, float sum, float[] scales, int result, float[] z, int z0, int floats) {
        FloatVector offset = FLOAT_VECTOR.cast(FloatVector.broadcast(FLOATS, MINUS_OFFSET));
        FloatVector sums = FLOAT_VECTOR.cast(FloatVector.broadcast(FLOATS, sum));
        for (int i = 0; i < floats; i += LANES) {
            FloatVector scale = FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, scales, result + i));
            offset.fma(sums, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, chains, at + i)))
                    .fma(scale, FLOAT_VECTOR.cast(FloatVector.fromArray(FLOATS, z, z0 + i)))
                    .intoArray(z, z0 + i);
        }
    }

    @Override
    public void count(Leaf leaf, int call) {
        switch (leaf) {
            case INT8_8 -> block8(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case INT8_6 -> block6(NO_WEIGHTS, 0, NONE, 0, NONE, 0, NONE, 0);
            case INT8_UP_TO_4 -> upTo4(NO_WEIGHTS, 0, 0, NONE, 0, NONE, 0, NONE, 0);
            case UNPACK_INT8 -> unpack(NO_WEIGHTS.matrix(), 0, 0, 0, SOME_WEIGHTS);
            default -> throw new IllegalArgumentException("expected a leaf of int8, found " + leaf);
        }
    }
}
