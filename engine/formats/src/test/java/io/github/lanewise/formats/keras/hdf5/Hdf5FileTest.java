package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.header;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.message;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.signature;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.superblock;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Hdf5FileTest {
    private static final String PLACE = "superblock at byte 0";

    /** A superblock of any version, of which behind it a group without members follows. */
    private static LittleEndianBytes file(int version) {
        LittleEndianBytes group = header(message(
                ObjectHeader.LINK_INFO, new LittleEndianBytes().u8(0, 0).i64(-1).i64(-1)));
        int before = version < 2
                ? superblock(version, 0, 0).size()
                : newSuperblock(version, 0, 0).size();
        long end = (long) before + group.size();
        LittleEndianBytes superblock =
                version < 2 ? superblock(version, before, end) : newSuperblock(version, before, end);
        return superblock.bytes(group.array());
    }

    private static LittleEndianBytes newSuperblock(int version, long root, long end) {
        return signature()
                .u8(version, 8, 8, 0)
                .i64(0)
                .i64(-1)
                .i64(end)
                .i64(root)
                .u32(0);
    }

    private static Hdf5Group root(LittleEndianBytes bytes) throws Hdf5Exception {
        return Hdf5File.root(bytes.segment());
    }

    private static LittleEndianBytes changed(LittleEndianBytes bytes, int index, int value) {
        byte[] array = bytes.array();
        array[index] = (byte) value;
        return new LittleEndianBytes().bytes(array);
    }

    @Test
    void theSignatureIsEightBytes() {
        byte[] bytes = signature().u8(0, 1, 2).array();
        assertTrue(Hdf5File.isSignature(bytes));
        assertTrue(Hdf5File.isSignature(Arrays.copyOf(bytes, 8)));
        assertFalse(Hdf5File.isSignature(Arrays.copyOf(bytes, 7)));
        assertFalse(Hdf5File.isSignature(new byte[0]));
        for (int i = 0; i < 8; i++) {
            byte[] other = bytes.clone();
            other[i] ^= 0x20;
            assertFalse(Hdf5File.isSignature(other), "byte " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyVersionLeadsToTheRoot(int version) throws Hdf5Exception {
        Hdf5Group root = root(file(version));
        assertEquals("/", root.name());
        assertEquals(Set.of(), root.members());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void everyCutIsRefused(int version) throws Hdf5Exception {
        byte[] whole = file(version).array();
        Hdf5File.root(MemorySegment.ofArray(whole));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(Hdf5Exception.class, () -> Hdf5File.root(MemorySegment.ofArray(cut)), length + " bytes");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theFileIsAsLongAsItSays(int version) throws Hdf5Exception {
        LittleEndianBytes whole = file(version);
        int size = whole.size();
        root(new LittleEndianBytes().bytes(whole.array()).u8(1));
        LittleEndianBytes cut = new LittleEndianBytes().bytes(Arrays.copyOf(whole.array(), size - 1));
        assertRefused(PLACE, "a file of " + size + " bytes", (size - 1) + "; the file is cut off", () -> root(cut));
    }

    @Test
    void anEndWithTheHighestBitIsBeyondEveryFile() {
        assertRefused(
                PLACE,
                "a file of 9223372036854775808 bytes",
                "96; the file is cut off",
                () -> root(superblock(0, 0, Long.MIN_VALUE)));
    }

    @Test
    void offsetsAndLengthsHaveEightBytes() {
        assertRefused(PLACE, "offsets and lengths of 8 bytes", "4 and 8", () -> root(changed(file(0), 13, 4)));
        assertRefused(PLACE, "offsets and lengths of 8 bytes", "8 and 4", () -> root(changed(file(1), 14, 4)));
        assertRefused(PLACE, "offsets and lengths of 8 bytes", "2 and 8", () -> root(changed(file(2), 9, 2)));
    }

    @Test
    void nothingStandsBeforeTheFile() {
        assertRefused(PLACE, "a base address of 0", "512", () -> root(changed(file(0), 25, 2)));
        assertRefused(PLACE, "a base address of 0", "512", () -> root(changed(file(3), 13, 2)));
    }

    @Test
    void otherFilesAndVersions() {
        assertRefused(PLACE, "version 0 to 3", "4", () -> root(changed(file(0), 8, 4)));
        assertRefused(PLACE, "the signature of HDF5", "other bytes", () -> root(changed(file(0), 0, 'H')));
        assertRefused(PLACE, "the signature of HDF5", "other bytes", () -> root(new LittleEndianBytes()));
    }

    @Test
    void theRootLiesWithinTheFile() {
        assertRefused(
                "object header of / at byte 97",
                "an address within the file's 96 bytes",
                "one behind its end",
                () -> root(superblock(0, 97, 96)));
    }
}
