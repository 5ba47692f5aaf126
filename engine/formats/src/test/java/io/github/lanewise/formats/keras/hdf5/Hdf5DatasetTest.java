package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.contiguous;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.dataspace;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.float32;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.header;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.message;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.tree;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.uint8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class Hdf5DatasetTest {
    private final Hdf5Bytes bytes = new Hdf5Bytes();

    private Hdf5Dataset ofMessages(LittleEndianBytes... messages) throws Hdf5Exception {
        long at = bytes.place(header(messages));
        return Hdf5Dataset.of(ObjectHeader.read(bytes.file(0), at, "/w"));
    }

    /** A dataset of bytes with this layout. */
    private Hdf5Dataset dataset(LittleEndianBytes layout, long... extents) throws Hdf5Exception {
        return ofMessages(
                message(ObjectHeader.DATATYPE, uint8()),
                message(ObjectHeader.DATASPACE, dataspace(extents)),
                message(ObjectHeader.LAYOUT, layout));
    }

    private static LittleEndianBytes compact(int... elements) {
        return new LittleEndianBytes().u8(3, 0).u16(elements.length).u8(elements);
    }

    private static byte[] elements(Hdf5Dataset dataset) throws Hdf5Exception {
        return dataset.bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Where the layout message of a dataset stands, whose header is the next part. */
    private String layoutPlace(int rank) {
        return "message 8 of /w at byte " + (bytes.next() + 16 + 8 + 16 + 8 + 8 + 8L * rank + 8);
    }

    @Test
    void elementsInThePlacesWhereTheyMayBe() throws Hdf5Exception {
        assertArrayEquals(new byte[] {7, 8, 9}, elements(dataset(compact(7, 8, 9), 3)));
        LittleEndianBytes newer = new LittleEndianBytes().u8(4, 0).u16(1).u8(5);
        assertArrayEquals(new byte[] {5}, elements(dataset(newer)));
        long at = bytes.place(new LittleEndianBytes().u8(1, 2, 3, 4));
        assertArrayEquals(new byte[] {1, 2, 3, 4}, elements(dataset(contiguous(at, 4), 2, 2)));
        long leaf =
                bytes.place(tree(BTree.CHUNKS, 0, 1).u32(4).u32(0).i64(0).i64(0).i64(at));
        LittleEndianBytes chunked =
                new LittleEndianBytes().u8(3, 2, 2).i64(leaf).u32(4).u32(1);
        assertArrayEquals(new byte[] {1, 2, 3}, elements(dataset(chunked, 3)));
    }

    @Test
    void tellsNameTypeAndShape() throws Hdf5Exception {
        Hdf5Dataset dataset = ofMessages(
                message(ObjectHeader.DATATYPE, float32()),
                message(ObjectHeader.DATASPACE, dataspace(2, 3)),
                message(ObjectHeader.LAYOUT, contiguous(0, 24)));
        assertEquals("/w", dataset.name());
        assertEquals(new Datatype(Datatype.Kind.FLOAT, 4, false), dataset.type());
        assertArrayEquals(new long[] {2, 3}, dataset.shape());
        assertEquals(24, dataset.bytes().byteSize());
    }

    @Test
    void asManyBytesAsTypeAndShapeSay() throws Hdf5Exception {
        String expected = "4 bytes, as type and shape say";
        String first = layoutPlace(1);
        assertRefused(first, expected, "3", () -> dataset(compact(7, 8, 9), 4).bytes());
        String second = layoutPlace(1);
        assertRefused(second, expected, "5", () -> dataset(contiguous(0, 5), 4).bytes());
        String third = layoutPlace(1);
        assertRefused(
                third,
                expected,
                "18446744073709551615",
                () -> dataset(contiguous(0, -1), 4).bytes());
    }

    @Test
    void elementsLieWithinTheFile() {
        assertRefused(
                "elements of /w at byte 100000",
                "an address within the file's 192 bytes",
                "one behind its end",
                () -> dataset(contiguous(100_000, 4), 4).bytes());
        Hdf5DatasetTest second = new Hdf5DatasetTest();
        assertRefused(
                "elements of /w at byte 189",
                "4 bytes from byte 189",
                "3 bytes up to the end",
                () -> second.dataset(contiguous(189, 4), 4).bytes());
    }

    @Test
    void aDatasetThatWasNeverWritten() throws Hdf5Exception {
        assertEquals(0, dataset(contiguous(-1, 0), 0, 4).bytes().byteSize());
        String place = layoutPlace(1);
        assertRefused(
                place,
                "elements in the file",
                "none; the dataset was never written",
                () -> dataset(contiguous(-1, 4), 4).bytes());
    }

    @Test
    void elementsThatNoFileHolds() throws Hdf5Exception {
        for (long extent : new long[] {1L << 61, 1L << 62, Long.MAX_VALUE}) {
            Hdf5Dataset dataset = ofMessages(
                    message(ObjectHeader.DATATYPE, float32()),
                    message(ObjectHeader.DATASPACE, dataspace(extent)),
                    message(ObjectHeader.LAYOUT, contiguous(0, 0)));
            assertRefused("/w", "elements that a file can hold", extent + " of FLOAT of 4 bytes", dataset::bytes);
        }
    }

    @Test
    void otherLayouts() {
        String first = layoutPlace(1);
        assertRefused(
                first,
                "a layout of version 3 or 4",
                "2",
                () -> dataset(new LittleEndianBytes().u8(2, 1).zeros(16), 4).bytes());
        String second = layoutPlace(1);
        assertRefused(
                second,
                "compact, contiguous or chunked elements",
                "layout class 3",
                () -> dataset(new LittleEndianBytes().u8(4, 3).zeros(16), 4).bytes());
        String third = layoutPlace(1);
        assertRefused(
                third,
                "chunks in a version 1 B-tree",
                "a newer chunk index; write the file with h5py's default libver",
                () -> dataset(new LittleEndianBytes().u8(4, 2).zeros(16), 4).bytes());
    }

    @Test
    void filtersAreOfChunksOnly() {
        for (LittleEndianBytes layout : new LittleEndianBytes[] {compact(1, 2, 3, 4), contiguous(0, 4)}) {
            Hdf5DatasetTest test = new Hdf5DatasetTest();
            String place = test.layoutPlace(1);
            assertRefused(
                    place,
                    "filters of chunks only",
                    "some without chunks",
                    () -> test.ofMessages(
                                    message(ObjectHeader.DATATYPE, uint8()),
                                    message(ObjectHeader.DATASPACE, dataspace(4)),
                                    message(ObjectHeader.LAYOUT, layout),
                                    message(ObjectHeader.FILTERS, new LittleEndianBytes().u8(2, 0)))
                            .bytes());
        }
    }

    @Test
    void allThreeMessagesHaveToBeThere() throws Hdf5Exception {
        LittleEndianBytes type = message(ObjectHeader.DATATYPE, uint8());
        LittleEndianBytes space = message(ObjectHeader.DATASPACE, dataspace(4));
        assertRefused("/w", "a datatype", "none", () -> ofMessages(space));
        assertRefused("/w", "a dataspace", "none", () -> ofMessages(type));
        Hdf5Dataset dataset = ofMessages(type, space);
        assertRefused("/w", "a layout", "none", dataset::bytes);
    }
}
