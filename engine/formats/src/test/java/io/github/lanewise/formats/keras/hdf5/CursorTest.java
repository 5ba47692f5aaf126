package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.cursor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    private static final int[] EIGHT = {0xf1, 0xe2, 0xd3, 0xc4, 0xb5, 0xa6, 0x97, 0x88};

    private static LittleEndianBytes eight() {
        return new LittleEndianBytes().u8(EIGHT);
    }

    @Test
    void numbersAreUnsignedAndHaveTheLeastSignificantByteFirst() throws Hdf5Exception {
        assertEquals(0xf1, cursor(eight()).u8());
        assertEquals(0xe2f1, cursor(eight()).u16());
        assertEquals(0xc4d3e2f1L, cursor(eight()).u32());
        assertEquals(0x8897a6b5c4d3e2f1L, cursor(eight()).i64());
        assertEquals(0xf1, cursor(eight()).unsigned(1));
        assertEquals(0xe2f1, cursor(eight()).unsigned(2));
        assertEquals(0xc4d3e2f1L, cursor(eight()).unsigned(4));
        assertEquals(0x8897a6b5c4d3e2f1L, cursor(eight()).unsigned(8));
    }

    @Test
    void oneNumberComesAfterTheOther() throws Hdf5Exception {
        Cursor in = cursor(eight());
        in.u8();
        assertEquals(0xd3e2, in.u16());
        in.skip(1);
        assertEquals(4, in.position());
        assertEquals(4, in.remaining());
        assertEquals(0x8897a6b5L, in.u32());
        assertEquals(0, in.remaining());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void aNumberMayEndWithTheFileAndNotBehindIt(int bytes) throws Hdf5Exception {
        Cursor fits = Cursor.at(eight().segment(), 8 - bytes, "part");
        fits.unsigned(bytes);
        assertEquals(0, fits.remaining());
        int late = 9 - bytes;
        Cursor in = Cursor.at(eight().segment(), late, "part");
        assertRefused(
                "part at byte " + late,
                bytes + " bytes from byte " + late,
                (bytes - 1) + " bytes up to the end",
                () -> in.unsigned(bytes));
    }

    @Test
    void addressesLieWithinTheFile() throws Hdf5Exception {
        MemorySegment file = eight().segment();
        assertEquals(0, Cursor.at(file, 8, "end").remaining());
        assertSame(file, Cursor.at(file, 0, "part").file());
        assertRefused(
                "heap at byte 9",
                "an address within the file's 8 bytes",
                "one behind its end",
                () -> Cursor.at(file, 9, "heap"));
        assertRefused(
                "heap at byte 18446744073709551615",
                "an address within the file's 8 bytes",
                "one behind its end",
                () -> Cursor.at(file, -1, "heap"));
    }

    @Test
    void aSliceEndsWhereItEnds() throws Hdf5Exception {
        Cursor in = cursor(eight());
        in.skip(2);
        Cursor inner = in.slice(3, "name");
        assertEquals("name", inner.where());
        assertEquals("part at byte 0", in.slice(0, "").where());
        assertEquals(0xc4d3, inner.u16());
        assertRefused("name", "2 bytes from byte 4", "1 bytes up to the end", inner::u16);
        assertEquals(0xb5, inner.u8());
        assertEquals(0xa6, in.u8());
    }

    @Test
    void lengthsOfAFileMayBeAnything() throws Hdf5Exception {
        Cursor in = cursor(eight());
        in.skip(3);
        String place = "part at byte 0";
        assertRefused(place, "18446744073709551615 bytes from byte 3", "5 bytes up to the end", () -> in.skip(-1));
        assertRefused(
                place, "9223372036854775807 bytes from byte 3", "5 bytes up to the end", () -> in.skip(Long.MAX_VALUE));
        assertRefused(place, "6 bytes from byte 3", "5 bytes up to the end", () -> in.slice(6, "inner"));
        assertRefused(place, "6 bytes from byte 3", "5 bytes up to the end", () -> in.segment(6));
        assertRefused(place, "6 bytes from byte 3", "5 bytes up to the end", () -> in.text(6));
        assertEquals(3, in.position(), "what was refused took nothing");
    }

    @Test
    void aSegmentIsAPartOfTheFile() throws Hdf5Exception {
        Cursor in = cursor(eight());
        in.skip(6);
        MemorySegment segment = in.segment(2);
        assertEquals(2, segment.byteSize());
        assertEquals((byte) 0x97, segment.get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(0, in.remaining());
    }

    @Test
    void alignmentCountsFromAPlaceOfItsOwn() throws Hdf5Exception {
        Cursor in = cursor(new LittleEndianBytes().zeros(20));
        in.align(0);
        assertEquals(0, in.position());
        in.skip(3);
        in.align(2);
        assertEquals(10, in.position());
        in.align(2);
        assertEquals(10, in.position());
        in.skip(7);
        assertRefused("part at byte 0", "7 bytes from byte 17", "3 bytes up to the end", () -> in.align(0));
    }

    @Test
    void textEndsAtAZeroOrWithItsBytes() throws Hdf5Exception {
        Cursor in =
                cursor(new LittleEndianBytes().text("lstm").u8(0).text("rest").text("größe"));
        assertEquals(4, in.untilZero());
        assertEquals("lstm", in.text(9));
        assertEquals(9, in.position());
        assertEquals(7, in.untilZero());
        assertEquals("gr", in.text(2));
        assertEquals("öße", in.text(5));
        assertEquals("", in.text(0));
        assertEquals("", cursor(new LittleEndianBytes().zeros(3)).text(3));
    }

    @Test
    void signaturesAndVersionsAreCompared() throws Hdf5Exception {
        Cursor in = cursor(new LittleEndianBytes().text("TREEHEAP").u8(1, 2));
        in.expectSignature("TREE");
        assertRefused("part at byte 0", "the signature TREE", "'HEAP'", () -> in.expectSignature("TREE"));
        in.expectVersion(1);
        assertRefused("part at byte 0", "version 1", "2", () -> in.expectVersion(1));
    }
}
