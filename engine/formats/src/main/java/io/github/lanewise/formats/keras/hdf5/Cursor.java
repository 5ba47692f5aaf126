package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads a range of the file from front to back, and nothing outside of it. Numbers are little-endian. */
final class Cursor {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment file;
    private final String where;
    private final long end;
    private long at;

    private Cursor(MemorySegment file, String where, long at, long end) {
        this.file = file;
        this.where = where;
        this.at = at;
        this.end = end;
    }

    /** From an address to the end of the file. */
    static Cursor at(MemorySegment file, long address, String what) throws Hdf5Exception {
        String where = what + " at byte " + Long.toUnsignedString(address);
        if (address < 0 || address > file.byteSize()) {
            throw new Hdf5Exception(
                    where, "an address within the file's " + file.byteSize() + " bytes", "one behind its end");
        }
        return new Cursor(file, where, address, file.byteSize());
    }

    String where() {
        return where;
    }

    MemorySegment file() {
        return file;
    }

    long position() {
        return at;
    }

    long remaining() {
        return end - at;
    }

    int u8() throws Hdf5Exception {
        return Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, take(Byte.BYTES)));
    }

    int u16() throws Hdf5Exception {
        return Short.toUnsignedInt(file.get(SHORT, take(Short.BYTES)));
    }

    long u32() throws Hdf5Exception {
        return Integer.toUnsignedLong(file.get(INT, take(Integer.BYTES)));
    }

    /** An address, a length or an extent. Those with the highest bit set are the undefined address, or nonsense. */
    long i64() throws Hdf5Exception {
        return file.get(LONG, take(Long.BYTES));
    }

    /** An unsigned number of 1, 2, 4 or 8 bytes. */
    long unsigned(int bytes) throws Hdf5Exception {
        return switch (bytes) {
            case 1 -> u8();
            case 2 -> u16();
            case 4 -> u32();
            default -> i64();
        };
    }

    void skip(long bytes) throws Hdf5Exception {
        take(bytes);
    }

    /** To the next multiple of 8 bytes from a place. */
    void align(long from) throws Hdf5Exception {
        take(-(at - from) & 7);
    }

    /** The next bytes as a cursor of their own; this one goes on behind them. */
    Cursor slice(long bytes, String what) throws Hdf5Exception {
        long from = take(bytes);
        return new Cursor(file, what.isEmpty() ? where : what, from, from + bytes);
    }

    MemorySegment segment(long bytes) throws Hdf5Exception {
        return file.asSlice(take(bytes), bytes);
    }

    /** Text of so many bytes, up to the first zero. */
    String text(long bytes) throws Hdf5Exception {
        Cursor text = slice(bytes, "");
        MemorySegment shown = text.segment(text.untilZero());
        return new String(shown.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** Bytes before the next zero, or up to the end; none of them is taken. */
    long untilZero() {
        long zero = at;
        while (zero < end && file.get(ValueLayout.JAVA_BYTE, zero) != 0) {
            zero++;
        }
        return zero - at;
    }

    void expectSignature(String signature) throws Hdf5Exception {
        String found =
                new String(segment(signature.length()).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        if (!found.equals(signature)) {
            throw refused("the signature " + signature, "'" + found + "'");
        }
    }

    void expectVersion(int version) throws Hdf5Exception {
        int found = u8();
        if (found != version) {
            throw refused("version " + version, Integer.toString(found));
        }
    }

    Hdf5Exception refused(String expected, String found) {
        return new Hdf5Exception(where, expected, found);
    }

    private long take(long bytes) throws Hdf5Exception {
        if (bytes < 0 || bytes > end - at) {
            throw refused(Long.toUnsignedString(bytes) + " bytes from byte " + at, (end - at) + " bytes up to the end");
        }
        long from = at;
        at += bytes;
        return from;
    }
}
