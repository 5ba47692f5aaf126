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
 * The vector twin of {@link ScalarGemv}, lanes across rows; {@link Lanes} makes one a width.
 *
 * <p>Weights are the only memory segment that is read here. The JDK's profile of a segment's kind is shared by the whole
 * process: once anything in it has used another kind of segment, {@code fromMemorySegment} no longer knows what it reads and
 * takes two to thirteen times as long. So each method asks its segment {@code isNative()} first. That call's profile is our
 * own; behind it C2 knows the class, in any company. {@code asSlice} is no cure: it is not inlined by force.
 *
 * <p>x comes as int, because a float that was read and broadcast was broadcast again for each fma.
 */
final class VectorGemv implements Gemv, Counted {
    private static final VectorSpecies<Float> FLOATS = Lanes.speciesFor(MethodHandles.lookup());
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final long VECTOR_BYTES = FLOATS.vectorByteSize();
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final MemorySegment NO_WEIGHTS = MemorySegment.NULL;
    private static final float[] NONE = {};

    @Override
    public void gemv(
            ColumnRange w,
            float[] x,
            int xAt,
            float[] h,
            int hAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt,
            int fromBlock,
            int toBlock,
            boolean descending) {
        PackedMatrix matrix = w.matrix();
        MemorySegment ws = matrix.data().segment();
        for (int i = fromBlock; i < toBlock; i++) {
            int block = descending ? fromBlock + toBlock - 1 - i : i;
            int vectors = matrix.vectors(block);
            int result = matrix.resultAt(block);
            long step = vectors * VECTOR_BYTES;
            long at = (((long) result * matrix.columns()) << 2) + step * w.from();
            int xColumns = w.split() - w.from();
            int hColumns = w.to() - w.split();
            int s = startAt + result;
            int to = zAt + result;
            if (vectors == 8) {
                block8(ws, at, step, x, xAt, xColumns, h, hAt, hColumns, start, s, z, to);
            } else if (hColumns == 0) {
                narrow(ws, at, vectors, xColumns, x, xAt, start, s, z, to);
            } else if (xColumns == 0) {
                narrow(ws, at, vectors, hColumns, h, hAt, start, s, z, to);
            } else {
                narrow(ws, at, vectors, xColumns, x, xAt, start, s, z, to);
                narrow(ws, at + step * xColumns, vectors, hColumns, h, hAt, z, to, z, to);
            }
        }
    }

