package io.github.lanewise.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zip files as the JDK writes them, and damaged ones. */
class ZipArchiveTest {
    private static final Path NAME = Path.of("archive.zip");
    /** What the JDK writes behind a deflated member. */
    private static final int DESCRIPTOR = 16;

    private static final byte[] TEXT = "one two one two one two".getBytes(StandardCharsets.UTF_8);

    private static byte[] zip(Map<String, byte[]> members, int method, String comment) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setComment(comment);
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                ZipEntry entry = new ZipEntry(member.getKey());
                CRC32 crc = new CRC32();
                crc.update(member.getValue());
                entry.setMethod(method);
                entry.setSize(member.getValue().length);
                if (method == ZipEntry.STORED) {
                    entry.setCompressedSize(member.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                out.putNextEntry(entry);
                out.write(member.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] zip() throws IOException {
        return zip(Map.of("text", TEXT), ZipEntry.STORED, "");
    }

    private static ZipArchive open(byte[] bytes) throws FormatException {
        return ZipArchive.open(FileContents.of(bytes, NAME.toString()));
    }

    private static byte[] member(byte[] bytes, String name) throws FormatException {
        ZipMember member = open(bytes).member(name);
        assertNotNull(member);
        return member.bytes(Long.MAX_VALUE).toArray(ValueLayout.JAVA_BYTE);
    }

    @ParameterizedTest
    @CsvSource({"0, ''", "8, ''", "0, a comment", "8, PK\5\6 in a comment"})
    void readsWhatTheJdkWrites(int method, String comment) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        byte[] noise = new byte[300_000];
        random.nextBytes(noise);
        Map<String, byte[]> members = new TreeMap<>(
                Map.of("a/text", TEXT, "empty", new byte[0], "noise", noise, "zeros-ä", new byte[1_000_000]));
        byte[] bytes = zip(members, method, comment);
        assertEquals(List.copyOf(members.keySet()), open(bytes).names());
        for (Map.Entry<String, byte[]> member : members.entrySet()) {
            assertArrayEquals(member.getValue(), member(bytes, member.getKey()), member.getKey());
        }
        assertNull(open(bytes).member("another"));
    }

    /** A file of 64-bit sizes and offsets, as PyTorch writes from 4 GiB up, and any writer may. */
    @Test
    void readsSixtyFourBitRecords() throws IOException {
        ByteBuffer out = ByteBuffer.allocate(500).order(ByteOrder.LITTLE_ENDIAN);
        CRC32 crc = new CRC32();
        crc.update(TEXT);
        out.putInt(0x04034b50)
                .putShort((short) 45)
                .putShort((short) 0)
                .putShort((short) 0)
                .putInt(0);
        out.putInt((int) crc.getValue())
                .putInt(-1)
                .putInt(-1)
                .putShort((short) 4)
                .putShort((short) 0);
        out.put("text".getBytes(StandardCharsets.UTF_8)).put(TEXT);
        int directory = out.position();
        out.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) 0);
        out.putShort((short) 0)
                .putInt(0)
                .putInt((int) crc.getValue())
                .putInt(-1)
                .putInt(-1);
        out.putShort((short) 4).putShort((short) 28).putShort((short) 0).putShort((short) 0);
        out.putShort((short) 0).putInt(0).putInt(-1).put("text".getBytes(StandardCharsets.UTF_8));
        out.putShort((short) 1)
                .putShort((short) 24)
                .putLong(TEXT.length)
                .putLong(TEXT.length)
                .putLong(0);
        int end = out.position();
        out.putInt(0x06064b50)
                .putLong(44)
                .putShort((short) 45)
                .putShort((short) 45)
                .putInt(0)
                .putInt(0);
        out.putLong(1).putLong(1).putLong(end - directory).putLong(directory);
        out.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
        out.putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) -1)
                .putShort((short) -1);
        out.putInt(-1).putInt(-1).putShort((short) 0);
        byte[] bytes = Arrays.copyOf(out.array(), out.position());
        assertArrayEquals(TEXT, member(bytes, "text"));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(end + 48, directory + 1);
        RefusalAssertions.assertRefusedWith(
                NAME, () -> open(bytes), "a directory that ends where its end record begins");
    }

    @Test
    void refusesMembersThatAreNotWhatTheDirectorySays() throws IOException {
        byte[] stored = zip();
        int data = 30 + "text".length();
        byte[] flipped = stored.clone();
        flipped[data + 3] ^= 1;
        RefusalAssertions.assertRefusedWith(
                NAME, () -> member(flipped, "text"), "text: expected bytes with the checksum");

        byte[] deflated = zip(Map.of("text", TEXT), ZipEntry.DEFLATED, "");
        for (int at = 30 + "text".length(); at < deflated.length - 22 - 46 - 4 - DESCRIPTOR; at++) {
            byte[] damaged = deflated.clone();
            damaged[at] ^= 0x55;
            RefusalAssertions.assertRefusedWith(NAME, () -> member(damaged, "text"), "text: expected");
        }
        ZipMember member = open(stored).member("text");
        assertNotNull(member);
        RefusalAssertions.assertRefusedWith(NAME, () -> member.bytes(5), "at most 5 bytes", "found 23");
    }

    /** The fields of the directory's entry and of the end record, one after another. */
    @ParameterizedTest
    @CsvSource({
        "8, 1, not encrypted",
        "10, 9, stored or deflated",
        "20, 500, end before",
        "24, 500, a stored member of 500 bytes",
        "42, 7, its header at byte 7"
    })
    void refusesFalseEntries(int field, int value, String expected) throws IOException {
        byte[] bytes = zip();
        int directory = 30 + "text".length() + TEXT.length;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(directory + field, (short) value);
        RefusalAssertions.assertRefusedWith(NAME, () -> member(bytes, "text"), expected);
    }

    @Test
    void refusesWhatIsCutOffAnywhere() throws IOException {
        byte[] whole = zip();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            RefusalAssertions.assertRefusedWith(NAME, () -> open(cut), "a zip file", "cut off");
        }
    }

    /** A directory that claims a gigabyte for a few bytes: the array grows as they come. */
    @Test
    void allocatesAsBytesCome() throws IOException {
        byte[] bytes = zip(Map.of("text", TEXT), ZipEntry.DEFLATED, "");
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int directory = buffer.getInt(bytes.length - 6);
        buffer.putInt(directory + 24, Integer.MAX_VALUE - 8);
        RefusalAssertions.assertRefusedWith(
                NAME, () -> member(bytes, "text"), "2147483639 bytes when it is inflated", "23 bytes");
    }
}
