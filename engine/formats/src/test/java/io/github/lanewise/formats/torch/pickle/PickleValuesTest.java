package io.github.lanewise.formats.torch.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PickleValuesTest {
    @Test
    void valuesInAFewWords() {
        assertEquals("None", PickleValues.describe(null));
        assertEquals("true", PickleValues.describe(true));
        assertEquals("-3", PickleValues.describe(-3L));
        assertEquals("1.5", PickleValues.describe(1.5));
        assertEquals("'lstm'", PickleValues.describe("lstm"));
        assertEquals("2 bytes", PickleValues.describe(new byte[2]));
        assertEquals("a list of 2", PickleValues.describe(Arrays.asList(1L, null)));
        assertEquals("a dictionary of 1", PickleValues.describe(Map.of("a", List.of())));
        assertEquals("a tuple of 1", PickleValues.describe(new PickleTuple(List.of("a"))));
        assertEquals("torch.device", PickleValues.describe(new PickleGlobal("torch", "device")));
    }

    @Test
    void aListThatContainsItselfHasADescription() {
        List<@Nullable Object> list = new ArrayList<>();
        list.add(list);
        assertEquals("a list of 1", PickleValues.describe(list));
    }

    @Test
    void integersOfManyDigitsAreNotSpelledOut() {
        BigInteger shown = BigInteger.TWO.pow(255);
        assertEquals(shown.toString(), PickleValues.describe(shown));
        assertEquals("an integer of 257 bits", PickleValues.describe(BigInteger.TWO.pow(256)));
        assertEquals("an integer of 80000001 bits", PickleValues.describe(BigInteger.ONE.shiftLeft(80_000_000)));
    }

    @Test
    void tuplesAreThemselvesAndNobodyChangesThem() {
        PickleTuple tuple = new PickleTuple(new ArrayList<>(List.of("a")));
        assertEquals(List.of("a"), tuple.items());
        assertNotEquals(new PickleTuple(List.of("a")), tuple);
        assertThrows(UnsupportedOperationException.class, () -> tuple.items().clear());
    }
}