    /**
     * A block of eight vectors: eight chains hide fma's latency.
     *
     * <p>The loops' step is a parameter, so that C2 does not know it and leaves the loops as they are written. A loop with a
     * constant step it unrolled eight times, and then loaded column after column for each chain in turn: from the third
     * cache that ran at 0.84 of a read loop's speed instead of 0.96, from memory (32 MiB) at 0.5 instead of 0.95, and the
     * loops for what is left over cost small matrices more than they gain.
     */
    private static void block8(
            MemorySegment w,
            long wByte,
            long step,
            float[] x,
            int xAt,
            int xColumns,
            float[] h,
            int hAt,
            int hColumns,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < xColumns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, startAt + 3 * LANES);
        FloatVector a4 = FloatVector.fromArray(FLOATS, start, startAt + 4 * LANES);
        FloatVector a5 = FloatVector.fromArray(FLOATS, start, startAt + 5 * LANES);
        FloatVector a6 = FloatVector.fromArray(FLOATS, start, startAt + 6 * LANES);
        FloatVector a7 = FloatVector.fromArray(FLOATS, start, startAt + 7 * LANES);
        long at = wByte;
        for (int column = 0; column < xColumns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[xAt + column]))
                    .reinterpretAsFloats();
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
            a4 = FloatVector.fromMemorySegment(FLOATS, w, at + 4 * VECTOR_BYTES, NATIVE)
                    .fma(k, a4);
            a5 = FloatVector.fromMemorySegment(FLOATS, w, at + 5 * VECTOR_BYTES, NATIVE)
                    .fma(k, a5);
            a6 = FloatVector.fromMemorySegment(FLOATS, w, at + 6 * VECTOR_BYTES, NATIVE)
                    .fma(k, a6);
            a7 = FloatVector.fromMemorySegment(FLOATS, w, at + 7 * VECTOR_BYTES, NATIVE)
                    .fma(k, a7);
            at += step;
        }
        for (int column = 0; column < hColumns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(h[hAt + column]))
                    .reinterpretAsFloats();
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
            a4 = FloatVector.fromMemorySegment(FLOATS, w, at + 4 * VECTOR_BYTES, NATIVE)
                    .fma(k, a4);
            a5 = FloatVector.fromMemorySegment(FLOATS, w, at + 5 * VECTOR_BYTES, NATIVE)
                    .fma(k, a5);
            a6 = FloatVector.fromMemorySegment(FLOATS, w, at + 6 * VECTOR_BYTES, NATIVE)
                    .fma(k, a6);
            a7 = FloatVector.fromMemorySegment(FLOATS, w, at + 7 * VECTOR_BYTES, NATIVE)
                    .fma(k, a7);
            at += step;
        }
        a0.intoArray(z, zAt);
        a1.intoArray(z, zAt + LANES);
        a2.intoArray(z, zAt + 2 * LANES);
        a3.intoArray(z, zAt + 3 * LANES);
        a4.intoArray(z, zAt + 4 * LANES);
        a5.intoArray(z, zAt + 5 * LANES);
        a6.intoArray(z, zAt + 6 * LANES);
        a7.intoArray(z, zAt + 7 * LANES);
    }

    /** Columns of a block of fewer vectors: six for a GRU, four or three for a last vector of units, all else by parts. */
    private static void narrow(
            MemorySegment w,
            long wByte,
            int vectors,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        long step = vectors * VECTOR_BYTES;
        if (vectors == 6) {
            columns6(w, wByte, step, columns, x, xAt, start, startAt, z, zAt);
            return;
        }
        if (vectors >= 4) {
            columns4(w, wByte, step, columns, x, xAt, start, startAt, z, zAt);
        }
        int done = vectors & 4;
        long at = wByte + done * VECTOR_BYTES;
        int s = startAt + done * LANES;
        int to = zAt + done * LANES;
        switch (vectors & 3) {
            case 3 -> columns3(w, at, step, columns, x, xAt, start, s, z, to);
            case 2 -> columns2(w, at, step, columns, x, xAt, start, s, z, to);
            case 1 -> columns1(w, at, step, columns, x, xAt, start, s, z, to);
            default -> {}
        }
    }

    private static void columns6(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, startAt + 3 * LANES);
        FloatVector a4 = FloatVector.fromArray(FLOATS, start, startAt + 4 * LANES);
        FloatVector a5 = FloatVector.fromArray(FLOATS, start, startAt + 5 * LANES);
        long at = wByte;
        for (int column = 0; column < columns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[xAt + column]))
                    .reinterpretAsFloats();
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
            a4 = FloatVector.fromMemorySegment(FLOATS, w, at + 4 * VECTOR_BYTES, NATIVE)
                    .fma(k, a4);
            a5 = FloatVector.fromMemorySegment(FLOATS, w, at + 5 * VECTOR_BYTES, NATIVE)
                    .fma(k, a5);
            at += step;
        }
        a0.intoArray(z, zAt);
        a1.intoArray(z, zAt + LANES);
        a2.intoArray(z, zAt + 2 * LANES);
        a3.intoArray(z, zAt + 3 * LANES);
        a4.intoArray(z, zAt + 4 * LANES);
        a5.intoArray(z, zAt + 5 * LANES);
    }

    private static void columns4(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, start, startAt + 3 * LANES);
        long at = wByte;
        for (int column = 0; column < columns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[xAt + column]))
                    .reinterpretAsFloats();
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            a3 = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * VECTOR_BYTES, NATIVE)
                    .fma(k, a3);
            at += step;
        }
        a0.intoArray(z, zAt);
        a1.intoArray(z, zAt + LANES);
        a2.intoArray(z, zAt + 2 * LANES);
        a3.intoArray(z, zAt + 3 * LANES);
    }

    private static void columns3(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, start, startAt + 2 * LANES);
        long at = wByte;
        for (int column = 0; column < columns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[xAt + column]))
                    .reinterpretAsFloats();
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            a2 = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * VECTOR_BYTES, NATIVE)
                    .fma(k, a2);
            at += step;
        }
        a0.intoArray(z, zAt);
        a1.intoArray(z, zAt + LANES);
        a2.intoArray(z, zAt + 2 * LANES);
    }

    private static void columns2(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, startAt);
        FloatVector a1 = FloatVector.fromArray(FLOATS, start, startAt + LANES);
        long at = wByte;
        for (int column = 0; column < columns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[xAt + column]))
                    .reinterpretAsFloats();
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            a1 = FloatVector.fromMemorySegment(FLOATS, w, at + VECTOR_BYTES, NATIVE)
                    .fma(k, a1);
            at += step;
        }
        a0.intoArray(z, zAt);
        a1.intoArray(z, zAt + LANES);
    }

    private static void columns1(
            MemorySegment w,
            long wByte,
            long step,
            int columns,
            float[] x,
            int xAt,
            float[] start,
            int startAt,
            float[] z,
            int zAt) {
        if (step == 0) { // see Counted
            for (int turn = 0; turn < columns; turn++) {}
            return;
        }
        if (!w.isNative()) { // fixes the segment's class, see VectorGemv
            throw new IllegalArgumentException("expected weights off the heap");
        }
        FloatVector a0 = FloatVector.fromArray(FLOATS, start, startAt);
        long at = wByte;
        for (int column = 0; column < columns; column++) {
            FloatVector k = IntVector.broadcast(INTS, Float.floatToRawIntBits(x[xAt + column]))
                    .reinterpretAsFloats();
            a0 = FloatVector.fromMemorySegment(FLOATS, w, at, NATIVE).fma(k, a0);
            at += step;
        }
        a0.intoArray(z, zAt);
    }

    @Override
    public void count(Leaf leaf, int turns) {
        switch (leaf) {
            case BLOCK_8 -> block8(NO_WEIGHTS, 0, 0, NONE, 0, turns, NONE, 0, 0, NONE, 0, NONE, 0);
            case COLUMNS_6 -> columns6(NO_WEIGHTS, 0, 0, turns, NONE, 0, NONE, 0, NONE, 0);
            case COLUMNS_4 -> columns4(NO_WEIGHTS, 0, 0, turns, NONE, 0, NONE, 0, NONE, 0);
            case COLUMNS_3 -> columns3(NO_WEIGHTS, 0, 0, turns, NONE, 0, NONE, 0, NONE, 0);
            case COLUMNS_2 -> columns2(NO_WEIGHTS, 0, 0, turns, NONE, 0, NONE, 0, NONE, 0);
            case COLUMNS_1 -> columns1(NO_WEIGHTS, 0, 0, turns, NONE, 0, NONE, 0, NONE, 0);
            default -> throw new IllegalArgumentException("no leaf of products with one vector: " + leaf);
        }
    }
}
