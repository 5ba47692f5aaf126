package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.heap;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SymbolTableTest {
    private static final int SOFT_LINK = 2;

    private final Hdf5Bytes bytes = new Hdf5Bytes();

    private Map<String, Long> read(long tree, long heap) throws Hdf5Exception {
        long message = bytes.place(new LittleEndianBytes().i64(tree).i64(heap));
        return SymbolTable.read(Cursor.at(bytes.file(0), message, "symbol table"));
    }

    private static LittleEndianBytes node(int entries) {
        return new LittleEndianBytes().text("SNOD").u8(1, 0).u16(entries);
    }

    /** Adds an entry to a node: the name's place in the heap, the object's in the file. */
    private static LittleEndianBytes entry(LittleEndianBytes node, long name, long object, int cacheType) {
        return node.i64(name).i64(object).u32(cacheType).zeros(4 + 16);
    }

    private Map<String, Long> read(LittleEndianBytes names, LittleEndianBytes node) throws Hdf5Exception {
        long heap = bytes.place(heap(bytes.place(names), names.size()));
        long nodeAt = bytes.place(node);
        return read(bytes.place(tree(BTree.GROUP, 0, 1).i64(0).i64(nodeAt)), heap);
    }

    @Test
    void namesLeadToObjects() throws Hdf5Exception {
        LittleEndianBytes names =
                new LittleEndianBytes().u8(0).text("bias").u8(0).text("kernel").u8(0);
        LittleEndianBytes node = entry(entry(node(2), 6, 700, 0), 1, 800, 1);
        Map<String, Long> members = read(names, node);
        assertEquals(Map.of("kernel", 700L, "bias", 800L), members);
        assertEquals(List.of("kernel", "bias"), List.copyOf(members.keySet()), "in the file's order");
    }

    @Test
    void aNameMayEndWithTheHeap() throws Hdf5Exception {
        assertEquals(Map.of("kernel", 7L), read(new LittleEndianBytes().text("kernel"), entry(node(1), 0, 7, 0)));
        assertRefused(
                "name in the local heap at byte 7",
                "an address within the file's 6 bytes",
                "one behind its end",
                () -> read(new LittleEndianBytes().text("kernel"), entry(node(1), 7, 7, 0)));
    }

    @Test
    void softLinksAreRefused() {
        LittleEndianBytes names = new LittleEndianBytes().text("there").u8(0);
        LittleEndianBytes node = entry(node(1), 0, -1, SOFT_LINK);
        assertRefused("symbol table node at byte 136", "a hard link there", "a soft link", () -> read(names, node));
    }

    @Test
    void eachNameStandsOnce() {
        LittleEndianBytes names =
                new LittleEndianBytes().text("a").u8(0).text("a").u8(0);
        LittleEndianBytes node = entry(entry(node(2), 0, 1, 0), 2, 2, 0);
        assertRefused("symbol table node at byte 136", "each name once", "'a' again", () -> read(names, node));
    }

    /** Names that end at the same zero would take half the square of the heap's bytes. */
    @Test
    void namesDoNotShareBytes() {
        LittleEndianBytes names = new LittleEndianBytes().text("abcdefgh").u8(0);
        LittleEndianBytes node = entry(entry(node(2), 0, 1, 0), 1, 2, 0);
        assertRefused(
                "name in the local heap at byte 1",
                "names that share no bytes",
                "more than the 9 bytes of the heap",
                () -> read(names, node));
    }

    @Test
    void nodesAndHeapsHaveTheirSignaturesAndVersions() {
        LittleEndianBytes names = new LittleEndianBytes().text("a").u8(0);
        assertRefused(
                "symbol table node at byte 136",
                "the signature SNOD",
                "'SNOX'",
                () -> read(names, new LittleEndianBytes().text("SNOX").zeros(60)));
        SymbolTableTest second = new SymbolTableTest();
        assertRefused(
                "symbol table node at byte 136",
                "version 1",
                "2",
                () -> second.read(
                        names, new LittleEndianBytes().text("SNOD").u8(2).zeros(60)));
        SymbolTableTest third = new SymbolTableTest();
        long heap = third.bytes.place(new LittleEndianBytes().text("GCOL").zeros(40));
        assertRefused("local heap at byte 96", "the signature HEAP", "'GCOL'", () -> third.read(0, heap));
        SymbolTableTest fourth = new SymbolTableTest();
        long newer =
                fourth.bytes.place(new LittleEndianBytes().text("HEAP").u8(1).zeros(40));
        assertRefused("local heap at byte 96", "version 0", "1", () -> fourth.read(0, newer));
    }

    @Test
    void theHeapLiesWithinTheFile() {
        long heap = bytes.place(heap(96, 1000));
        assertRefused(
                "data of the local heap at byte 96",
                "1000 bytes from byte 96",
                "48 bytes up to the end",
                () -> read(0, heap));
        SymbolTableTest second = new SymbolTableTest();
        long negative = second.bytes.place(heap(96, -8));
        assertRefused(
                "data of the local heap at byte 96",
                "18446744073709551608 bytes from byte 96",
                "48 bytes up to the end",
                () -> second.read(0, negative));
    }

    @Test
    void entriesLieWithinTheFile() {
        LittleEndianBytes names = new LittleEndianBytes().text("a").u8(0);
        assertRefused(
                "name in the local heap at byte 20",
                "an address within the file's 2 bytes",
                "one behind its end",
                () -> read(names, entry(entry(node(9), 0, 1, 0), 20, 2, 0)));
        SymbolTableTest second = new SymbolTableTest();
        LittleEndianBytes endless = new LittleEndianBytes().text("a").u8(0);
        long heap = second.bytes.place(heap(second.bytes.place(endless), 2));
        long tree = second.bytes.place(tree(BTree.GROUP, 0, 1).i64(0).i64(second.bytes.next() + 40));
        second.bytes.place(node(1).i64(0).i64(1));
        // The message of the table stands behind the node; then the file ends within the first entry.
        assertRefused(
                "symbol table node at byte 176",
                "20 bytes from byte 204",
                "12 bytes up to the end",
                () -> second.read(tree, heap));
    }
}
