package io.github.lanewise.bench.company;

import java.lang.foreign.MemorySegment;

/** Memory segments over arrays. */
final class HeapSegments implements Company {
    @Override
    public String name() {
        return "heap-segments";
    }

    @Override
    public String description() {
        return "vectors and plain accesses over memory segments of float[] and byte[]";
    }

    @Override
    public int rounds() {
        return 300_000;
    }

    @Override
    public double keep(int rounds) {
        return SegmentAccesses.writeAndRead(MemorySegment.ofArray(new float[SegmentAccesses.FLOATS]), rounds)
                + SegmentAccesses.writeAndRead(
                        MemorySegment.ofArray(new byte[SegmentAccesses.FLOATS * Float.BYTES]), rounds);
    }
}
