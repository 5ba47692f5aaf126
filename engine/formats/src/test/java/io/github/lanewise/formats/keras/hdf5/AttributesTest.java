package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.dataspace;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.header;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.longText;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.message;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.text;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.uint8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.lanewise.formats.support.LittleEndianBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributesTest {
    private static final String PLACE = "message 12 of /x at byte 120";

    private final Hdf5Bytes bytes = new Hdf5Bytes();

    private String read(String name, LittleEndianBytes... messages) throws Hdf5Exception {
        return String.valueOf(find(name, messages));
    }

    private Object find(String name, LittleEndianBytes... messages) throws Hdf5Exception {
        long at = bytes.place(header(messages));
        String text = Attributes.text(ObjectHeader.read(bytes.file(0), at, "/x"), name);
        return text == null ? "no attribute" : text;
    }

    private static LittleEndianBytes attribute(
            int version, String name, LittleEndianBytes type, LittleEndianBytes space, LittleEndianBytes value) {
        LittleEndianBytes attribute = new LittleEndianBytes()
                .u8(version, 0)
                .u16(name.length() + 1)
                .u16(type.size())
                .u16(space.size())
                .zeros(version == 3 ? 1 : 0);
        LittleEndianBytes named = new LittleEndianBytes().text(name).u8(0);
        for (LittleEndianBytes part : new LittleEndianBytes[] {named, type, space}) {
            attribute.bytes(part.array());
            if (version == 1) {
                attribute.aligned();
            }
        }
        return message(ObjectHeader.ATTRIBUTE, attribute.bytes(value.array()));
    }

    private static LittleEndianBytes fixed(int version, String name, String value) {
        return attribute(version, name, text(value.length()), dataspace(), new LittleEndianBytes().text(value));
    }

    /** A reference to a text in a heap. */
    private static LittleEndianBytes reference(long length, long heap, long index) {
        return new LittleEndianBytes().u32(length).i64(heap).u32(index);
    }

    private static LittleEndianBytes inHeap(long length, long heap, long index) {
        return attribute(1, "model_config", longText(), dataspace(), reference(length, heap, index));
    }

    /** A global heap of two texts. */
    private static LittleEndianBytes heap(long size) {
        return new LittleEndianBytes()
                .text("GCOL")
                .u8(1, 0, 0, 0)
                .i64(size)
                .u16(1)
                .u16(1)
                .zeros(4)
                .i64(3)
                .text("one")
                .aligned()
                .u16(2)
                .u16(1)
                .zeros(4)
                .i64(7)
                .text("seconds")
                .aligned()
                .zeros(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void fixedTextsOfEveryVersion(int version) throws Hdf5Exception {
        assertEquals("2.21.0", read("keras_version", fixed(version, "keras_version", "2.21.0")));
        assertEquals("ab", read("odd_name", fixed(version, "other", "x"), fixed(version, "odd_name", "ab")));
        assertEquals("no attribute", read("backend", fixed(version, "keras_version", "2.21.0")));
    }

    @Test
    void withoutAttributesThereIsNone() throws Hdf5Exception {
        assertNull(Attributes.text(ObjectHeader.read(header().segment(), 0, "/x"), "backend"));
    }

    @Test
    void longTextsStandInAHeap() throws Hdf5Exception {
        LittleEndianBytes heap = heap(16 + 24 + 24 + 16);
        long at = bytes.place(heap);
        assertEquals("one", read("model_config", inHeap(3, at, 1)));
        assertEquals("seconds", read("model_config", inHeap(7, at, 2)));
        assertEquals("second", read("model_config", inHeap(6, at, 2)), "an object may be longer");
    }

    @Test
    void anEmptyTextNeedsNoHeap() throws Hdf5Exception {
        assertEquals("", read("model_config", inHeap(0, 0, 0)));
        assertEquals("", read("model_config", inHeap(0, -1, 0)));
    }

    @Test
    void heapsThatAreNone() {
        long at = bytes.place(heap(80));
        assertRefused(
                "global heap at byte 96",
                "object 3 of the global heap",
                "none",
                () -> read("model_config", inHeap(3, at, 3)));
        assertRefused(
                "message 12 of /x at byte 288", "a text of 4 bytes", "3", () -> read("model_config", inHeap(4, at, 1)));
        assertRefused(
                "global heap at byte 97",
                "the signature GCOL",
                "'COL\u0001'",
                () -> read("model_config", inHeap(3, at + 1, 1)));
        assertRefused(
                "global heap at byte 1048576",
                "an address within the file's 528 bytes",
                "one behind its end",
                () -> read("model_config", inHeap(3, 1 << 20, 1)));
    }

    @Test
    void whatIsFreeInAHeapHasNoObjectsBehindIt() {
        LittleEndianBytes heap = new LittleEndianBytes()
                .text("GCOL")
                .u8(1, 0, 0, 0)
                .i64(72)
                .u16(0)
                .u16(0)
                .zeros(4)
                .i64(1L << 40)
                .u16(1)
                .u16(1)
                .zeros(4)
                .i64(3)
                .text("old")
                .aligned()
                .zeros(16);
        long at = bytes.place(heap);
        assertRefused(
                "global heap at byte 96",
                "object 1 of the global heap",
                "none",
                () -> read("model_config", inHeap(3, at, 1)));
    }

    @Test
    void objectsLieWithinTheirHeap() {
        LittleEndianBytes heap = new LittleEndianBytes()
                .text("GCOL")
                .u8(1, 0, 0, 0)
                .i64(40)
                .u16(1)
                .u16(1)
                .zeros(4)
                .i64(9);
        long at = bytes.place(heap.zeros(64));
        assertRefused(
                "global heap at byte 96",
                "9 bytes from byte 128",
                "8 bytes up to the end",
                () -> read("model_config", inHeap(9, at, 1)));
        AttributesTest second = new AttributesTest();
        long small = second.bytes.place(heap(8));
        assertRefused(
                "global heap at byte 96",
                "18446744073709551608 bytes from byte 112",
                "152 bytes up to the end",
                () -> second.read("model_config", inHeap(3, small, 1)));
        AttributesTest third = new AttributesTest();
        long large = third.bytes.place(heap(1 << 20));
        assertRefused(
                "global heap at byte 96",
                "1048560 bytes from byte 112",
                "152 bytes up to the end",
                () -> third.read("model_config", inHeap(3, large, 1)));
    }

    @Test
    void whatIsNotOneText() {
        LittleEndianBytes two = attribute(1, "a", text(2), dataspace(2), new LittleEndianBytes().text("abcd"));
        assertRefused(PLACE, "attribute a with one text", "2 elements", () -> read("a", two));
        AttributesTest second = new AttributesTest();
        LittleEndianBytes number = attribute(1, "a", uint8(), dataspace(), new LittleEndianBytes().u8(7));
        assertRefused(PLACE, "attribute a with one text", "UNSIGNED of 1 bytes", () -> second.read("a", number));
    }

    @Test
    void versionsAndSharedTypes() {
        assertRefused(PLACE, "an attribute of version 1 to 3", "4", () -> read("a", fixed(4, "a", "x")));
        AttributesTest second = new AttributesTest();
        LittleEndianBytes shared = new LittleEndianBytes()
                .u8(2, 1)
                .u16(2)
                .u16(8)
                .u16(8)
                .text("a")
                .u8(0)
                .zeros(16);
        LittleEndianBytes message = message(ObjectHeader.ATTRIBUTE, shared);
        assertRefused(PLACE, "attribute a with a type of its own", "a shared one", () -> second.read("a", message));
    }

    @Test
    void partsLieWithinTheMessage() {
        LittleEndianBytes longName =
                new LittleEndianBytes().u8(3, 0).u16(60_000).u16(8).u16(8).u8(0).zeros(15);
        LittleEndianBytes message = message(ObjectHeader.ATTRIBUTE, longName);
        assertRefused(PLACE, "60000 bytes from byte 129", "15 bytes up to the end", () -> read("a", message));
    }

    @Test
    void manyAttributesInAHeapOfTheirOwnAreRefused() throws Hdf5Exception {
        LittleEndianBytes dense =
                new LittleEndianBytes().u8(0, 1).u16(9).i64(4000).i64(-1);
        assertRefused(
                "message 21 of /x at byte 120",
                "attributes in the object's header",
                "a fractal heap of attributes; write the file with h5py's default libver",
                () -> read("a", message(ObjectHeader.ATTRIBUTE_INFO, dense)));
        LittleEndianBytes compact = new LittleEndianBytes().u8(0, 0).i64(-1).i64(-1);
        assertEquals("no attribute", read("a", message(ObjectHeader.ATTRIBUTE_INFO, compact)));
        LittleEndianBytes counted =
                new LittleEndianBytes().u8(0, 1).u16(9).i64(-1).i64(-1);
        assertEquals("x", read("a", message(ObjectHeader.ATTRIBUTE_INFO, counted), fixed(3, "a", "x")));
        assertEquals("no attribute", read("b", message(ObjectHeader.ATTRIBUTE_INFO, counted)));
    }
}
