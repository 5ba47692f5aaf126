package io.github.lanewise.formats.torch.pickle;

import static io.github.lanewise.formats.torch.pickle.PickleBytes.assertRefused;
import static io.github.lanewise.formats.torch.pickle.PickleBytes.read;
import static io.github.lanewise.formats.torch.pickle.PickleBytes.readHex;
import static io.github.lanewise.formats.torch.pickle.PickleBytes.unpickler;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.lanewise.formats.support.LittleEndianBytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpicklerTest {
    private static final String NO_VALUE = "a value on the stack";
    private static final String NO_MARK = "a mark on the stack";

    private static LittleEndianBytes bytes(int... values) {
        return new LittleEndianBytes().u8(values);
    }

    private static List<@Nullable Object> items(@Nullable Object tuple) {
        return assertInstanceOf(PickleTuple.class, tuple).items();
    }

    /**
     * CPython's pickle.dumps(v, 2) to (v, 5) of None, booleans, integers around the bounds of their instructions, floats,
     * texts, tuples of 0 to 4, lists and dictionaries; the last two values are the same list.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80025d7100284e88894b004bff4d00014dffff4a000001004affffffff4a000000808a0500000080008a08ffffffffffffff7f8a0800000000000000808a090000000000000080008a09ffffffffffffff7fff473ff80000000000004780000000000000005800000000710158040000006c73746d710258070000006772c3b6c39f657103294b018571044b014b028671054b014b024b03877106284b014b024b034b047471075d71085d71094b07617d710a7d710b28580100000061710c4b01580100000062710d5d710e4b0261755d710f58050000007477696365711061680f652e",
                "80035d7100284e88894b004bff4d00014dffff4a000001004affffffff4a000000808a0500000080008a08ffffffffffffff7f8a0800000000000000808a090000000000000080008a09ffffffffffffff7fff473ff80000000000004780000000000000005800000000710158040000006c73746d710258070000006772c3b6c39f657103294b018571044b014b028671054b014b024b03877106284b014b024b034b047471075d71085d71094b07617d710a7d710b28580100000061710c4b01580100000062710d5d710e4b0261755d710f58050000007477696365711061680f652e",
                "800495bf000000000000005d94284e88894b004bff4d00014dffff4a000001004affffffff4a000000808a0500000080008a08ffffffffffffff7f8a0800000000000000808a090000000000000080008a09ffffffffffffff7fff473ff80000000000004780000000000000008c00948c046c73746d948c076772c3b6c39f6594294b0185944b014b0286944b014b024b038794284b014b024b034b0474945d945d944b07617d947d94288c0161944b018c0162945d944b0261755d948c0574776963659461680f652e",
                "800595bf000000000000005d94284e88894b004bff4d00014dffff4a000001004affffffff4a000000808a0500000080008a08ffffffffffffff7f8a0800000000000000808a090000000000000080008a09ffffffffffffff7fff473ff80000000000004780000000000000008c00948c046c73746d948c076772c3b6c39f6594294b0185944b014b0286944b014b024b038794284b014b024b034b0474945d945d944b07617d947d94288c0161944b018c0162945d944b0261755d948c0574776963659461680f652e"
            })
    void whatPythonWrites(String hex) throws PickleException {
        List<@Nullable Object> values = PickleValues.list(readHex(hex));
        List<@Nullable Object> plain = new ArrayList<>();
        plain.add(null);
        plain.addAll(List.of(true, false, 0L, 255L, 256L, 65535L, 65536L, -1L, -2147483648L, 2147483648L));
        plain.addAll(List.of(Long.MAX_VALUE, Long.MIN_VALUE));
        plain.addAll(
                List.of(BigInteger.TWO.pow(63), BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE)));
        plain.addAll(List.of(1.5, -0.0, "", "lstm", "größe"));
        assertEquals(plain, values.subList(0, plain.size()));
        List<@Nullable Object> rest = values.subList(plain.size(), values.size());
        assertEquals(List.of(), items(rest.get(0)));
        assertEquals(List.of(1L), items(rest.get(1)));
        assertEquals(List.of(1L, 2L), items(rest.get(2)));
        assertEquals(List.of(1L, 2L, 3L), items(rest.get(3)));
        assertEquals(List.of(1L, 2L, 3L, 4L), items(rest.get(4)));
        assertEquals(List.of(), rest.get(5));
        assertEquals(List.of(7L), rest.get(6));
        assertEquals(Map.of(), rest.get(7));
        assertEquals(Map.of("a", 1L, "b", List.of(2L)), rest.get(8));
        assertEquals(
                List.of("a", "b"), List.copyOf(PickleValues.map(rest.get(8)).keySet()));
        assertEquals(List.of("twice"), rest.get(9));
        assertSame(rest.get(9), rest.get(10));
        assertEquals(11, rest.size());
    }

    /** CPython's pickle.dumps([b"xy", {1}, frozenset([3])], 4). */
    @Test
    void bytesAndSets() throws PickleException {
        List<@Nullable Object> values =
                PickleValues.list(readHex("80049515000000000000005d942843027879948f94284b0190284b039194652e"));
        assertArrayEquals(new byte[] {'x', 'y'}, assertInstanceOf(byte[].class, values.get(0)));
        assertEquals(List.of(1L), values.get(1));
        assertEquals(List.of(3L), values.get(2));
    }

    /** CPython's pickle.dumps(l, 2) of a list that contains itself, and pickle.dumps(bytearray(b"ab"), 5). */
    @Test
    void loopsAndWhatIsNotRead() throws PickleException {
        List<@Nullable Object> loop = PickleValues.list(readHex("80025d71006800612e"));
        assertSame(loop, loop.getFirst());
        assertRefused(
                "an instruction of pickle protocols 2 to 5",
                "byte 0x96",
                "save the file again with torch.save's own protocol",
                () -> readHex("8005950d000000000000009602000000000000006162942e"));
    }

    @Test
    void lengthsOfTextsAndBytes() throws PickleException {
        assertEquals("ab", read('U', 2, 'a', 'b', '.'));
        assertEquals("\u00e4", read(bytes('T').u32(1).u8(0xe4, '.')));
        assertEquals("ä", read(bytes('X').u32(2).text("ä").u8('.')));
        assertEquals("ä", read(bytes(0x8c, 2).text("ä").u8('.')));
        assertEquals("ab", read(bytes(0x8d).i64(2).text("ab.")));
        for (LittleEndianBytes binary : List.of(
                bytes('C', 2).text("ab."),
                bytes('B').u32(2).text("ab."),
                bytes(0x8e).i64(2).text("ab."))) {
            assertArrayEquals(new byte[] {'a', 'b'}, assertInstanceOf(byte[].class, read(binary)));
        }
        assertEquals(-2L, read(bytes(0x8b).u32(1).u8(0xfe, '.')));
        String cut = "the file is cut off";
        assertRefused(
                "4294967295 bytes",
                "1 up to the end",
                cut,
                () -> read(bytes('X').u32(-1).u8('.')));
        assertRefused(
                "4294967295 bytes",
                "1 up to the end",
                cut,
                () -> read(bytes('T').u32(-1).u8('.')));
        assertRefused(
                "4294967295 bytes",
                "1 up to the end",
                cut,
                () -> read(bytes('B').u32(-1).u8('.')));
        assertRefused(
                "4294967295 bytes",
                "1 up to the end",
                cut,
                () -> read(bytes(0x8b).u32(-1).u8('.')));
        assertRefused(
                "18446744073709551615 bytes",
                "1 up to the end",
                cut,
                () -> read(bytes(0x8d).i64(-1).u8('.')));
        assertRefused(
                "18446744073709551615 bytes",
                "1 up to the end",
                cut,
                () -> read(bytes(0x8e).i64(-1).u8('.')));
    }

    @Test
    void everyPickleEndsWithItsMark() {
        assertRefused("1 bytes", "0 up to the end", "the file is cut off", () -> read('N'));
        assertRefused("1 bytes", "0 up to the end", "the file is cut off", () -> read(new int[0]));
        assertRefused(NO_VALUE, "none", "", () -> read('.'));
        assertRefused(NO_VALUE, "none", "", () -> read('(', '.'));
    }

    @Test
    void picklesFollowEachOther() throws PickleException {
        Unpickler unpickler = unpickler(bytes('K', 7, 'q', 0, '.', 'K', 8, '.', 'h', 0, '.'));
        assertEquals(7L, unpickler.read());
        assertEquals(5, unpickler.position());
        assertEquals(8L, unpickler.read());
        assertRefused("a value remembered as 0", "none", "", unpickler::read);
    }

    @Test
    void protocols() throws PickleException {
        for (int protocol = 2; protocol <= 5; protocol++) {
            assertEquals(1L, read(0x80, protocol, 'K', 1, '.'));
        }
        for (int protocol : new int[] {0, 1, 6, 255}) {
            assertRefused(
                    "pickle protocol 2 to 5", Integer.toString(protocol), "", () -> read(0x80, protocol, 'K', 1, '.'));
        }
    }

    @Test
    void framesAreStepsOver() throws PickleException {
        assertEquals(1L, read(bytes(0x95).i64(-1).u8('K', 1, '.')));
    }

    @Test
    void valuesAreTakenFromTheStack() throws PickleException {
        assertEquals(1L, read('K', 1, 'K', 2, '0', '.'));
        assertEquals(1L, read('K', 1, '(', 'K', 2, 'K', 3, '1', '.'));
        Object twice = read('(', ']', '2', 'K', 5, 'a', 't', '.');
        assertEquals(List.of(List.of(5L), List.of(5L)), items(twice));
        assertSame(items(twice).get(0), items(twice).get(1));
        assertRefused(NO_VALUE, "none", "", () -> read('0', '.'));
        assertRefused(NO_VALUE, "none", "", () -> read('2', '.'));
        assertRefused(NO_MARK, "none", "", () -> read('K', 1, '1', '.'));
        assertRefused(NO_VALUE, "none", "", () -> read('K', 1, 0x86, '.'));
        assertRefused(NO_VALUE, "none", "", () -> read('K', 1, '(', 'K', 2, 0x86, '.'));
    }

    @Test
    void marksNest() throws PickleException {
        Object nested = read('(', 'K', 1, '(', 'K', 2, 't', 't', '.');
        assertEquals(1L, items(nested).get(0));
        assertEquals(List.of(2L), items(items(nested).get(1)));
        assertRefused(NO_MARK, "none", "", () -> read('K', 1, 't', '.'));
        assertRefused(NO_MARK, "none", "", () -> read(']', 'K', 1, 'e', '.'));
    }

    /** A hundred thousand tuples in one another: a value as deep as that is read, since nothing recurses. */
    @Test
    void depthIsNoMatter() throws PickleException {
        LittleEndianBytes pickle = bytes('N');
        for (int i = 0; i < 100_000; i++) {
            pickle.u8(0x85);
        }
        @Nullable Object value = read(pickle.u8('.'));
        int depth = 0;
        while (value instanceof PickleTuple tuple) {
            value = tuple.items().getFirst();
            depth++;
        }
        assertNull(value);
        assertEquals(100_000, depth);
    }

    @Test
    void theMemoRemembersByNumber() throws PickleException {
        Object tuple = read('(', ']', 'q', 5, 'h', 5, ']', 't', '.');
        assertSame(items(tuple).get(0), items(tuple).get(1));
        assertNotSame(items(tuple).get(0), items(tuple).get(2));
        assertEquals(
                1L,
                read(bytes('K', 1, 'r')
                        .u32(0xffffffffL)
                        .u8('0', 'j')
                        .u32(0xffffffffL)
                        .u8('.')));
        assertEquals(2L, read('K', 1, 0x94, 'K', 2, 0x94, 'h', 1, '.'), "MEMOIZE counts on");
        assertNull(read('N', 'q', 1, '0', 'h', 1, '.'), "None can be remembered");
        assertRefused("a value remembered as 3", "none", "", () -> read('K', 1, 'q', 2, 'h', 3, '.'));
        assertRefused(
                "a value remembered as 4294967295",
                "none",
                "",
                () -> read(bytes('j').u32(-1).u8('.')));
        assertRefused(NO_VALUE, "none", "", () -> read('q', 0, '.'));
        assertRefused(NO_VALUE, "none", "", () -> read('(', 'q', 0, '.'));
    }

    @Test
    void whatTakesItems() throws PickleException {
        assertEquals(List.of(1L, 2L, 3L), read(']', 'K', 1, 'a', '(', 'K', 2, 'K', 3, 'e', '.'));
        assertEquals(List.of(1L), read(0x8f, '(', 'K', 1, 0x90, '.'));
        assertEquals(Map.of(1L, 2L), read('}', 'K', 1, 'K', 2, 's', '.'));
        assertEquals(Map.of(1L, 3L), read('}', '(', 'K', 1, 'K', 2, 'K', 1, 'K', 3, 'u', '.'));
        assertRefused("a list to append to", "a dictionary of 0", "", () -> read('}', 'K', 1, 'a', '.'));
        assertRefused("a list to append to", "a tuple of 0", "", () -> read(')', '(', 'K', 1, 'e', '.'));
        assertRefused("a dictionary to put into", "a list of 0", "", () -> read(']', 'K', 1, 'K', 2, 's', '.'));
        assertRefused("a dictionary to put into", "None", "", () -> read('N', '(', 'u', '.'));
        assertRefused("pairs of keys and values", "3 values", "", () -> read('}', '(', 'N', 'N', 'N', 'u', '.'));
    }

    /** Python has no such keys, and a list that contains itself has no hash. */
    @Test
    void keysAreNoContainers() throws PickleException {
        assertRefused("a key that is no container", "a list of 0", "", () -> read('}', ']', 'N', 's', '.'));
        assertRefused("a key that is no container", "a dictionary of 0", "", () -> read('}', '}', 'N', 's', '.'));
        assertEquals(1, PickleValues.map(read('}', ')', 'N', 's', '.')).size(), "a tuple may be one");
    }

    @Test
    void namesGoToTheClasses() throws PickleException {
        assertEquals("torch.device", String.valueOf(read(bytes('c').text("torch\ndevice\n."))));
        assertEquals(
                "torch.device",
                String.valueOf(read(
                        bytes(0x8c, 5).text("torch").u8(0x8c, 6).text("device").u8(0x93, '.'))));
        assertRefused(
                "what may be used", "os.forbidden", "", () -> read(bytes('c').text("os\nforbidden\n.")));
        assertRefused("a name", "7", "", () -> read('K', 7, 'U', 1, 'a', 0x93, '.'));
        assertRefused("a name", "None", "", () -> read('U', 1, 'a', 'N', 0x93, '.'));
    }

    @Test
    void callsGoToTheClasses() throws PickleException {
        LittleEndianBytes global = bytes('c').text("torch\ndevice\n");
        LittleEndianBytes call = new LittleEndianBytes().bytes(global.array()).u8('K', 1, 0x85, 'R', '.');
        assertEquals("torch.device[1]", String.valueOf(read(call)));
        LittleEndianBytes made = new LittleEndianBytes().bytes(global.array()).u8(')', 0x81, '.');
        assertEquals("torch.device[]", String.valueOf(read(made)));
        assertRefused("a tuple of arguments", "a list of 0", "", () -> read('N', ']', 'R', '.'));
        assertRefused("a tuple of arguments", "1", "", () -> read('N', 'K', 1, 0x81, '.'));
        assertRefused(NO_VALUE, "none", "", () -> read(')', 'R', '.'));
    }

    @Test
    void statesAndStoragesGoToTheClasses() throws PickleException {
        assertEquals(List.of(7L), read(']', 'K', 7, 'b', '.'));
        assertRefused("a list", "7", "", () -> read('K', 7, 'N', 'b', '.'));
        assertRefused(NO_VALUE, "none", "", () -> read('N', 'b', '.'));
        assertEquals("stored key", String.valueOf(read('U', 3, 'k', 'e', 'y', 'Q', '.')));
        assertRefused(NO_VALUE, "none", "", () -> read('Q', '.'));
    }
}
