package io.github.lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TableTest {
    private final Table table =
            new Table("", "µs", "B").row("textbook", "12.5", "0").row("a|b", "1", "16");

    @Test
    void markdown() {
        assertEquals("""
                |          |   µs |   B |
                | :------- | ---: | --: |
                | textbook | 12.5 |   0 |
                | a\\|b     |    1 |  16 |
                """, table.toMarkdown());
    }

    @Test
    void text() {
        assertEquals("""
                              µs   B
                  textbook  12.5   0
                  a|b          1  16
                """, table.toText(2));
    }

    @Test
    void emptyWithoutRows() {
        assertTrue(new Table("a").isEmpty());
        assertFalse(table.isEmpty());
    }

    @Test
    void refusesARowOfAnotherLength() {
        var thrown = assertThrows(IllegalArgumentException.class, () -> table.row("one"));
        assertEquals("expected 3 cells, one for each of [, µs, B], found 1", thrown.getMessage());
    }
}
