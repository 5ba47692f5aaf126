package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** What was done to chunks when they were written: shuffle, deflate, a checksum. */
final class Filters {
    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;

    /** No byte of deflate's makes more than this many. */
    static final long MAX_RATIO = 1032;

    /** A filter, and its first value: for shuffle the bytes of an element; 0 where there is none. */
    private record Filter(int id, long value) {}

    private final String name;
    private final List<Filter> filters;

    private Filters(String name, List<Filter> filters) {
        this.name = name;
        this.filters = filters;
    }

    static Filters read(@Nullable Cursor in, String name) throws Hdf5Exception {
        List<Filter> filters = new ArrayList<>();
        if (in == null) {
            return new Filters(name, filters);
        }
        int version = in.u8();
        if (version != 1 && version != 2) {
            throw in.refused("filters of version 1 or 2", Integer.toString(version));
        }
        int count = in.u8();
        in.skip(version == 1 ? 6 : 0);
        for (int i = 0; i < count; i++) {
            int id = in.u16();
            if (id < DEFLATE || id > FLETCHER32) {
                throw in.refused("the filters deflate, shuffle and fletcher32", "filter " + id);
            }
            int nameBytes = version == 1 ? in.u16() : 0;
            in.skip(2);
            int values = in.u16();
            in.skip(nameBytes);
            filters.add(new Filter(id, firstOf(values, in)));
            in.skip(version == 1 && values % 2 == 1 ? 4 : 0);
        }
        return new Filters(name, filters);
    }

    private static long firstOf(int values, Cursor in) throws Hdf5Exception {
        if (values == 0) {
            return 0;
        }
        long first = in.u32();
        in.skip(4L * (values - 1));
        return first;
    }

    /** Undoes them. A bit of the mask that is set says that its filter was left out. */
    byte[] undo(MemorySegment stored, long mask, int bytes, int elementBytes) throws Hdf5Exception {
        byte[] data = stored.toArray(ValueLayout.JAVA_BYTE);
        for (int i = filters.size() - 1; i >= 0; i--) {
            if ((mask >>> i & 1) == 0) {
                Filter filter = filters.get(i);
                data = switch (filter.id) {
                    case DEFLATE -> inflate(data, bytes);
                    case SHUFFLE -> unshuffle(data, filter.value, elementBytes);
                    default -> withoutChecksum(data);
                };
            }
        }
        if (data.length != bytes) {
            throw new Hdf5Exception(name, "a chunk of " + bytes + " bytes", Integer.toString(data.length));
        }
        return data;
    }

    private byte[] inflate(byte[] data, int bytes) throws Hdf5Exception {
        // A checksum from before the deflation adds four bytes; the one more lets the inflater see the end.
        long most = bytes + 5L;
        if (bytes > data.length * MAX_RATIO) {
            throw new Hdf5Exception(name, "a chunk of " + bytes + " bytes", data.length + " deflated ones");
        }
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(data);
            byte[] inflated = new byte[(int) Math.min(most, Integer.MAX_VALUE - 8)];
            int length = 0;
            while (length < inflated.length && !inflater.finished()) {
                int more = inflater.inflate(inflated, length, inflated.length - length);
                if (more == 0) {
                    break;
                }
                length += more;
            }
            if (!inflater.finished()) {
                throw new Hdf5Exception(
                        name, "deflated bytes that end after " + bytes + " inflated ones", "others after " + length);
            }
            return Arrays.copyOf(inflated, length);
        } catch (DataFormatException e) {
            throw new Hdf5Exception(name, "deflated bytes", "damaged ones: " + e.getMessage());
        }
    }

    private byte[] unshuffle(byte[] data, long shuffled, int elementBytes) throws Hdf5Exception {
        if (shuffled != elementBytes) {
            throw new Hdf5Exception(
                    name, "bytes shuffled within elements of " + elementBytes, "within those of " + shuffled);
        }
        int elements = data.length / elementBytes;
        byte[] out = data.clone();
        for (int i = 0; i < elements; i++) {
            for (int part = 0; part < elementBytes; part++) {
                out[i * elementBytes + part] = data[part * elements + i];
            }
        }
        return out;
    }

    private byte[] withoutChecksum(byte[] data) throws Hdf5Exception {
        int length = data.length - 4;
        if (length < 0) {
            throw new Hdf5Exception(name, "a chunk with a checksum", data.length + " bytes");
        }
        int stored = 0;
        for (int i = 3; i >= 0; i--) {
            stored = stored << 8 | Byte.toUnsignedInt(data[length + i]);
        }
        if (stored != fletcher32(data, length)) {
            throw new Hdf5Exception(name, "a chunk with its checksum", "another checksum");
        }
        return Arrays.copyOf(data, length);
    }

    private static int fletcher32(byte[] data, int length) {
        long low = 0;
        long high = 0;
        for (int i = 0; i < length; i += 2) {
            int word = Byte.toUnsignedInt(data[i]) << 8 | (i + 1 < length ? Byte.toUnsignedInt(data[i + 1]) : 0);
            low = carried(low + word);
            high = carried(high + low);
        }
        return (int) (high << 16 | low);
    }

    /** Modulo 2^16 - 1 as HDF5 has it: by adding the carry, so that only a sum of zeros is 0. */
    private static long carried(long sum) {
        return (sum & 0xffff) + (sum >>> 16);
    }
}
