package io.github.lanewise.formats.bytes;

import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A zip file in memory: the directory at its end, and what its members hold. The JDK's {@code ZipFile} reads files of the
 * default file system only, and its {@code ZipInputStream} believes the members' own headers instead of the directory.
 * Stored members are not copied, so a model's weights are not in memory twice.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format, version 6.3</a>
 */
public final class ZipArchive {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int END64 = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int EXTRA64 = 1;
    private static final int UTF8_FLAG = 1 << 11;
    private static final Charset IBM437_OR_LATIN = StandardCharsets.ISO_8859_1;

    /** In a field that is too narrow for its value, which then stands in a 64-bit field elsewhere. */
    private static final long ELSEWHERE = 0xffffffffL;

    private final Path path;
    private final MemorySegment file;
    private final Map<String, ZipMember> members = new LinkedHashMap<>();

    private ZipArchive(FileContents contents) throws FormatException {
        path = contents.path();
        file = contents.bytes();
        readDirectory();
    }

    /**
     * Reads the directory.
     *
     * @throws FormatException if the bytes are no zip file, or one that is cut off or damaged
     */
    public static ZipArchive open(FileContents contents) throws FormatException {
        return new ZipArchive(contents);
    }

    private void readDirectory() throws FormatException {
        long end = end();
        long count = unsigned(file.get(SHORT, end + 10));
        long size = unsigned(file.get(INT, end + 12));
        long begin = unsigned(file.get(INT, end + 16));
        long directoryEnd = end;
        if (end >= LOCATOR64_BYTES && file.get(INT, end - LOCATOR64_BYTES) == LOCATOR64) {
            directoryEnd = file.get(LONG, end - LOCATOR64_BYTES + 8);
            require(
                    directoryEnd >= 0 && directoryEnd <= end - LOCATOR64_BYTES - END64_BYTES,
                    "a 64-bit end record before its locator",
                    "offset " + directoryEnd);
            require(file.get(INT, directoryEnd) == END64, "a 64-bit end record", "other bytes");
            count = file.get(LONG, directoryEnd + 32);
            size = file.get(LONG, directoryEnd + 40);
            begin = file.get(LONG, directoryEnd + 48);
        }
        require(
                begin >= 0 && size >= 0 && size <= directoryEnd && begin == directoryEnd - size,
                "a directory that ends where its end record begins, at byte " + directoryEnd,
                "one of " + size + " bytes at byte " + begin);
        long at = begin;
        for (long i = 0; i < count; i++) {
            at = readEntry(at, directoryEnd);
        }
        require(at == directoryEnd, "a directory of " + count + " members", "more bytes than they take");
    }

    /** Where the end record begins: the last one whose comment reaches to the file's end. */
    private long end() throws FormatException {
        for (long at = file.byteSize() - END_BYTES; at >= 0 && at >= file.byteSize() - END_BYTES - MAX_COMMENT; at--) {
            if (file.get(INT, at) == END && at + END_BYTES + unsigned(file.get(SHORT, at + 20)) == file.byteSize()) {
                return at;
            }
        }
        throw damaged("an end record of its directory", "none");
    }

    /** Reads an entry of the directory and returns where the next one begins. */
    private long readEntry(long at, long limit) throws FormatException {
        require(limit - at >= ENTRY_BYTES && file.get(INT, at) == ENTRY, "an entry at byte " + at, "other bytes");
        int nameBytes = unsigned(file.get(SHORT, at + 28));
        int extraBytes = unsigned(file.get(SHORT, at + 30));
        long next = at + ENTRY_BYTES + nameBytes + extraBytes + unsigned(file.get(SHORT, at + 32));
        require(next <= limit, "an entry that ends with the directory", "one beyond it");
        int flags = unsigned(file.get(SHORT, at + 8));
        byte[] name = file.asSlice(at + ENTRY_BYTES, nameBytes).toArray(ValueLayout.JAVA_BYTE);
        String text = new String(name, (flags & UTF8_FLAG) == 0 ? IBM437_OR_LATIN : StandardCharsets.UTF_8);
        Extra64 extra = new Extra64(at + ENTRY_BYTES + nameBytes, extraBytes, text);
        long size = extra.value(file.get(INT, at + 24));
        long packed = extra.value(file.get(INT, at + 20));
        long header = extra.value(file.get(INT, at + 42));
        ZipMember member = new ZipMember(
                path,
                file,
                text,
                flags,
                unsigned(file.get(SHORT, at + 10)),
                file.get(INT, at + 16),
                packed,
                size,
                header);
        require(members.putIfAbsent(text, member) == null, "each member once", "'" + text + "' twice");
        return next;
    }

    /** The 64-bit values of an entry, in the order of the fields that refer to them. */
    private final class Extra64 {
        private final String name;
        private long at;
        private long end;

        Extra64(long begin, int bytes, String name) throws FormatException {
            this.name = name;
            long limit = begin + bytes;
            long field = begin;
            while (limit - field >= 4) {
                int id = unsigned(file.get(SHORT, field));
                long fieldEnd = field + 4 + unsigned(file.get(SHORT, field + 2));
                require(fieldEnd <= limit, "extra fields within the entry of '" + name + "'", "one beyond it");
                if (id == EXTRA64) {
                    at = field + 4;
                    end = fieldEnd;
                }
                field = fieldEnd;
            }
        }

        long value(int narrow) throws FormatException {
            if (unsigned(narrow) != ELSEWHERE) {
                return unsigned(narrow);
            }
            require(end - at >= Long.BYTES, "a 64-bit size or offset of '" + name + "'", "none");
            long value = file.get(LONG, at);
            at += Long.BYTES;
            require(value >= 0, "sizes and offsets below 2^63 of '" + name + "'", Long.toUnsignedString(value));
            return value;
        }
    }

    private static int unsigned(short value) {
        return Short.toUnsignedInt(value);
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    private void require(boolean holds, String expected, String found) throws FormatException {
        if (!holds) {
            throw damaged(expected, found);
        }
    }

    private FormatException damaged(String expected, String found) {
        return new FormatException(
                path, "", "a zip file with " + expected, found, "the file is cut off or damaged; get it again");
    }

    /** The names of the members, in the directory's order. */
    public List<String> names() {
        return new ArrayList<>(members.keySet());
    }

    /** A member, or null if there is none of the name. */
    @Nullable
    public ZipMember member(String name) {
        return members.get(name);
    }
}
