package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.header;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.message;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.newHeader;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.newMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectHeaderTest {
    private static final String PLACE = "object header of /x at byte 0";
    private static final int CONTINUATION = 0x10;

    private static ObjectHeader read(LittleEndianBytes bytes) throws Hdf5Exception {
        return read(bytes.segment(), 0);
    }

    private static ObjectHeader read(MemorySegment file, long address) throws Hdf5Exception {
        return ObjectHeader.read(file, address, "/x");
    }

    private static LittleEndianBytes number(long value) {
        return new LittleEndianBytes().i64(value);
    }

    /** The numbers in all messages of a type. */
    private static List<Long> numbers(ObjectHeader header, int type) throws Hdf5Exception {
        List<Long> numbers = new ArrayList<>();
        for (Cursor message : header.all(type)) {
            numbers.add(message.i64());
            assertEquals(0, message.remaining());
        }
        return numbers;
    }

    @Test
    void messagesByTheirTypeInBothVersions() throws Hdf5Exception {
        LittleEndianBytes old = header(message(6, number(1)), message(3, number(2)), message(6, number(3)));
        LittleEndianBytes newer =
                newHeader(newMessage(6, number(1)), newMessage(3, number(2)), newMessage(6, number(3)));
        for (LittleEndianBytes bytes : List.of(old, newer)) {
            ObjectHeader header = read(bytes);
            assertEquals("/x", header.name());
            assertEquals(List.of(1L, 3L), numbers(header, 6));
            assertEquals(List.of(2L), numbers(header, 3));
            assertTrue(header.has(3));
            assertFalse(header.has(8));
            assertNull(header.first(8));
            assertEquals(2, header.required(3, "datatype").i64());
            assertRefused("/x", "a layout", "none", () -> header.required(8, "layout"));
        }
    }

    @Test
    void whatABitOfANewHeadersFlagsAdds() throws Hdf5Exception {
        LittleEndianBytes ordered =
                new LittleEndianBytes().u8(6).u16(8).u8(0).u16(77).i64(5);
        LittleEndianBytes allFlags = new LittleEndianBytes()
                .text("OHDR")
                .u8(2, 0x20 | 0x10 | 4 | 2)
                .zeros(16)
                .zeros(4)
                .u32(ordered.size())
                .bytes(ordered.array())
                .zeros(4);
        assertEquals(List.of(5L), numbers(read(allFlags), 6));
        LittleEndianBytes plain = newMessage(6, number(5));
        LittleEndianBytes widest = new LittleEndianBytes()
                .text("OHDR")
                .u8(2, 3)
                .i64(plain.size())
                .bytes(plain.array())
                .zeros(4);
        assertEquals(List.of(5L), numbers(read(widest), 6));
        LittleEndianBytes narrowest = new LittleEndianBytes()
                .text("OHDR")
                .u8(2, 0)
                .u8(plain.size())
                .bytes(plain.array())
                .zeros(4);
        assertEquals(List.of(5L), numbers(read(narrowest), 6));
    }

    @Test
    void aHeaderGoesOnElsewhere() throws Hdf5Exception {
        Hdf5Bytes old = new Hdf5Bytes();
        long more = old.place(message(6, number(2)));
        long root = old.place(header(
                3, message(6, number(1)), message(CONTINUATION, number(more).i64(16))));
        assertEquals(List.of(1L, 2L), numbers(read(old.file(0), root), 6));

        Hdf5Bytes newer = new Hdf5Bytes();
        LittleEndianBytes message = newMessage(6, number(2));
        long chunk = newer.place(
                new LittleEndianBytes().text("OCHK").bytes(message.array()).u32(-1));
        LittleEndianBytes leads = newMessage(CONTINUATION, number(chunk).i64(4 + message.size() + 4));
        long newRoot = newer.place(newHeader(newMessage(6, number(1)), leads));
        assertEquals(List.of(1L, 2L), numbers(read(newer.file(0), newRoot), 6));
    }

    @Test
    void aNewHeaderGoesOnBehindItsSignature() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long chunk = bytes.place(new LittleEndianBytes().text("OHDR").zeros(20));
        long root = bytes.place(newHeader(newMessage(CONTINUATION, number(chunk).i64(24))));
        assertRefused(
                "continued object header of /x at byte " + chunk,
                "the signature OCHK",
                "'OHDR'",
                () -> read(bytes.file(0), root));
    }

    /** Fails unless a header that goes on behind its first 16 bytes, for ever, is refused. */
    private static void assertEndless(Hdf5Bytes bytes, long root) {
        assertRefused(
                "continued object header of /x at byte " + (root + 16),
                "an end of the object header",
                "ever more continuations",
                () -> read(bytes.file(0), root));
    }

    @Test
    void aHeaderThatLeadsBackToItselfEnds() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long root = bytes.next();
        bytes.place(header(60_000, message(CONTINUATION, number(root + 16).i64(24))));
        assertEndless(bytes, root);
    }

    /** Where a file could hold that many messages, the blocks are counted. */
    @Test
    void continuationsHaveABoundInALargeFileToo() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long root = bytes.next();
        bytes.place(header(60_000, message(CONTINUATION, number(root + 16).i64(24))));
        bytes.place(new LittleEndianBytes().zeros(1 << 20));
        assertEndless(bytes, root);
    }

    /** A block of thousands of empty messages that leads to itself ten thousand times. */
    @Test
    void noMoreMessagesAreKeptThanTheFileCanHold() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long root = bytes.next();
        LittleEndianBytes[] messages = new LittleEndianBytes[8001];
        Arrays.fill(messages, message(0, new LittleEndianBytes()));
        messages[8000] = message(CONTINUATION, number(root + 16).i64(8 * 8000 + 24));
        bytes.place(header(60_000, messages));
        assertEndless(bytes, root);
    }

    @Test
    void messagesLieWithinTheHeader() {
        LittleEndianBytes longer =
                new LittleEndianBytes().u16(6).u16(9).zeros(4).i64(1);
        assertRefused(PLACE, "9 bytes from byte 24", "8 bytes up to the end", () -> read(header(longer)));
        LittleEndianBytes newer = new LittleEndianBytes().u8(6).u16(9).u8(0).i64(1);
        assertRefused(PLACE, "9 bytes from byte 12", "8 bytes up to the end", () -> read(newHeader(newer)));
        LittleEndianBytes cut =
                new LittleEndianBytes().u8(1, 0).u16(1).u32(1).u32(100).zeros(4);
        assertRefused(PLACE, "100 bytes from byte 16", "0 bytes up to the end", () -> read(cut));
        LittleEndianBytes nowhere = message(CONTINUATION, number(5000).i64(8));
        assertRefused(
                "continued object header of /x at byte 5000",
                "an address within the file's 40 bytes",
                "one behind its end",
                () -> read(header(nowhere)));
        LittleEndianBytes tooLong = message(CONTINUATION, number(16).i64(25));
        assertRefused(
                "continued object header of /x at byte 16",
                "25 bytes from byte 16",
                "24 bytes up to the end",
                () -> read(header(2, tooLong)));
    }

    @Test
    void theCountIsNotExceeded() throws Hdf5Exception {
        LittleEndianBytes two = header(1, message(6, number(1)), message(6, number(2)));
        assertRefused(PLACE, "1 messages", "2", () -> read(two));
        assertEquals(List.of(1L), numbers(read(header(5, message(6, number(1)))), 6), "padding may be left out");
    }

    @Test
    void whatIsNoHeader() {
        assertRefused(
                PLACE, "an object header of version 1 or 2", "first byte 2", () -> read(new LittleEndianBytes().u8(2)));
        assertRefused(PLACE, "the signature OHDR", "'OCHK'", () -> read(new LittleEndianBytes().text("OCHK")));
        assertRefused(
                PLACE,
                "version 2",
                "3",
                () -> read(new LittleEndianBytes().text("OHDR").u8(3)));
        assertRefused(PLACE, "1 bytes from byte 0", "0 bytes up to the end", () -> read(new LittleEndianBytes()));
    }

    @Test
    void sharedMessagesAreRefusedWhereTheyAreNeeded() throws Hdf5Exception {
        ObjectHeader header = read(header(message(3, 2, number(1)), message(6, number(2))));
        assertEquals(List.of(2L), numbers(header, 6));
        assertRefused("/x", "messages of its own", "a shared message of type 3", () -> header.all(3));
        assertRefused("/x", "messages of its own", "a shared message of type 3", () -> header.required(3, "datatype"));
    }
}
