package io.github.lanewise.bench.jmh;

import io.github.lanewise.memory.AlignedFloats;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.CompilerControl;

/**
 * Reads memory as fast as Java can: the bound for anything that must read as many bytes. Whole vectors, or-ed into
 * eight accumulators, so that no load waits for another, from two places at once: with one ascending stream the loop read
 * the third cache at 0.86 and memory at 0.57 of this speed.
 */
public final class ReadLoop {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final long VECTOR = INTS.vectorByteSize();
    private static final long BLOCK = 8 * VECTOR;

    private ReadLoop() {}

    /**
     * All floats' bits or-ed together. Compiled on its own, because inside JMH's loop it outgrew C2's inlining budget: its
     * vectors were boxed, and it took 20 times as long.
     *
     * @param floats as many as a multiple of the lanes
     * @return the bits
     */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static int or(AlignedFloats floats) {
        MemorySegment memory = floats.segment();
        long bytes = floats.length() * Float.BYTES;
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
