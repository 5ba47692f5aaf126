package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.cursor;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.dataspace;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DataspaceTest {
    private static final String PLACE = "part at byte 0";

    private static Dataspace read(LittleEndianBytes bytes) throws Hdf5Exception {
        return Dataspace.read(cursor(bytes));
    }

    private static LittleEndianBytes version2(int type, long... extents) {
        LittleEndianBytes space = new LittleEndianBytes().u8(2, extents.length, 0, type);
        for (long extent : extents) {
            space.i64(extent);
        }
        return space;
    }

    @Test
    void extentsOfBothVersions() throws Hdf5Exception {
        for (LittleEndianBytes bytes : new LittleEndianBytes[] {dataspace(3, 4, 5), version2(1, 3, 4, 5)}) {
            Dataspace space = read(bytes);
            assertArrayEquals(new long[] {3, 4, 5}, space.extents());
            assertEquals(60, space.elements());
        }
    }

    @Test
    void aScalarIsOneElementWithoutExtents() throws Hdf5Exception {
        for (LittleEndianBytes bytes : new LittleEndianBytes[] {dataspace(), version2(0)}) {
            assertEquals(0, read(bytes).extents().length);
            assertEquals(1, read(bytes).elements());
        }
    }

    @Test
    void greatestExtentsBehindTheExtentsAreLeftAlone() throws Hdf5Exception {
        LittleEndianBytes bytes = new LittleEndianBytes().u8(2, 1, 1, 1).i64(3).i64(-1);
        assertArrayEquals(new long[] {3}, read(bytes).extents());
    }

    @Test
    void theExtentsAreACopy() throws Hdf5Exception {
        Dataspace space = read(dataspace(3));
        space.extents()[0] = 7;
        assertArrayEquals(new long[] {3}, space.extents());
    }

    @Test
    void anEmptyArrayHasNoElements() throws Hdf5Exception {
        assertEquals(0, read(dataspace(0, 1L << 62, 1L << 62)).elements());
        assertEquals(Long.MAX_VALUE, read(dataspace(Long.MAX_VALUE, 1)).elements());
    }

    @Test
    void elementsHaveToBeCountable() {
        String expected = "extents that a file can hold";
        assertRefused(PLACE, expected, "18446744073709551615", () -> read(dataspace(2, -1)));
        assertRefused(PLACE, expected, "18446744073709551615", () -> read(dataspace(0, -1)));
        assertRefused(PLACE, expected, "9223372036854775808", () -> read(dataspace(Long.MIN_VALUE)));
        assertRefused(PLACE, expected, "2", () -> read(dataspace(1L << 62, 2)));
        assertRefused(PLACE, expected, "4294967296", () -> read(dataspace(1L << 32, 1L << 32)));
        assertRefused(PLACE, expected, "4294967297", () -> read(dataspace((1L << 32) - 1, (1L << 32) + 1)));
    }

    @Test
    void otherVersionsAndTypes() {
        assertRefused(PLACE, "a dataspace of version 1 or 2", "0", () -> read(new LittleEndianBytes().u8(0, 0, 0, 0)));
        assertRefused(PLACE, "a dataspace of version 1 or 2", "3", () -> read(new LittleEndianBytes().u8(3, 0, 0, 0)));
        assertRefused(PLACE, "an array or a scalar", "a null dataspace", () -> read(version2(2)));
        assertRefused(PLACE, "an array or a scalar", "type 3", () -> read(version2(3)));
    }

    @Test
    void dimensionsHaveABound() throws Hdf5Exception {
        long[] ones = new long[32];
        Arrays.fill(ones, 1);
        assertEquals(32, read(dataspace(ones)).extents().length);
        assertRefused(PLACE, "at most 32 dimensions", "33", () -> read(dataspace(new long[33])));
        assertRefused(
                PLACE,
                "8 bytes from byte 16",
                "0 bytes up to the end",
                () -> read(new LittleEndianBytes().u8(1, 2).zeros(6).i64(3)));
    }
}
