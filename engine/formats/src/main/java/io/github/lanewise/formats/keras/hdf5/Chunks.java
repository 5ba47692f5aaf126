package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The elements of a dataset that lies in chunks, found through a version 1 B-tree. */
final class Chunks {
    private static final int MAX_CHUNK = 1 << 30;

    private record Chunk(List<Long> origin, long mask, MemorySegment stored) {}

    private final MemorySegment file;
    private final String name;
    private final long[] extents;
    private final int elementBytes;
    private final Filters filters;
    private final long tree;
    private final int[] chunk;
    private final int chunkBytes;

    Chunks(MemorySegment file, String name, Dataspace space, int elementBytes, Cursor layout, Filters filters)
            throws Hdf5Exception {
        this.file = file;
        this.name = name;
        this.extents = space.extents();
        this.elementBytes = elementBytes;
        this.filters = filters;
        int rank = layout.u8() - 1;
        if (rank != extents.length || rank == 0) {
            throw layout.refused("chunks of " + extents.length + " dimensions", Integer.toString(rank));
        }
        tree = layout.i64();
        chunk = new int[rank];
        long bytes = elementBytes;
        for (int i = 0; i < rank; i++) {
            long extent = layout.u32();
            bytes *= extent;
            if (extent < 1 || bytes > MAX_CHUNK) {
                throw layout.refused("chunks of 1 to " + MAX_CHUNK + " bytes", "an extent of " + extent);
            }
            chunk[i] = (int) extent;
        }
        long element = layout.u32();
        if (element != elementBytes) {
            throw layout.refused("elements of " + elementBytes + " bytes", Long.toString(element));
        }
        chunkBytes = (int) bytes;
    }

    MemorySegment bytes(long bytes) throws Hdf5Exception {
        if (bytes == 0) {
            return MemorySegment.ofArray(new byte[0]);
        }
        List<Chunk> found = new ArrayList<>();
        if (tree != Hdf5File.UNDEFINED) {
            BTree.read(
                    file,
                    tree,
                    BTree.CHUNKS,
                    8 + 8 * (extents.length + 1),
                    (key, child) -> found.add(read(key, child)));
        }
        requireAll(found, bytes);
        byte[] array = new byte[(int) bytes];
        for (Chunk one : found) {
            place(filters.undo(one.stored, one.mask, chunkBytes, elementBytes), one.origin, array);
        }
        return MemorySegment.ofArray(array);
    }

    private Chunk read(Cursor key, long address) throws Hdf5Exception {
        long stored = key.u32();
        long mask = key.u32();
        List<Long> origin = new ArrayList<>();
        for (int i = 0; i < extents.length; i++) {
            long offset = key.i64();
            if (offset < 0 || offset >= extents[i] || offset % chunk[i] != 0) {
                throw key.refused("a chunk that begins within the array", "offset " + offset);
            }
            origin.add(offset);
        }
        return new Chunk(
                origin, mask, Cursor.at(file, address, "chunk of " + name).segment(stored));
    }

    /** As many chunks as cover the array; before that, nothing is allocated for it. */
    private void requireAll(List<Chunk> found, long bytes) throws Hdf5Exception {
        long chunks = 1;
        for (int i = 0; i < extents.length; i++) {
            chunks *= Math.ceilDiv(extents[i], chunk[i]);
        }
        long distinct = found.stream().map(Chunk::origin).distinct().count();
        if (found.size() != chunks || distinct != chunks || bytes > Integer.MAX_VALUE - 8) {
            throw new Hdf5Exception(
                    name, chunks + " chunks, each once, of less than 2^31 bytes", found.size() + " chunks");
        }
        long stored = found.stream().mapToLong(one -> one.stored.byteSize()).sum();
        if (stored > file.byteSize() || bytes / Filters.MAX_RATIO > stored) {
            throw new Hdf5Exception(
                    name, "chunks of " + bytes + " bytes, each in a place of its own", stored + " stored bytes");
        }
    }

    /** Copies the rows of a chunk into the array, without what lies beyond its edges. */
    private void place(byte[] data, List<Long> origin, byte[] array) {
        int last = extents.length - 1;
        int rowBytes = chunk[last] * elementBytes;
        int copied = (int) Math.min(chunk[last], extents[last] - origin.get(last)) * elementBytes;
        for (int row = 0; row < data.length / rowBytes; row++) {
            long to = 0;
            int rest = row;
            boolean inside = true;
            long stride = extents[last];
            for (int i = last - 1; i >= 0; i--) {
                long index = origin.get(i) + rest % chunk[i];
                rest /= chunk[i];
                inside &= index < extents[i];
                to += index * stride;
                stride *= extents[i];
            }
            if (inside) {
                System.arraycopy(data, row * rowBytes, array, (int) ((to + origin.get(last)) * elementBytes), copied);
            }
        }
    }
}
