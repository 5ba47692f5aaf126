package io.github.lanewise.formats.keras.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.function.Executable;

/** An HDF5 file written by hand, part after part: each part's place is known once it is written. */
final class Hdf5Bytes {
    private static final int SUPERBLOCK = 96;

    private final LittleEndianBytes parts = new LittleEndianBytes().zeros(SUPERBLOCK);

    /** Appends a part at a multiple of 8 bytes, where it stands. */
    long place(LittleEndianBytes part) {
        parts.aligned();
        long at = parts.size();
        parts.bytes(part.array());
        return at;
    }

    /** Where the next part will stand. */
    long next() {
        return parts.aligned().size();
    }

    /** The file so far, with a superblock of version 0 that leads to the root group. */
    MemorySegment file(long root) {
        MemorySegment file = parts.segment();
        MemorySegment.copy(superblock(0, root, file.byteSize()).segment(), 0, file, 0, SUPERBLOCK);
        return file;
    }

    static LittleEndianBytes signature() {
        return new LittleEndianBytes().u8(0x89).text("HDF\r\n").u8(0x1a).text("\n");
    }

    /** A superblock of version 0 or 1. */
    static LittleEndianBytes superblock(int version, long root, long end) {
        return signature()
                .u8(version, 0, 0, 0, 0, 8, 8, 0)
                .u16(4)
                .u16(16)
                .u32(0)
                .zeros(version == 1 ? 4 : 0)
                .i64(0)
                .i64(-1)
                .i64(end)
                .i64(-1)
                .i64(0)
                .i64(root)
                .zeros(24);
    }

    /** A message of a header of version 1. */
    static LittleEndianBytes message(int type, LittleEndianBytes data) {
        return message(type, 0, data);
    }

    static LittleEndianBytes message(int type, int flags, LittleEndianBytes data) {
        byte[] padded = new LittleEndianBytes().bytes(data.array()).aligned().array();
        return new LittleEndianBytes()
                .u16(type)
                .u16(padded.length)
                .u8(flags, 0, 0, 0)
                .bytes(padded);
    }

    /** A header of version 1. */
    static LittleEndianBytes header(LittleEndianBytes... messages) {
        return header(messages.length, messages);
    }

    static LittleEndianBytes header(int count, LittleEndianBytes... messages) {
        LittleEndianBytes all = joined(messages);
        return new LittleEndianBytes()
                .u8(1, 0)
                .u16(count)
                .u32(1)
                .u32(all.size())
                .zeros(4)
                .bytes(all.array());
    }

    /** A message of a header of version 2. */
    static LittleEndianBytes newMessage(int type, LittleEndianBytes data) {
        return new LittleEndianBytes().u8(type).u16(data.size()).u8(0).bytes(data.array());
    }

    /** A header of version 2; its checksum, which nobody looks at, would be no message either. */
    static LittleEndianBytes newHeader(LittleEndianBytes... messages) {
        LittleEndianBytes all = joined(messages);
        return new LittleEndianBytes()
                .text("OHDR")
                .u8(2, 1)
                .u16(all.size())
                .bytes(all.array())
                .u32(-1);
    }

    private static LittleEndianBytes joined(LittleEndianBytes... parts) {
        LittleEndianBytes all = new LittleEndianBytes();
        for (LittleEndianBytes part : parts) {
            all.bytes(part.array());
        }
        return all;
    }

    static LittleEndianBytes dataspace(long... extents) {
        LittleEndianBytes space = new LittleEndianBytes().u8(1, extents.length).zeros(6);
        for (long extent : extents) {
            space.i64(extent);
        }
        return space;
    }

    static LittleEndianBytes float32() {
        return new LittleEndianBytes()
                .u8(0x11, 0x20, 31, 0)
                .u32(4)
                .u16(0)
                .u16(32)
                .u8(23, 8, 0, 23)
                .u32(127);
    }

    static LittleEndianBytes uint8() {
        return new LittleEndianBytes().u8(0x10, 0, 0, 0).u32(1).u16(0).u16(8);
    }

    /** Text of a fixed number of bytes. */
    static LittleEndianBytes text(int bytes) {
        return new LittleEndianBytes().u8(0x13, 0, 0, 0).u32(bytes);
    }

    /** Text of any length. */
    static LittleEndianBytes longText() {
        return new LittleEndianBytes().u8(0x19, 1, 0, 0).u32(16).bytes(text(1).array());
    }

    static LittleEndianBytes contiguous(long address, long bytes) {
        return new LittleEndianBytes().u8(3, 1).i64(address).i64(bytes);
    }

    /** The header of a dataset of bytes that lie in one piece. */
    static LittleEndianBytes dataset(long address, long... extents) {
        long bytes = 1;
        for (long extent : extents) {
            bytes *= extent;
        }
        return header(
                message(ObjectHeader.DATATYPE, uint8()),
                message(ObjectHeader.DATASPACE, dataspace(extents)),
                message(ObjectHeader.LAYOUT, contiguous(address, bytes)));
    }

    /** A node of a B-tree; its entries follow. */
    static LittleEndianBytes tree(int type, int level, int entries) {
        return new LittleEndianBytes()
                .text("TREE")
                .u8(type, level)
                .u16(entries)
                .i64(-1)
                .i64(-1);
    }

    /** The message of a group in the old form, its B-tree, node and heap; each name leads to the address beside it. */
    LittleEndianBytes symbolTable(String[] names, long... addresses) {
        LittleEndianBytes heapData = new LittleEndianBytes().zeros(8);
        LittleEndianBytes node = new LittleEndianBytes().text("SNOD").u8(1, 0).u16(names.length);
        for (int i = 0; i < names.length; i++) {
            node.i64(heapData.size()).i64(addresses[i]).u32(0).zeros(4 + 16);
            heapData.text(names[i]).u8(0).aligned();
        }
        long heap = place(heap(place(heapData), heapData.size()));
        long nodeAt = place(node);
        long tree = place(tree(BTree.GROUP, 0, 1).i64(0).i64(nodeAt).i64(0));
        return new LittleEndianBytes().i64(tree).i64(heap);
    }

    static LittleEndianBytes heap(long data, long size) {
        return new LittleEndianBytes()
                .text("HEAP")
                .u8(0, 0, 0, 0)
                .i64(size)
                .i64(-1)
                .i64(data);
    }

    static Cursor cursor(LittleEndianBytes bytes) throws Hdf5Exception {
        return Cursor.at(bytes.segment(), 0, "part");
    }

    /** Fails unless an action is refused with these words. */
    static void assertRefused(String where, String expected, String found, Executable action) {
        Hdf5Exception refusal = assertThrows(Hdf5Exception.class, action);
        assertEquals(where, refusal.where());
        assertEquals(expected, refusal.expected());
        assertEquals(found, refusal.found());
        assertEquals(where + ": expected " + expected + ", found " + found, refusal.getMessage());
    }
}
