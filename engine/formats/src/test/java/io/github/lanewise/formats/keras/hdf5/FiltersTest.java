package io.github.lanewise.formats.keras.hdf5;

import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.assertRefused;
import static io.github.lanewise.formats.keras.hdf5.Hdf5Bytes.cursor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiltersTest {
    private static final byte[] PLAIN = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    private static final byte[] SHUFFLED = {1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12};

    /** A message of version 1 with filters by their numbers; shuffle gets elements of 4 bytes. */
    private static LittleEndianBytes filters(int... ids) {
        LittleEndianBytes bytes = new LittleEndianBytes().u8(1, ids.length).zeros(6);
        for (int id : ids) {
            bytes.u16(id).u16(0).u16(0);
            if (id == 2) {
                bytes.u16(1).u32(4).zeros(4);
            } else {
                bytes.u16(0);
            }
        }
        return bytes;
    }

    private static byte[] undo(LittleEndianBytes filters, byte[] stored, long mask, int bytes) throws Hdf5Exception {
        return Filters.read(cursor(filters), "/w").undo(MemorySegment.ofArray(stored), mask, bytes, 4);
    }

    private static byte[] deflated(byte[] plain) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(plain);
            deflater.finish();
            byte[] out = new byte[plain.length + 100];
            return Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    @Test
    void withoutFiltersBytesAreThemselves() throws Hdf5Exception {
        assertArrayEquals(PLAIN, Filters.read(null, "/w").undo(MemorySegment.ofArray(PLAIN), 0, 12, 4));
        assertArrayEquals(PLAIN, undo(filters(), PLAIN, 0, 12));
        assertRefused("/w", "a chunk of 13 bytes", "12", () -> undo(filters(), PLAIN, 0, 13));
    }

    @Test
    void eachIsUndone() throws Hdf5Exception {
        assertArrayEquals(PLAIN, undo(filters(1), deflated(PLAIN), 0, 12));
        assertArrayEquals(PLAIN, undo(filters(2), SHUFFLED, 0, 12));
        assertArrayEquals(PLAIN, undo(filters(2, 1), deflated(SHUFFLED), 0, 12));
    }

    @Test
    void bytesThatAreNoWholeElementStayBehindTheShuffledOnes() throws Hdf5Exception {
        byte[] stored = {1, 5, 2, 6, 3, 7, 4, 8, 9, 10};
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, undo(filters(2), stored, 0, 10));
    }

    @Test
    void theMaskSaysWhichWereLeftOut() throws Hdf5Exception {
        assertArrayEquals(PLAIN, undo(filters(2, 1), deflated(PLAIN), 0b01, 12));
        assertArrayEquals(PLAIN, undo(filters(2, 1), SHUFFLED, 0b10, 12));
        assertArrayEquals(PLAIN, undo(filters(2, 1), PLAIN, 0b11, 12));
    }

    /** Stored by h5py 3.15: elements and, behind them, fletcher32; the last ones add up to zero modulo 2^16 - 1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100fffe03000400ff07fd0d",
                "010203040506090e0e",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void checksumsAreHdf5s(String hex) throws Hdf5Exception {
        byte[] stored = HexFormat.of().parseHex(hex);
        byte[] plain = Arrays.copyOf(stored, stored.length - 4);
        assertArrayEquals(plain, undo(filters(3), stored, 0, plain.length));
        for (int i = 0; i < stored.length; i++) {
            byte[] damaged = stored.clone();
            damaged[i] ^= 4;
            assertRefused(
                    "/w",
                    "a chunk with its checksum",
                    "another checksum",
                    () -> undo(filters(3), damaged, 0, plain.length));
        }
    }

    @Test
    void zerosHaveTheChecksumZero() throws Hdf5Exception {
        assertArrayEquals(new byte[6], undo(filters(3), new byte[10], 0, 6));
    }

    @Test
    void aChecksumTakesFourBytes() throws Hdf5Exception {
        assertArrayEquals(new byte[0], undo(filters(3), new byte[4], 0, 0));
        assertRefused("/w", "a chunk with a checksum", "3 bytes", () -> undo(filters(3), new byte[3], 0, 0));
    }

    @Test
    void aChecksumMayHaveBeenMadeBeforeTheDeflation() throws Hdf5Exception {
        byte[] summed = HexFormat.of().parseHex("0100fffe03000400ff07fd0d");
        byte[] plain = Arrays.copyOf(summed, 8);
        assertArrayEquals(plain, undo(filters(3, 1), deflated(summed), 0, 8));
    }

    @Test
    void deflatedBytesEndWhereTheyShould() throws Hdf5Exception {
        byte[] stored = deflated(PLAIN);
        for (int length = 1; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            String expected = "deflated bytes that end after 12 inflated ones";
            Hdf5Exception refusal =
                    assertThrows(Hdf5Exception.class, () -> undo(filters(1), cut, 0, 12), length + " bytes");
            assertEquals(expected, refusal.expected());
        }
        byte[] other = stored.clone();
        other[stored.length - 1] ^= 1;
        assertRefused(
                "/w", "deflated bytes", "damaged ones: incorrect data check", () -> undo(filters(1), other, 0, 12));
        assertRefused("/w", "a chunk of 11 bytes", "12", () -> undo(filters(1), stored, 0, 11));
        assertRefused("/w", "a chunk of 13 bytes", "12", () -> undo(filters(1), stored, 0, 13));
        assertRefused(
                "/w",
                "deflated bytes that end after 4 inflated ones",
                "others after 9",
                () -> undo(filters(1), stored, 0, 4));
    }

    @Test
    void nothingIsAllocatedThatSoFewBytesCannotBe() {
        assertRefused(
                "/w",
                "a chunk of 1073741824 bytes",
                "20 deflated ones",
                () -> undo(filters(1), new byte[20], 0, 1 << 30));
    }

    @Test
    void shuffleIsOfTheDatasetsElements() {
        LittleEndianBytes pairs = new LittleEndianBytes()
                .u8(1, 1)
                .zeros(6)
                .u16(2)
                .u16(0)
                .u16(0)
                .u16(1)
                .u32(2)
                .zeros(4);
        assertRefused(
                "/w", "bytes shuffled within elements of 4", "within those of 2", () -> undo(pairs, SHUFFLED, 0, 12));
        LittleEndianBytes unsaid =
                new LittleEndianBytes().u8(1, 1).zeros(6).u16(2).u16(0).u16(0).u16(0);
        assertRefused(
                "/w", "bytes shuffled within elements of 4", "within those of 0", () -> undo(unsaid, SHUFFLED, 0, 12));
    }

    @Test
    void namesAndValuesAreSteppedOver() throws Hdf5Exception {
        LittleEndianBytes old = new LittleEndianBytes()
                .u8(1, 2)
                .zeros(6)
                .u16(2)
                .u16(8)
                .u16(1)
                .u16(1)
                .text("shuffle")
                .u8(0)
                .u32(4)
                .zeros(4)
                .u16(1)
                .u16(8)
                .u16(1)
                .u16(2)
                .text("deflate")
                .u8(0)
                .u32(4)
                .u32(5);
        assertArrayEquals(PLAIN, undo(old, deflated(SHUFFLED), 0, 12));
        LittleEndianBytes newer = new LittleEndianBytes()
                .u8(2, 2)
                .u16(2)
                .u16(1)
                .u16(1)
                .u32(4)
                .u16(1)
                .u16(1)
                .u16(1)
                .u32(4);
        assertArrayEquals(PLAIN, undo(newer, deflated(SHUFFLED), 0, 12));
    }

    @Test
    void othersAreRefusedByTheirNumber() {
        for (int id : new int[] {0, 4, 6, 32_000}) {
            assertRefused(
                    "part at byte 0",
                    "the filters deflate, shuffle and fletcher32",
                    "filter " + id,
                    () -> undo(filters(id), PLAIN, 0, 12));
        }
        assertRefused(
                "part at byte 0",
                "filters of version 1 or 2",
                "3",
                () -> undo(new LittleEndianBytes().u8(3, 0), PLAIN, 0, 12));
    }

    @Test
    void aMessageThatEndsTooEarly() {
        byte[] whole = filters(2).array();
        for (int length = 0; length < whole.length; length++) {
            LittleEndianBytes cut = new LittleEndianBytes().bytes(Arrays.copyOf(whole, length));
            assertThrows(Hdf5Exception.class, () -> undo(cut, PLAIN, 0, 12), length + " bytes");
        }
    }
}
