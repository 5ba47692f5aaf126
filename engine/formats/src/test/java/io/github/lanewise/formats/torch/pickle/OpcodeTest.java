package io.github.lanewise.formats.torch.pickle;

import static io.github.lanewise.formats.torch.pickle.PickleBytes.assertRefused;
import static io.github.lanewise.formats.torch.pickle.PickleBytes.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpcodeTest {
    /** Of CPython's pickletools.opcodes those that protocols 2 to 5 write, and Python 2's texts. */
    private static final int[] PYTHONS = {
        0x28, 0x29, 0x2e, 0x30, 0x31, 0x32, 0x42, 0x43, 0x47, 0x4a, 0x4b, 0x4d, 0x4e, 0x51, 0x52, 0x54, 0x55, 0x58,
                0x5d, 0x61,
        0x62, 0x63, 0x65, 0x68, 0x6a, 0x71, 0x72, 0x73, 0x74, 0x75, 0x7d, 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89,
                0x8a, 0x8b,
        0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x93, 0x94, 0x95
    };

    private static Set<Integer> opcodes() throws IllegalAccessException {
        Set<Integer> opcodes = new TreeSet<>();
        for (Field field : Opcode.class.getDeclaredFields()) {
            if (field.getType() == int.class) {
                assertTrue(opcodes.add(field.getInt(null)), field.getName());
            }
        }
        return opcodes;
    }

    @Test
    void theTableIsPythons() throws IllegalAccessException {
        Set<Integer> expected = new TreeSet<>();
        for (int opcode : PYTHONS) {
            expected.add(opcode);
        }
        assertEquals(expected, opcodes());
    }

    @Test
    void whatIsNotInTheTableIsRefusedByItsByte() throws IllegalAccessException {
        Set<Integer> known = opcodes();
        int refused = 0;
        for (int opcode = 0; opcode < 256; opcode++) {
            if (!known.contains(opcode)) {
                int unknown = opcode;
                assertRefused(
                        "an instruction of pickle protocols 2 to 5",
                        "byte 0x%02x".formatted(opcode),
                        "save the file again with torch.save's own protocol",
                        () -> read(unknown, '.'));
                refused++;
            }
        }
        assertEquals(256 - known.size(), refused);
    }

    /** Each opcode of the table does something, or misses what it needs; none is an unknown instruction. */
    @Test
    void whatIsInTheTableIsKnown() throws IllegalAccessException {
        for (int opcode : opcodes()) {
            try {
                read(opcode, '.');
            } catch (PickleException e) {
                assertTrue(!e.expected().startsWith("an instruction"), "0x%02x: %s".formatted(opcode, e.getMessage()));
            }
        }
    }
}
