package io.github.lanewise.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A fixed run of floats outside the heap, zero at first: the weights. Everything that is written
 * after a model is made lies in arrays, whose accesses no use of memory segments elsewhere in the process can slow.
 *
 * <p>The first float is on a 64-byte boundary: a heap array's data begins 16 bytes into the object, so that each 64-byte
 * load would straddle two cache lines, measured 1.1 to 1.6 times slower.
 *
 * <p>Not thread-safe for writers; safe to share once nobody writes.
 */
public final class AlignedFloats {
    private static final int LINE_BYTES = 64;

    /** Aligned to 4 bytes is all that a float needs; unaligned access spares the check. */
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final MemorySegment segment;
    private final long length;

    private AlignedFloats(MemorySegment segment, long length) {
        this.segment = segment;
        this.length = length;
    }

    /**
     * Allocates memory that is freed when it is unreachable.
     *
     * @param length floats, at least 0
     * @return the buffer, zero-filled
     * @throws IllegalArgumentException if the length is negative
     */
    public static AlignedFloats allocate(long length) {
        return allocate(Arena.ofAuto(), length);
    }

    /**
     * Allocates memory that is freed with an arena.
     *
     * @param arena whose memory it is
     * @param length floats, at least 0
     * @return the buffer, zero-filled
     * @throws IllegalArgumentException if the length is negative
     */
    static AlignedFloats allocate(Arena arena, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("expected a length of at least 0 floats, found " + length);
        }
        long bytes = Math.multiplyExact(length, (long) Float.BYTES);
        return new AlignedFloats(arena.allocate(bytes, LINE_BYTES), length);
    }

    /**
     * The memory, for kernels.
     *
     * @return a native segment that begins on a 64-byte boundary
     */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * How many floats.
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
     * Sets floats.
     *
     * @param index where the first goes
     * @param values all of them
     */
    public void set(long index, float[] values) {
        MemorySegment.copy(values, 0, segment, FLOAT, index << 2, values.length);
    }

    /**
     * Sets four bytes a float, whatever they mean.
     *
     * @param index where the first goes
     * @param words all of them
     */
    public void set(long index, int[] words) {
        MemorySegment.copy(words, 0, segment, ValueLayout.JAVA_INT_UNALIGNED, index << 2, words.length);
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
}
