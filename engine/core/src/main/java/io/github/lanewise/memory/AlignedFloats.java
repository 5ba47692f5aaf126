package io.github.lanewise.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A fixed run of floats outside the heap, zero at first, freed when unreachable. Indices count floats.
 *
 * <p>The first float is on a 64-byte boundary: a heap array's data begins 16 bytes into the object, so that each 64-byte
 * load would straddle two cache lines, measured 1.1 to 1.6 times slower.
 *
 * <p>Behind the last float lie at least {@link #SLACK} more that a kernel may read and write, so that it can take a whole
 * vector where fewer floats are left. What they hold means nothing.
 *
 * <p>Not thread-safe for writers; safe to share once nobody writes.
 */
public final class AlignedFloats {
    /** Floats in a cache line of 64 bytes, the widest vector. Rows of matrices in memory begin at its multiples. */
    public static final int LINE = 16;

    /** Floats behind the end that a kernel may touch. */
    public static final int SLACK = LINE;

    /** Aligned to 4 bytes is all that a float needs; unaligned access spares the kernels the check. */
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final MemorySegment segment;
    private final long length;

    private AlignedFloats(MemorySegment segment, long length) {
        this.segment = segment;
        this.length = length;
    }

    /**
     * Allocates.
     *
     * @param length floats, at least 0
     * @return the buffer, zero-filled
     * @throws IllegalArgumentException if the length is negative
     */
    public static AlignedFloats allocate(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("expected a length of at least 0 floats, found " + length);
        }
        long bytes = Math.multiplyExact(Math.addExact(length, SLACK), (long) Float.BYTES);
        return new AlignedFloats(Arena.ofAuto().allocate(bytes, LINE * Float.BYTES), length);
    }

    /**
     * The least multiple of a cache line's floats that holds a count: the stride between rows.
     *
     * @param floats a count, at least 0
     * @return the count, rounded up to a multiple of {@link #LINE}
     */
    public static int stride(int floats) {
        return Math.addExact(floats, LINE - 1) & -LINE;
    }

    /**
     * The memory, slack included, for kernels.
     *
     * @return a native segment that begins on a 64-byte boundary
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Floats, slack excluded.
     *
     * @return the length
     */
    public long length() {
        return length;
    }

    /**
     * One float.
     *
     * @param index which
     * @return its value
     */
    public float get(long index) {
        return segment.get(FLOAT, index << 2);
    }

    /**
     * Sets one float.
     *
     * @param index which
     * @param value its value
     */
    public void set(long index, float value) {
        segment.set(FLOAT, index << 2, value);
    }

    /**
     * Copies in from an array.
     *
     * @param source the array
     * @param from the first index in the array
     * @param to the first index here
     * @param count floats
     */
    public void copyFrom(float[] source, int from, long to, int count) {
        MemorySegment.copy(source, from, segment, FLOAT, to << 2, count);
    }

    /**
     * Copies out to an array.
     *
     * @param from the first index here
     * @param target the array
     * @param to the first index in the array
     * @param count floats
     */
    public void copyTo(long from, float[] target, int to, int count) {
        MemorySegment.copy(segment, FLOAT, from << 2, target, to, count);
    }

    /**
     * Copies in from another buffer, or from another place of this one.
     *
     * @param source the other buffer
     * @param from the first index there
     * @param to the first index here
     * @param count floats
     */
    public void copyFrom(AlignedFloats source, long from, long to, long count) {
        MemorySegment.copy(source.segment, from << 2, segment, to << 2, count << 2);
    }

    /**
     * Sets some floats to zero.
     *
     * @param from the first index
     * @param count floats
     */
    public void clear(long from, long count) {
        // A slice of the segment to fill would be an object where it is not compiled away.
        for (long i = from; i < from + count; i++) {
            set(i, 0f);
        }
    }

    /** Sets every float to zero. */
    public void clear() {
        segment.fill((byte) 0);
    }
}
