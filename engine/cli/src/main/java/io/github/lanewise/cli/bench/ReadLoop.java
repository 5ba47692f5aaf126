package io.github.lanewise.cli.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reads as many bytes as a model's weights, as fast as Java can, and does nothing else. Whole vectors, or-ed into eight accumulators,
 * so that no load waits for another, from two places at once, which is how caches and memory give most. A step can be a little faster
 * where the weights are larger than a cache: it begins where the one before has ended.
 */
final class ReadLoop implements Contender {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final long VECTOR = INTS.vectorByteSize();
    private static final long BLOCK = 8 * VECTOR;
    private static final int CACHE_LINE = 64;

    /** Bytes that lie in the first cache, and beyond a multiple of a block, so that all of the loop is compiled. */
    private static final long SMALL = 8 * BLOCK + VECTOR;

    /** In bytes per ns. A first cache gives more, a loop that is not compiled a hundredth of it. */
    private static final double SLOWEST = 8;

    private static final int WARM_UP_CALLS = 1_000;
    private static final long MOST_WARM_UP = 10_000_000_000L;

    private final MemorySegment memory;
    /** What was read, so that no compiler leaves the loop out. */
    private final int[] sink = new int[1];

    /** A loop over some bytes, rounded up to whole vectors. */
    ReadLoop(long bytes) {
        memory = Arena.ofAuto().allocate(Math.ceilDiv(Math.max(1, bytes), VECTOR) * VECTOR, CACHE_LINE);
        // Pages that nobody has written are all the same page of zeros.
        memory.fill((byte) 1);
    }

    /**
     * Runs it until it is compiled.
     *
     * @return whether it is fast; where not, its times would be no bound
     */
    static boolean warmUp() {
        ReadLoop small = new ReadLoop(SMALL);
        long begin = System.nanoTime();
        int fast = 0;
        while (fast < 10 && System.nanoTime() - begin < MOST_WARM_UP) {
            double nanos = Math.max(1, small.nanos(WARM_UP_CALLS));
            fast = SMALL * WARM_UP_CALLS / nanos > SLOWEST ? fast + 1 : 0;
        }
        return fast > 0;
    }

    @Override
    public long nanos(int calls) {
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            sink[0] ^= or(memory);
        }
        return System.nanoTime() - begin;
    }

    /** All bits or-ed together. */
    static int or(MemorySegment memory) {
        long bytes = memory.byteSize();
        IntVector a0 = IntVector.zero(INTS);
        IntVector a1 = a0;
        IntVector a2 = a0;
        IntVector a3 = a0;
        IntVector a4 = a0;
        IntVector a5 = a0;
        IntVector a6 = a0;
        IntVector a7 = a0;
        long half = bytes / BLOCK * (BLOCK / 2);
        for (long at = 0; at < half; at += BLOCK / 2) {
            a0 = a0.or(load(memory, at));
            a1 = a1.or(load(memory, at + VECTOR));
            a2 = a2.or(load(memory, at + 2 * VECTOR));
            a3 = a3.or(load(memory, at + 3 * VECTOR));
            a4 = a4.or(load(memory, half + at));
            a5 = a5.or(load(memory, half + at + VECTOR));
            a6 = a6.or(load(memory, half + at + 2 * VECTOR));
            a7 = a7.or(load(memory, half + at + 3 * VECTOR));
        }
        for (long at = 2 * half; at < bytes; at += VECTOR) {
            a0 = a0.or(load(memory, at));
        }
        IntVector low = a0.or(a1).or(a2.or(a3));
        IntVector high = a4.or(a5).or(a6.or(a7));
        return low.or(high).reduceLanes(VectorOperators.OR);
    }

    private static IntVector load(MemorySegment memory, long at) {
        return IntVector.fromMemorySegment(INTS, memory, at, ByteOrder.nativeOrder());
    }
}
