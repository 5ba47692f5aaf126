package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.dataset;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.dataspace;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.header;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.message;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.newHeader;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.newMessage;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

class Hdf5GroupTest {
    private final Hdf5Bytes bytes = new Hdf5Bytes();

    private Hdf5Group group(LittleEndianBytes header) throws Hdf5Exception {
        long at = bytes.place(header);
        return Hdf5File.root(bytes.file(at));
    }

    /** A group of the newer form. */
    private Hdf5Group linked(LittleEndianBytes... links) throws Hdf5Exception {
        LittleEndianBytes[] messages = new LittleEndianBytes[links.length + 1];
        messages[0] = newMessage(
                ObjectHeader.LINK_INFO, new LittleEndianBytes().u8(0, 0).i64(-1).i64(-1));
        for (int i = 0; i < links.length; i++) {
            messages[i + 1] = newMessage(ObjectHeader.LINK, links[i]);
        }
        return group(newHeader(messages));
    }

    private static LittleEndianBytes link(String name, long address) {
        return new LittleEndianBytes().u8(1, 0, name.length()).text(name).i64(address);
    }

    private long someDataset() {
        return bytes.place(dataset(bytes.place(new LittleEndianBytes().u8(5, 6, 7)), 3));
    }

    private static byte[] elements(Hdf5Group group, String member) throws Hdf5Exception {
        Hdf5Dataset dataset = group.dataset(member);
        assertNotNull(dataset);
        return dataset.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void membersOfTheOldForm() throws Hdf5Exception {
        long dataset = someDataset();
        long inner = bytes.place(
                header(message(ObjectHeader.SYMBOL_TABLE, bytes.symbolTable(new String[] {"kernel"}, dataset))));
        Hdf5Group root = group(header(
                message(ObjectHeader.SYMBOL_TABLE, bytes.symbolTable(new String[] {"lstm", "bias"}, inner, dataset))));
        assertEquals(List.of("lstm", "bias"), List.copyOf(root.members()));
        assertArrayEquals(new byte[] {5, 6, 7}, elements(root, "bias"));
        Hdf5Group lstm = root.group("lstm");
        assertNotNull(lstm);
        assertEquals("/lstm", lstm.name());
        assertArrayEquals(new byte[] {5, 6, 7}, elements(lstm, "kernel"));
        Hdf5Dataset kernel = lstm.dataset("kernel");
        assertNotNull(kernel);
        assertEquals("/lstm/kernel", kernel.name());
    }

    @Test
    void membersOfTheNewerForm() throws Hdf5Exception {
        long dataset = someDataset();
        LittleEndianBytes everyFlag = new LittleEndianBytes()
                .u8(1, 0x1d, 0)
                .i64(7)
                .u8(1)
                .u16(3)
                .text("two")
                .i64(dataset);
        Hdf5Group root = linked(link("one", dataset), everyFlag);
        assertEquals(List.of("one", "two"), List.copyOf(root.members()));
        assertArrayEquals(new byte[] {5, 6, 7}, elements(root, "two"));
    }

    @Test
    void aMemberIsEitherGroupOrDataset() throws Hdf5Exception {
        long dataset = someDataset();
        long empty = bytes.place(newHeader(newMessage(
                ObjectHeader.LINK_INFO,
                new LittleEndianBytes().u8(0, 1).i64(0).i64(-1).i64(-1))));
        Hdf5Group root = linked(link("data", dataset), link("more", empty));
        assertNull(root.group("data"));
        assertNull(root.dataset("more"));
        assertNotNull(root.group("more"));
        assertNull(root.group("none"));
        assertNull(root.dataset("none"));
        assertThrows(UnsupportedOperationException.class, () -> root.members().clear());
    }

    /** Whoever walks has to count; a group alone leads no further than its user asks. */
    @Test
    void aGroupMayBeItsOwnMember() throws Hdf5Exception {
        Hdf5Group root = linked(link("self", bytes.next()));
        Hdf5Group self = root.group("self");
        assertNotNull(self);
        Hdf5Group again = self.group("self");
        assertNotNull(again);
        assertEquals("/self/self", again.name());
    }

    @Test
    void eachNameStandsOnce() {
        assertThrows(Hdf5Exception.class, () -> linked(link("a", 96), link("a", 96)));
        Hdf5Exception refusal =
                assertThrows(Hdf5Exception.class, () -> linked(link("a", 96), link("b", 96), link("a", 200)));
        assertEquals("each name once", refusal.expected());
        assertEquals("'a' again", refusal.found());
    }

    @Test
    void onlyHardLinks() {
        LittleEndianBytes soft =
                new LittleEndianBytes().u8(1, 8, 1, 5).text("there").u16(4).text("/dst");
        assertRefused("message 6 of / at byte 130", "a hard link there", "a link of type 1", () -> linked(soft));
        Hdf5GroupTest second = new Hdf5GroupTest();
        assertRefused(
                "message 6 of / at byte 130",
                "version 1",
                "2",
                () -> second.linked(
                        new LittleEndianBytes().u8(2, 0, 1).text("a").i64(96)));
        Hdf5GroupTest third = new Hdf5GroupTest();
        LittleEndianBytes longName = new LittleEndianBytes().u8(1, 3).i64(-1).zeros(20);
        assertRefused(
                "message 6 of / at byte 130",
                "18446744073709551615 bytes from byte 140",
                "20 bytes up to the end",
                () -> third.linked(longName));
    }

    @Test
    void manyLinksInAHeapOfTheirOwnAreRefused() {
        LittleEndianBytes dense =
                new LittleEndianBytes().u8(0, 1).i64(99).i64(4000).i64(-1);
        assertRefused(
                "message 2 of / at byte 108",
                "links in the group's header",
                "a fractal heap of links; write the file with h5py's default libver",
                () -> group(newHeader(newMessage(ObjectHeader.LINK_INFO, dense))));
    }

    @Test
    void anObjectThatIsNoGroup() {
        assertRefused("/", "a group", "neither a symbol table nor links", () -> group(header()));
        Hdf5GroupTest second = new Hdf5GroupTest();
        assertRefused(
                "object header of /astray at byte 1048576",
                "an address within the file's 151 bytes",
                "one behind its end",
                () -> second.linked(link("astray", 1 << 20)).group("astray"));
    }

    @Test
    void attributesThatAreTexts() throws Hdf5Exception {
        LittleEndianBytes attribute = new LittleEndianBytes()
                .u8(3, 0)
                .u16(8)
                .u16(text(10).size())
                .u16(dataspace().size())
                .u8(0)
                .text("backend")
                .u8(0)
                .bytes(text(10).array())
                .bytes(dataspace().array())
                .text("tensorflow");
        LittleEndianBytes info = new LittleEndianBytes().u8(0, 0).i64(-1).i64(-1);
        Hdf5Group root = group(
                newHeader(newMessage(ObjectHeader.LINK_INFO, info), newMessage(ObjectHeader.ATTRIBUTE, attribute)));
        assertEquals("tensorflow", root.text("backend"));
        assertNull(root.text("keras_version"));
    }
}
