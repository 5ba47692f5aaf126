package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.cursor;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.dataspace;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.tree;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** An array of 3 by 5 bytes in chunks of 2 by 2. */
class ChunksTest {
    private static final String COVERED = "6 chunks, each once, of less than 2^31 bytes";

    /** A chunk's entry in the tree: its stored bytes, its first element, its address. */
    private record Entry(int stored, long row, long column, long address) {}

    private static Dataspace space(long... extents) throws Hdf5Exception {
        return Dataspace.read(cursor(dataspace(extents)));
    }

    private static Filters none() throws Hdf5Exception {
        return Filters.read(null, "/w");
    }

    private static LittleEndianBytes layout(long tree, long... extentsAndElement) {
        LittleEndianBytes layout =
                new LittleEndianBytes().u8(extentsAndElement.length).i64(tree);
        for (long extent : extentsAndElement) {
            layout.u32(extent);
        }
        return layout;
    }

    private static Chunks chunks(MemorySegment file, Dataspace space, int element, LittleEndianBytes layout)
            throws Hdf5Exception {
        return new Chunks(file, "/w", space, element, cursor(layout), none());
    }

    /** What is read of the array, where the chunks' bytes stand at these addresses. */
    private static byte[] read(Hdf5Bytes bytes, Entry... entries) throws Hdf5Exception {
        LittleEndianBytes leaf = tree(BTree.CHUNKS, 0, entries.length);
        for (Entry entry : entries) {
            leaf.u32(entry.stored)
                    .u32(0)
                    .i64(entry.row)
                    .i64(entry.column)
                    .i64(0)
                    .i64(entry.address);
        }
        long root = bytes.place(leaf);
        MemorySegment file = bytes.file(0);
        return chunks(file, space(3, 5), 1, layout(root, 2, 2, 1)).bytes(15).toArray(ValueLayout.JAVA_BYTE);
    }

    /** The six chunks of the array, the elements of each counted on from those of the one before. */
    private static Entry[] six(Hdf5Bytes bytes) {
        Entry[] entries = new Entry[6];
        for (int i = 0; i < 6; i++) {
            long at = bytes.place(new LittleEndianBytes().u8(4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3));
            entries[i] = new Entry(4, i / 3 * 2L, i % 3 * 2L, at);
        }
        return entries;
    }

    @Test
    void chunksReachOverTheEdges() throws Hdf5Exception {
        Hdf5Bytes bytes = new Hdf5Bytes();
        byte[] expected = {0, 1, 4, 5, 8, 2, 3, 6, 7, 10, 12, 13, 16, 17, 20};
        assertArrayEquals(expected, read(bytes, six(bytes)));
        Hdf5Bytes again = new Hdf5Bytes();
        Entry[] backward = six(again);
        Collections.reverse(Arrays.asList(backward));
        assertArrayEquals(expected, read(again, backward));
    }

    @Test
    void elementsOfSeveralBytesStayTogether() throws Hdf5Exception {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long first = bytes.place(new LittleEndianBytes().u16(0x0100).u16(0x0302));
        long second = bytes.place(new LittleEndianBytes().u16(0x0504).u16(0x7777));
        LittleEndianBytes leaf = tree(BTree.CHUNKS, 0, 2);
        leaf.u32(4).u32(0).i64(0).i64(0).i64(first);
        leaf.u32(4).u32(0).i64(2).i64(0).i64(second);
        long root = bytes.place(leaf);
        Chunks chunks = chunks(bytes.file(0), space(3), 2, layout(root, 2, 2));
        assertArrayEquals(new byte[] {0, 1, 2, 3, 4, 5}, chunks.bytes(6).toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void allOfThemHaveToBeThere() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        Entry[] entries = six(bytes);
        assertRefused("/w", COVERED, "5 chunks", () -> read(bytes, Arrays.copyOf(entries, 5)));
        Entry[] twice = entries.clone();
        twice[5] = entries[4];
        assertRefused("/w", COVERED, "6 chunks", () -> read(bytes, twice));
    }

    @Test
    void aTreeThatWasNeverWrittenHasNone() throws Hdf5Exception {
        MemorySegment file = new Hdf5Bytes().file(0);
        Chunks chunks = chunks(file, space(3, 5), 1, layout(Hdf5File.UNDEFINED, 2, 2, 1));
        assertRefused("/w", COVERED, "0 chunks", () -> chunks.bytes(15));
        Chunks empty = chunks(file, space(0, 5), 1, layout(Hdf5File.UNDEFINED, 2, 2, 1));
        assertEquals(0, empty.bytes(0).byteSize());
    }

    @Test
    void eachBeginsWhereOneCanBegin() {
        for (Entry astray : new Entry[] {
            new Entry(4, 1, 0, 96), new Entry(4, 0, 3, 96), new Entry(4, 4, 0, 96), new Entry(4, 0, -2, 96)
        }) {
            Hdf5Bytes bytes = new Hdf5Bytes();
            Entry[] entries = six(bytes);
            entries[0] = astray;
            long offset = astray.row == 0 ? astray.column : astray.row;
            assertRefused(
                    "B-tree node at byte " + bytes.next(),
                    "a chunk that begins within the array",
                    "offset " + offset,
                    () -> read(bytes, entries));
        }
    }

    @Test
    void noneBeginsAtTheEnd() throws Hdf5Exception {
        Hdf5Bytes bytes = new Hdf5Bytes();
        LittleEndianBytes leaf = tree(BTree.CHUNKS, 0, 2);
        leaf.u32(2).u32(0).i64(0).i64(0).i64(0);
        leaf.u32(2).u32(0).i64(4).i64(0).i64(0);
        long root = bytes.place(leaf);
        Chunks chunks = chunks(bytes.file(0), space(4), 1, layout(root, 2, 1));
        assertRefused(
                "B-tree node at byte " + root,
                "a chunk that begins within the array",
                "offset 4",
                () -> chunks.bytes(4));
    }

    @Test
    void eachHasItsBytes() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        Entry[] entries = six(bytes);
        entries[3] = new Entry(3, 2, 0, entries[3].address);
        assertRefused("/w", "a chunk of 4 bytes", "3", () -> read(bytes, entries));
        Hdf5Bytes others = new Hdf5Bytes();
        Entry[] astray = six(others);
        astray[3] = new Entry(4, 2, 0, 1 << 20);
        assertRefused(
                "chunk of /w at byte 1048576",
                "an address within the file's 408 bytes",
                "one behind its end",
                () -> read(others, astray));
    }

