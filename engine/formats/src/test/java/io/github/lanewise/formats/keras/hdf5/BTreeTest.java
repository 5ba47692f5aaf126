package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BTreeTest {
    /** Key and child of each entry, as text. */
    private static List<String> walk(MemorySegment file, long root) throws Hdf5Exception {
        List<String> seen = new ArrayList<>();
        BTree.read(file, root, BTree.CHUNKS, 8, (key, child) -> seen.add(key.i64() + ":" + child));
        return seen;
    }

    private static LittleEndianBytes leaf(long... keysAndChildren) {
        LittleEndianBytes node = tree(BTree.CHUNKS, 0, keysAndChildren.length / 2);
        for (long value : keysAndChildren) {
            node.i64(value);
        }
        return node.i64(99);
    }

    @Test
    void aLeafsEntriesInOrder() throws Hdf5Exception {
        assertEquals(List.of("7:100", "8:101"), walk(leaf(7, 100, 8, 101).segment(), 0));
        assertEquals(List.of(), walk(leaf().segment(), 0));
    }

    @Test
    void nodesLeadToLeaves() throws Hdf5Exception {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long first = bytes.place(leaf(1, 10, 2, 20));
        long second = bytes.place(leaf(3, 30));
        long node =
                bytes.place(tree(BTree.CHUNKS, 1, 2).i64(1).i64(first).i64(3).i64(second));
        long root = bytes.place(tree(BTree.CHUNKS, 2, 1).i64(1).i64(node));
        assertEquals(List.of("1:10", "2:20", "3:30"), walk(bytes.file(0), root));
    }

    @Test
    void aNodeHasItsSignatureTypeAndLevel() {
        assertRefused(
                "B-tree node at byte 0",
                "the signature TREE",
                "'TREF'",
                () -> walk(new LittleEndianBytes().text("TREF").zeros(40).segment(), 0));
        assertRefused(
                "B-tree node at byte 0",
                "a node of type 1 and level 0 to 16",
                "type 0, level 0",
                () -> walk(tree(BTree.GROUP, 0, 0).segment(), 0));
        assertRefused(
                "B-tree node at byte 0",
                "a node of type 1 and level 0 to 16",
                "type 1, level 17",
                () -> walk(tree(BTree.CHUNKS, 17, 0).segment(), 0));
    }

    @Test
    void aNodeIsNotItsOwnChild() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long root = bytes.next();
        bytes.place(tree(BTree.CHUNKS, 1, 1).i64(0).i64(root));
        assertRefused(
                "B-tree node at byte " + root,
                "a node of type 1 and level 0",
                "type 1, level 1",
                () -> walk(bytes.file(0), root));
    }

    @Test
    void levelsAreNotLeftOut() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long leaf = bytes.place(leaf(1, 10));
        long root = bytes.place(tree(BTree.CHUNKS, 2, 1).i64(1).i64(leaf));
        assertRefused(
                "B-tree node at byte " + leaf,
                "a node of type 1 and level 1",
                "type 1, level 0",
                () -> walk(bytes.file(0), root));
    }

    /** Sixteen levels of sixteen entries that all lead to the next level's node would be 2^64 leaves. */
    @Test
    void eachEntryIsVisitedOnce() {
        Hdf5Bytes bytes = new Hdf5Bytes();
        long below = bytes.place(leaf(1, 10));
        for (int level = 1; level <= 16; level++) {
            LittleEndianBytes node = tree(BTree.CHUNKS, level, 16);
            for (int i = 0; i < 16; i++) {
                node.i64(i).i64(below);
            }
            below = bytes.place(node);
        }
        long root = below;
        MemorySegment file = bytes.file(0);
        Hdf5Exception refusal = assertThrows(Hdf5Exception.class, () -> walk(file, root));
        assertEquals("each entry once", refusal.expected());
        assertEquals("more entries than the file can hold", refusal.found());
    }

    @Test
    void entriesAndNodesLieWithinTheFile() {
        assertRefused(
                "B-tree node at byte 400",
                "an address within the file's 48 bytes",
                "one behind its end",
                () -> walk(leaf(7, 100).segment(), 400));
        LittleEndianBytes cut = tree(BTree.CHUNKS, 0, 2).i64(7).i64(100).i64(8);
        assertRefused(
                "B-tree node at byte 0", "8 bytes from byte 48", "0 bytes up to the end", () -> walk(cut.segment(), 0));
        LittleEndianBytes astray = tree(BTree.CHUNKS, 1, 1).i64(7).i64(-1);
        assertRefused(
                "B-tree node at byte 18446744073709551615",
                "an address within the file's 40 bytes",
                "one behind its end",
                () -> walk(astray.segment(), 0));
    }
}
