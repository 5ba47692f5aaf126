package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import org.junit.jupiter.api.Test;

class LookupTest {
    @Test
    void backendsHaveWords() {
        for (Backend backend : Backend.values()) {
            Contender contender = Lookup.of(Lookup.word(backend));
            assertTrue(contender instanceof EngineContender engine && engine.backend() == backend, contender.name());
        }
        assertEquals(Contenders.ENGINE, Lookup.of("auto").name());
        assertEquals("Lanewise, scalar", Lookup.of("scalar").name());
    }

    @Test
    void anotherWordIsRefusedWithThoseThatThereAre() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Lookup.of("a.b.Nobody"));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("engine: expected one of [auto, scalar, vector"),
                e.getMessage());
        assertTrue(String.valueOf(e.getMessage()).endsWith(", found 'a.b.Nobody'"), e.getMessage());
    }
}
