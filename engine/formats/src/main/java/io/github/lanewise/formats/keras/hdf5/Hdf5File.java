package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * An HDF5 file in memory: the superblock, which leads to the root group. Read are the structures that h5py and libhdf5
 * write by default; others (user blocks, dense groups, version 4 chunk indexes, shared messages) are refused by name.
 *
 * @see <a href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">the format</a>
 */
public final class Hdf5File {
    /** The address that means none. */
    static final long UNDEFINED = -1;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    private Hdf5File() {}

    /**
     * Whether bytes begin as an HDF5 file does.
     *
     * @param bytes the first eight or more
     * @return true for the signature
     */
    public static boolean isSignature(byte[] bytes) {
        return Arrays.equals(SIGNATURE, 0, SIGNATURE.length, bytes, 0, Math.min(SIGNATURE.length, bytes.length));
    }

    /**
     * Reads the superblock.
     *
     * @param file the whole file
     * @return the root group
     * @throws Hdf5Exception if the file breaks a rule of the format, or is cut off
     */
    public static Hdf5Group root(MemorySegment file) throws Hdf5Exception {
        Cursor in = Cursor.at(file, 0, "superblock");
        if (in.remaining() < SIGNATURE.length
                || !isSignature(in.segment(SIGNATURE.length).toArray(ValueLayout.JAVA_BYTE))) {
            throw in.refused("the signature of HDF5", "other bytes");
        }
        int version = in.u8();
        long root = switch (version) {
            case 0, 1 -> oldRoot(in, version);
            case 2, 3 -> newRoot(in);
            default -> throw in.refused("version 0 to 3", Integer.toString(version));
        };
        return new Hdf5Group("/", ObjectHeader.read(file, root, "/"));
    }

    private static long oldRoot(Cursor in, int version) throws Hdf5Exception {
        in.skip(4);
        checkSizes(in);
        in.skip(1 + 2 + 2 + 4 + (version == 1 ? 4 : 0));
        long base = in.i64();
        in.skip(8);
        checkExtent(in, base, in.i64());
        in.skip(8 + 8);
        return in.i64();
    }

    private static long newRoot(Cursor in) throws Hdf5Exception {
        checkSizes(in);
        in.skip(1);
        long base = in.i64();
        in.skip(8);
        checkExtent(in, base, in.i64());
        return in.i64();
    }

    private static void checkSizes(Cursor in) throws Hdf5Exception {
        int offsets = in.u8();
        int lengths = in.u8();
        if (offsets != 8 || lengths != 8) {
            throw in.refused("offsets and lengths of 8 bytes", offsets + " and " + lengths);
        }
    }

    private static void checkExtent(Cursor in, long base, long end) throws Hdf5Exception {
        if (base != 0) {
            throw in.refused("a base address of 0", Long.toUnsignedString(base));
        }
        if (end < 0 || end > in.file().byteSize()) {
            throw in.refused(
                    "a file of " + Long.toUnsignedString(end) + " bytes",
                    in.file().byteSize() + "; the file is cut off");
        }
    }
}
