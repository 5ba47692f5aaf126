package io.github.lanewise.formats.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.support.RefusalAssertions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a text stops to be JSON, and that the scanner and the parser agree that it does. */
class JsonFaultTest {
    private static final int MAX_DEPTH = 100;
    private static final Path PATH = Path.of("model.json");

    /** Apostrophes stand for double quotes, and a vertical bar for a line break. */
    private static String json(String text) {
        return text.replace('\'', '"').replace('|', '\n');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{; line 1, column 2; a key in double quotes; the end of the text",
                "{'a'; line 1, column 5; ':' between a key and its value; the end of the text",
                "{'a':; line 1, column 6; a value (an object,; the end of the text",
                "{'a':1; line 1, column 7; ',' or '}' after a value of an object; the end of the text",
                "{'a':1,}; line 1, column 8; a key in double quotes; '}'",
                "{'a':1|'b':2}; line 2, column 1; ',' or '}' after a value of an object; '\"'",
                "{'a':1,|  'a':2}; line 2, column 3; each key once in an object; 'a' again",
                "{'a':1,'\\u0061':2}; line 1, column 8; each key once in an object; 'a' again",
                "{a:1}; line 1, column 2; a key in double quotes; 'a'",
                "[1; line 1, column 3; ',' or ']' after a value of an array; the end of the text",
                "[1,]; line 1, column 4; a value (an object,; ']'",
                "[01]; line 1, column 3; ',' or ']' after a value of an array; '1'",
                "[NaN]; line 1, column 2; a value (an object,; 'NaN'",
                "[1}; line 1, column 3; ',' or ']' after a value of an array; '}'",
                "['cut; line 1, column 6; a double quote at the end of a text; the end of the text",
                "['\\x']; line 1, column 4; one of \" \\ / b f n r t u after a backslash; 'x'",
                "['\\u00g0']; line 1, column 5; four hexadecimal digits after \\u; '00g0'",
                "tru; line 1, column 1; a value (an object,; 'tru'",
                "{} x; line 1, column 4; nothing after the end of the value; 'x'",
                "{/**/}; line 1, column 2; a key in double quotes; '/'"
            })
    void saysWhereAndWhatAndInstead(String text, String place, String expected, String found) {
        JsonFault fault = Objects.requireNonNull(JsonFault.in(json(text), MAX_DEPTH));
        assertEquals(place, fault.place());
        assertTrue(fault.expected().startsWith(expected), fault::toString);
        assertEquals(found, fault.found());
        assertEquals(found.equals("the end of the text") ? "the text is cut off" : "", fault.hint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " [ ] ",
                "{'a': [1, -0.5e+3, 1E9, true, false, null, 'x\\n\\u00fc\\/'], 'b': {'a': {}}}|",
                "-0",
                "'\\ud83d\\ude00'"
            })
    void findsNoneInJson(String text) {
        assertNull(JsonFault.in(json(text), MAX_DEPTH));
    }

    @Test
    void aLineBreakInsideOfAText() {
        JsonFault fault = Objects.requireNonNull(JsonFault.in(json("['a|b']"), MAX_DEPTH));
        assertEquals(
                new JsonFault("line 1, column 4", "no control character inside a text, but its escape", "'\n'", ""),
                fault);
    }

    @Test
    void depth() {
        assertNull(JsonFault.in("[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH), MAX_DEPTH));
        String message =
                RefusalAssertions.message(FormatException.class, () -> Json.tree(PATH, "", "[".repeat(100_000)));
        assertEquals(
                "model.json: line 1, column 101: expected valid JSON: at most 100 objects and arrays inside each other,"
                        + " found one more",
                message);
    }

    @Test
    void aNumberBeyondTheParsersLimit() {
        assertEquals(
                "model.json: config: expected JSON with numbers of at most 1000 characters, found a longer one",
                RefusalAssertions.message(
                        FormatException.class, () -> Json.tree(PATH, "config", "[" + "1".repeat(1001) + "]")));
    }

    /** Every truncation and many changes of a text: what the parser refuses, the scanner refuses, and in our own words. */
    @Test
    void agreesWithTheParser() {
        String text = json("{'kind': 'MODEL', 'n\\u00fc': [1.5e-3, {'a': [true, null, 'x\\\\']}], 'z': -0, 'y': ''}");
        String marks = "{}[]:,\"\\ 0-+.eEtrufn1\n";
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder changed = new StringBuilder(text);
            for (int j = random.nextInt(3); j >= 0; j--) {
                changed.setCharAt(random.nextInt(changed.length()), marks.charAt(random.nextInt(marks.length())));
            }
            compare(changed.toString());
        }
        for (int length = 0; length < text.length(); length++) {
            compare(text.substring(0, length));
        }
    }

    private static void compare(String text) {
        boolean parsed = true;
        try {
            parsed = !JsonTree.read(Json.FACTORY, text).isMissingNode();
        } catch (JsonProcessingException _) {
            parsed = false;
        }
        if (text.isBlank()) {
            return;
        }
        assertEquals(parsed, JsonFault.in(text, MAX_DEPTH) == null, text);
        if (!parsed) {
            String message = RefusalAssertions.message(FormatException.class, () -> Json.tree(PATH, "config", text));
            assertTrue(message.startsWith("model.json: config, line "), message);
            assertFalse(message.contains("Source"), message);
        }
    }
}
