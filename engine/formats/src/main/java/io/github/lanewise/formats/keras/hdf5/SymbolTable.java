package io.github.lanewise.formats.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The members of a group in the format's old form: a version 1 B-tree of nodes, and a heap with the names. */
final class SymbolTable {
    private final MemorySegment file;
    private final MemorySegment names;
    private final Map<String, Long> links = new LinkedHashMap<>();
    private long nameBytes;

    private SymbolTable(MemorySegment file, MemorySegment names) {
        this.file = file;
        this.names = names;
    }

    static Map<String, Long> read(Cursor message) throws Hdf5Exception {
        long tree = message.i64();
        long heap = message.i64();
        SymbolTable table = new SymbolTable(message.file(), heap(message.file(), heap));
        BTree.read(message.file(), tree, BTree.GROUP, 8, (key, child) -> table.node(child));
        return table.links;
    }

    private static MemorySegment heap(MemorySegment file, long address) throws Hdf5Exception {
        Cursor in = Cursor.at(file, address, "local heap");
        in.expectSignature("HEAP");
        in.expectVersion(0);
        in.skip(3);
        long size = in.i64();
        in.skip(8);
        return Cursor.at(file, in.i64(), "data of the local heap").segment(size);
    }

    private void node(long address) throws Hdf5Exception {
        Cursor in = Cursor.at(file, address, "symbol table node");
        in.expectSignature("SNOD");
        in.expectVersion(1);
        in.skip(1);
        int entries = in.u16();
        for (int i = 0; i < entries; i++) {
            long nameAt = in.i64();
            long header = in.i64();
            long cacheType = in.u32();
            in.skip(4 + 16);
            String name = name(nameAt);
            if (cacheType == 2) {
                throw in.refused("a hard link " + name, "a soft link");
            }
            Hdf5Group.put(in, links, name, header);
        }
    }

    private String name(long at) throws Hdf5Exception {
        Cursor heap = Cursor.at(names, at, "name in the local heap");
        long length = heap.untilZero();
        nameBytes += length;
        // Names that share bytes could be as many times as long as the heap as there are members.
        if (nameBytes > names.byteSize()) {
            throw heap.refused("names that share no bytes", "more than the " + names.byteSize() + " bytes of the heap");
        }
        return heap.text(length);
    }
}
