package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;

/** A dataset: an array in the file. Its elements are read when they are asked for. */
public final class Hdf5Dataset {
    private final ObjectHeader header;
    private final Datatype type;
    private final Dataspace space;

    private Hdf5Dataset(ObjectHeader header, Datatype type, Dataspace space) {
        this.header = header;
        this.type = type;
        this.space = space;
    }

    static Hdf5Dataset of(ObjectHeader header) throws Hdf5Exception {
        Datatype type = Datatype.read(header.required(ObjectHeader.DATATYPE, "datatype"));
        Dataspace space = Dataspace.read(header.required(ObjectHeader.DATASPACE, "dataspace"));
        return new Hdf5Dataset(header, type, space);
    }

    /**
     * Where the dataset stands.
     *
     * @return its path from the root
     */
    public String name() {
        return header.name();
    }

    /**
     * The elements' type.
     *
     * @return the type
     */
    public Datatype type() {
        return type;
    }

    /**
     * The shape.
     *
     * @return a copy of the extents; none for a scalar
     */
    public long[] shape() {
        return space.extents();
    }

    /**
     * The elements.
     *
     * @return their bytes, row-major, as many as type and shape say
     * @throws Hdf5Exception if they are not all in the file, or stored in a way that is not read
     */
    public MemorySegment bytes() throws Hdf5Exception {
        if (Math.multiplyHigh(space.elements(), (long) type.size()) != 0 || space.elements() * type.size() < 0) {
            throw new Hdf5Exception(
                    name(), "elements that a file can hold", space.elements() + " of " + type.describe());
        }
        long bytes = space.elements() * type.size();
        Cursor layout = header.required(ObjectHeader.LAYOUT, "layout");
        int version = layout.u8();
        if (version != 3 && version != 4) {
            throw layout.refused("a layout of version 3 or 4", Integer.toString(version));
        }
        int storage = layout.u8();
        return switch (storage) {
            case 0 -> compact(layout, bytes);
            case 1 -> contiguous(layout, bytes);
            case 2 -> chunked(layout, version, bytes);
            default -> throw layout.refused("compact, contiguous or chunked elements", "layout class " + storage);
        };
    }

    private MemorySegment compact(Cursor layout, long bytes) throws Hdf5Exception {
        requireUnfiltered(layout);
        return exactly(layout, bytes, layout.u16()).segment(bytes);
    }

    private MemorySegment contiguous(Cursor layout, long bytes) throws Hdf5Exception {
        requireUnfiltered(layout);
        long address = layout.i64();
        exactly(layout, bytes, layout.i64());
        if (address == Hdf5File.UNDEFINED) {
            if (bytes == 0) {
                return MemorySegment.ofArray(new byte[0]);
            }
            throw layout.refused("elements in the file", "none; the dataset was never written");
        }
        return Cursor.at(header.file(), address, "elements of " + name()).segment(bytes);
    }

    private MemorySegment chunked(Cursor layout, int version, long bytes) throws Hdf5Exception {
        if (version != 3) {
            throw layout.refused(
                    "chunks in a version 1 B-tree", "a newer chunk index; write the file with h5py's default libver");
        }
        Filters filters = Filters.read(header.first(ObjectHeader.FILTERS), name());
        return new Chunks(header.file(), name(), space, type.size(), layout, filters).bytes(bytes);
    }

    private void requireUnfiltered(Cursor layout) throws Hdf5Exception {
        if (header.has(ObjectHeader.FILTERS)) {
            throw layout.refused("filters of chunks only", "some without chunks");
        }
    }

    private static Cursor exactly(Cursor layout, long expected, long found) throws Hdf5Exception {
        if (expected != found) {
            throw layout.refused(expected + " bytes, as type and shape say", Long.toUnsignedString(found));
        }
        return layout;
    }
}
