package io.github.lanewise.cli.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BitmapFontTest {
    private static final String UNKNOWN = "\u4e2d";

    private static Set<String> dots(String text) {
        Set<String> dots = new TreeSet<>();
        BitmapFont.draw(text, (column, row) -> {
            assertTrue(column >= 0 && column < BitmapFont.width(text) && row >= 0 && row < 9, text);
            dots.add(column + " " + row);
        });
        return dots;
    }

    /** A letter that was forgotten would be a box, and one that is drawn wrongly is likely to be another. */
    @Test
    void everyLetterHasDotsOfItsOwn() {
        StringBuilder letters = new StringBuilder("∂ₛ·–µ");
        for (char c = '!'; c <= '~'; c++) {
            letters.append(c);
        }
        Map<Set<String>, String> known = new HashMap<>(Map.of(dots(UNKNOWN), "the box"));
        letters.chars().forEach(c -> {
            String letter = Character.toString(c);
            assertNull(known.put(dots(letter), letter), letter);
        });
        assertEquals(Set.of(), dots(" "));
        assertNotEquals(0, BitmapFont.width(" "));
    }

    @Test
    void whatItHasNotIsABox() {
        for (String text : new String[] {"\ud83d\ude00", "\ud83d", "\t", "\u0000", "\u00e9"}) {
            assertEquals(dots(UNKNOWN), dots(text));
        }
        assertEquals(BitmapFont.width("nn"), BitmapFont.width("n\u0000"));
    }

    @Test
    void lettersStandBesideOneAnother() {
        assertEquals(0, BitmapFont.width(""));
        assertEquals(2 * BitmapFont.width("o") + BitmapFont.width("l") + 2, BitmapFont.width("olo"));
        assertEquals(2 * dots("o").size() + dots("l").size(), dots("olo").size());
    }
}