    @Test
    void theLayoutFitsTheArray() throws Hdf5Exception {
        MemorySegment file = new Hdf5Bytes().file(0);
        String place = "part at byte 0";
        assertRefused(place, "chunks of 2 dimensions", "1", () -> chunks(file, space(3, 5), 1, layout(0, 2, 1)));
        assertRefused(place, "chunks of 0 dimensions", "0", () -> chunks(file, space(), 1, layout(0, 1)));
        assertRefused(place, "elements of 4 bytes", "2", () -> chunks(file, space(3, 5), 4, layout(0, 2, 2, 2)));
        String size = "chunks of 1 to 1073741824 bytes";
        assertRefused(place, size, "an extent of 0", () -> chunks(file, space(3, 5), 1, layout(0, 0, 2, 1)));
        assertRefused(
                place, size, "an extent of 65537", () -> chunks(file, space(3, 5), 1, layout(0, 16_384, 65_537, 1)));
        assertRefused(
                place,
                size,
                "an extent of 4294967295",
                () -> chunks(file, space(3, 5), 4, layout(0, 0xffffffffL, 0xffffffffL, 4)));
        assertRefused(
                place, size, "an extent of 1073741825", () -> chunks(file, space(3), 1, layout(0, (1 << 30) + 1, 1)));
        chunks(file, space(3, 5), 1, layout(0, 16_384, 65_536, 1));
    }

    @Test
    void nothingIsAllocatedForMoreThanTheFileCanHold() throws Hdf5Exception {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long root =
                bytes.place(tree(BTree.CHUNKS, 0, 1).u32(4).u32(0).i64(0).i64(0).i64(8));
        MemorySegment file = bytes.file(0);
        Chunks wide = chunks(file, space(1 << 30), 1, layout(root, 1 << 30, 1));
        assertRefused(
                "/w",
                "chunks of 1073741824 bytes, each in a place of its own",
                "4 stored bytes",
                () -> wide.bytes(1 << 30));
        Hdf5Bytes more = new Hdf5Bytes();
        LittleEndianBytes two = tree(BTree.CHUNKS, 0, 2);
        two.u32(4).u32(0).i64(0).i64(0).i64(8);
        two.u32(4).u32(0).i64(1 << 30).i64(0).i64(8);
        long leaf = more.place(two);
        Chunks wider = chunks(more.file(0), space(1L << 31), 1, layout(leaf, 1 << 30, 1));
        assertRefused("/w", "2 chunks, each once, of less than 2^31 bytes", "2 chunks", () -> wider.bytes(1L << 31));
        Chunks widest = chunks(file, space(Long.MAX_VALUE), 1, layout(root, 1 << 30, 1));
        assertRefused(
                "/w",
                "8589934592 chunks, each once, of less than 2^31 bytes",
                "1 chunks",
                () -> widest.bytes(Long.MAX_VALUE));
    }

    /** Chunks that all lie in the same bytes, more of them than the file has. */
    @Test
    void chunksDoNotShareTheirBytes() throws Hdf5Exception {
        Hdf5Bytes bytes = new Hdf5Bytes();
        LittleEndianBytes leaf = tree(BTree.CHUNKS, 0, 4);
        for (int i = 0; i < 4; i++) {
            leaf.u32(200).u32(0).i64(200L * i).i64(0).i64(0);
        }
        long root = bytes.place(leaf);
        MemorySegment file = bytes.file(0);
        Chunks chunks = chunks(file, space(800), 1, layout(root, 200, 1));
        assertRefused(
                "/w", "chunks of 800 bytes, each in a place of its own", "800 stored bytes", () -> chunks.bytes(800));
    }
}
