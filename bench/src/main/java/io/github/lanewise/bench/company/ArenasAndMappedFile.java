package io.github.lanewise.bench.company;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Memory segments of confined and shared arenas, and slices of a mapped file. */
final class ArenasAndMappedFile implements Company {
    private static final long BYTES = (long) SegmentAccesses.FLOATS * Float.BYTES;

    @Override
    public String name() {
        return "arenas-and-mapped-file";
    }

    @Override
    public String description() {
        return "vectors and plain accesses over memory segments of a confined and a shared arena, and over slices of a"
                + " mapped file";
    }

    @Override
    public int rounds() {
        return 300_000;
    }

    @Override
    public double keep(int rounds) throws IOException {
        return inConfinedArena(rounds) + inSharedArena(rounds) + overMappedFile(rounds);
    }

    static double inConfinedArena(int rounds) {
        try (Arena arena = Arena.ofConfined()) {
            return SegmentAccesses.writeAndRead(arena.allocate(BYTES), rounds);
        }
    }

    static double inSharedArena(int rounds) {
        try (Arena arena = Arena.ofShared()) {
            return SegmentAccesses.writeAndRead(arena.allocate(BYTES), rounds);
        }
    }

    static double overMappedFile(int rounds) throws IOException {
        Path file = Files.createTempFile("lanewise-company", ".bin");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena = Arena.ofShared()) {
            ByteBuffer numbers = ByteBuffer.allocate((int) BYTES).order(ByteOrder.nativeOrder());
            for (int i = 0; i < SegmentAccesses.FLOATS; i++) {
                numbers.putFloat(i);
            }
            channel.write(numbers.flip());
            MemorySegment mapped = channel.map(MapMode.READ_ONLY, 0, BYTES, arena);
            if (mapped.get(ValueLayout.JAVA_FLOAT, BYTES - Float.BYTES) != SegmentAccesses.FLOATS - 1) {
                throw new IOException(file + ": expected the floats that were written, found others");
            }
            return SegmentAccesses.readSlices(mapped, rounds);
        } finally {
            Files.delete(file);
        }
    }
}
