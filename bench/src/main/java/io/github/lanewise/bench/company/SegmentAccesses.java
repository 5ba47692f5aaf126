package io.github.lanewise.bench.company;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Accesses to a memory segment as users of the JDK make them: plain ones and vectors. The JDK's methods below them keep one
 * profile of the segments' classes for the whole process.
 */
final class SegmentAccesses {
    /** Floats that a segment has to have. */
    static final int FLOATS = 1024;

    private static final int PLAIN = 256;
    private static final int SLICE_BYTES = 128;

    /** Side by side in a segment, which has room for them up to the 2048 bits of an ARM machine. */
    private static final int VECTORS = 8;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    private SegmentAccesses() {}

    /**
     * Writes floats, reads them, moves vectors.
     *
     * @param segment of {@link #FLOATS} floats, zeros to begin with
     * @return the sum of the floats read
     */
    static double writeAndRead(MemorySegment segment, int rounds) {
        double sum = 0;
        int vectorBytes = SPECIES.vectorByteSize();
        for (int i = 0; i < rounds; i++) {
            segment.set(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) (i % PLAIN) * Float.BYTES, i % 1000);
            sum += segment.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) (i * 7 % PLAIN) * Float.BYTES);
            FloatVector.fromMemorySegment(SPECIES, segment, (long) (i % VECTORS) * vectorBytes, ByteOrder.nativeOrder())
                    .intoMemorySegment(segment, (long) (i * 3 % VECTORS) * vectorBytes, ByteOrder.nativeOrder());
        }
        return sum;
    }

    /**
     * Cuts slices, reads plain values from them and vectors from the whole.
     *
     * @param segment of {@link #FLOATS} floats, may be read-only
     * @return the sum of the floats read
     */
    static double readSlices(MemorySegment segment, int rounds) {
        double sum = 0;
        int slices = FLOATS * Float.BYTES / SLICE_BYTES;
        float[] read = new float[SPECIES.length()];
        int vectorBytes = SPECIES.vectorByteSize();
        for (int i = 0; i < rounds; i++) {
            MemorySegment slice = segment.asSlice((long) (i % slices) * SLICE_BYTES, SLICE_BYTES);
            sum += slice.get(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) (i % 32) * Float.BYTES);
            sum += slice.get(ValueLayout.JAVA_BYTE, i % SLICE_BYTES);
            FloatVector.fromMemorySegment(SPECIES, segment, (long) (i % VECTORS) * vectorBytes, ByteOrder.nativeOrder())
                    .intoArray(read, 0);
            sum += read[0];
        }
        return sum;
    }
}
