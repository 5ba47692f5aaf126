package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;

/** A version 1 B-tree: walked from its root down, each level below the one before, so that no walk is endless. */
final class BTree {
    static final int GROUP = 0;
    static final int CHUNKS = 1;

    /** Each level has at least as many nodes as the one above; no file of a model has this many. */
    private static final int MAX_LEVELS = 16;

    @FunctionalInterface
    interface Visitor {
        /**
         * A leaf's entry.
         *
         * @param key the bytes before the child's address
         * @param child the address
         */
        void see(Cursor key, long child) throws Hdf5Exception;
    }

    private final MemorySegment file;
    private final int type;
    private final int keyBytes;
    private final Visitor visitor;
    private long left;

    private BTree(MemorySegment file, int type, int keyBytes, Visitor visitor) {
        this.file = file;
        this.type = type;
        this.keyBytes = keyBytes;
        this.visitor = visitor;
        // An entry takes at least its key and an address; a tree that visits more of them visits some twice.
        this.left = file.byteSize() / (keyBytes + 8);
    }

    static void read(MemorySegment file, long address, int type, int keyBytes, Visitor visitor) throws Hdf5Exception {
        new BTree(file, type, keyBytes, visitor).node(address, -1);
    }

    /** A node; its level has to be the given one, or anything for the root (-1). */
    private void node(long address, int expectedLevel) throws Hdf5Exception {
        Cursor in = Cursor.at(file, address, "B-tree node");
        in.expectSignature("TREE");
        int found = in.u8();
        int level = in.u8();
        if (found != type || level > MAX_LEVELS || (expectedLevel >= 0 && level != expectedLevel)) {
            throw in.refused(
                    "a node of type " + type + " and level "
                            + (expectedLevel >= 0 ? expectedLevel : "0 to " + MAX_LEVELS),
                    "type " + found + ", level " + level);
        }
        int entries = in.u16();
        in.skip(8 + 8);
        for (int i = 0; i < entries; i++) {
            if (--left < 0) {
                throw in.refused("each entry once", "more entries than the file can hold");
            }
            Cursor key = in.slice(keyBytes, "");
            long child = in.i64();
            if (level == 0) {
                visitor.see(key, child);
            } else {
                node(child, level - 1);
            }
        }
    }
}
