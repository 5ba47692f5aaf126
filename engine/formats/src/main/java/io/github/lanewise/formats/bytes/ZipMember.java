package io.github.lanewise.formats.bytes;

import io.github.lanewise.formats.io.FormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A member of a zip file, as the directory describes it. Damage is refused with the file's name and the member's.
 *
 * @param path the zip file
 * @param file its bytes
 * @param name the member's
 * @param flags general purpose flags
 * @param method 0 for stored, 8 for deflated
 * @param crc of the bytes as they were
 * @param packed how many bytes the file has of it
 * @param size how many bytes it has
 * @param header where its own header begins
 */
public record ZipMember(
        Path path,
        MemorySegment file,
        String name,
        int flags,
        int method,
        int crc,
        long packed,
        long size,
        long header) {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER = 0x04034b50;
    private static final int HEADER_BYTES = 30;
    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** An array has fewer elements than 2^31; and a checksum is taken of so many bytes at a time. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private static final int FIRST_BUFFER = 1 << 16;

    /**
     * What the member holds, where it lies if it is stored.
     *
     * @param most how many bytes it may have
     * @throws FormatException if it has more, is damaged, or is packed in another way than deflated
     */
    public MemorySegment bytes(long most) throws FormatException {
        if (size > most) {
            throw refused("at most " + most + " bytes", Long.toString(size));
        }
        MemorySegment data = packedBytes();
        MemorySegment bytes = switch (method) {
            case STORED -> stored(data);
            case DEFLATED -> inflated(data);
            default -> throw refused("a member that is stored or deflated", "method " + method);
        };
        requireChecksum(bytes);
        return bytes;
    }

    private MemorySegment packedBytes() throws FormatException {
        if ((flags & ENCRYPTED) != 0) {
            throw refused("a member that is not encrypted", "an encrypted one");
        }
        if (header > file.byteSize() - HEADER_BYTES || file.get(INT, header) != HEADER) {
            throw refused("its header at byte " + header, "other bytes, or the file's end");
        }
        long begin = header
                + HEADER_BYTES
                + Short.toUnsignedInt(file.get(SHORT, header + 26))
                + Short.toUnsignedInt(file.get(SHORT, header + 28));
        if (packed > file.byteSize() - begin) {
            throw refused(packed + " bytes from byte " + begin, "the file's end before");
        }
        return file.asSlice(begin, packed);
    }

    private MemorySegment stored(MemorySegment data) throws FormatException {
        if (packed != size) {
            throw refused("a stored member of " + size + " bytes", packed + " bytes");
        }
        return data;
    }

    /** The array grows as the bytes come, whatever the directory says of their number. */
    private MemorySegment inflated(MemorySegment data) throws FormatException {
        if (size > MAX_BYTES || packed > MAX_BYTES) {
            throw refused("a deflated member below 2 GiB", Math.max(size, packed) + " bytes");
        }
        byte[] bytes = new byte[(int) Math.min(size, FIRST_BUFFER)];
        int length = 0;
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(data.asByteBuffer());
            byte[] beyond = new byte[1];
            while (!inflater.finished()) {
                if (length == bytes.length && length < size) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(size, 2L * length));
                }
                int count = length < size
                        ? inflater.inflate(bytes, length, bytes.length - length)
                        : inflater.inflate(beyond, 0, 1);
                length += count;
                boolean stuck = count == 0 && (inflater.needsInput() || inflater.needsDictionary());
                if (length > size || (stuck && !inflater.finished())) {
                    break;
                }
            }
            if (!inflater.finished() || length != size) {
                throw refused(size + " bytes when it is inflated", length > size ? "more" : length + " bytes");
            }
        } catch (DataFormatException e) {
            throw refused("deflated bytes", String.valueOf(e.getMessage())).causedBy(e);
        }
        MemorySegment copy = Arena.ofAuto().allocate(length);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, length);
        return copy.asReadOnly();
    }

    /** PyTorch writes 0 where it was told to compute no checksums, {@code set_crc32_options(False)}. */
    private void requireChecksum(MemorySegment bytes) throws FormatException {
        if (crc == 0) {
            return;
        }
        CRC32 found = new CRC32();
        for (long at = 0; at < bytes.byteSize(); at += MAX_BYTES) {
            ByteBuffer part = bytes.asSlice(at, Math.min(MAX_BYTES, bytes.byteSize() - at))
                    .asByteBuffer();
            found.update(part);
        }
        if ((int) found.getValue() != crc) {
            throw refused("bytes with the checksum %08x".formatted(crc), "%08x".formatted(found.getValue()));
        }
    }

    private FormatException refused(String expected, String found) {
        return new FormatException(path, name, expected, found, "the file is damaged; get it again");
    }
}
