package io.github.lanewise.formats.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamedEntriesTest {
    private static final Path PATH = Path.of("weights.h5");

    private final Map<String, Integer> given = new LinkedHashMap<>();

    @Test
    void entriesInTheFilesOrder() throws FormatException {
        given.put("weight", 1);
        given.put("bias", 2);
        NamedEntries<Integer> entries = new NamedEntries<>(PATH, "dataset", given);
        given.put("later", 3);
        assertEquals(List.of("weight", "bias"), entries.names());
        assertTrue(entries.has("bias"));
        assertFalse(entries.has("later"));
        assertEquals(2, entries.get("bias"));
        assertEquals("dataset bias", entries.where("bias"));
    }

    @Test
    void aNameThatIsNotThereIsRefusedWithThoseThatAre() {
        NamedEntries<Integer> none = new NamedEntries<>(PATH, "tensor", given);
        RefusalAssertions.assertRefused(
                PATH, "tensor w: expected a tensor of this name, found none; the file has none", () -> none.get("w"));
        given.put("bias", 2);
        NamedEntries<Integer> one = new NamedEntries<>(PATH, "dataset", given);
        RefusalAssertions.assertRefused(
                PATH,
                "dataset w: expected a dataset of this name, found none; the file has 'bias'",
                () -> one.get("w"));
    }
}
