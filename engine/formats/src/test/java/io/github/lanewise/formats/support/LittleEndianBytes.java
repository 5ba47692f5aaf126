package io.github.lanewise.formats.support;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Bytes written by hand: numbers with the least significant byte first, and texts. */
public final class LittleEndianBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public LittleEndianBytes u8(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    public LittleEndianBytes u16(int value) {
        return number(value, Short.BYTES);
    }

    public LittleEndianBytes u32(long value) {
        return number(value, Integer.BYTES);
    }

    public LittleEndianBytes i64(long value) {
        return number(value, Long.BYTES);
    }

    private LittleEndianBytes number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (i * Byte.SIZE)));
        }
        return this;
    }

    /** A text without an end mark. */
    public LittleEndianBytes text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public LittleEndianBytes bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public LittleEndianBytes zeros(int count) {
        return bytes(new byte[count]);
    }

    /** Zeros up to a multiple of 8 bytes. */
    public LittleEndianBytes aligned() {
        return zeros(-size() & 7);
    }

    public int size() {
        return out.size();
    }

    public byte[] array() {
        return out.toByteArray();
    }

    public MemorySegment segment() {
        return MemorySegment.ofArray(array());
    }
}
