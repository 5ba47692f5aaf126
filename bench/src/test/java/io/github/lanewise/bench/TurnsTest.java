package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void anotherOneBeginsEachTurn() {
        List<String> rows = List.of("a", "b", "c");
        assertEquals(rows, Turns.rotated(rows, 0));
        assertEquals(List.of("c", "a", "b"), Turns.rotated(rows, 5));
    }
}
