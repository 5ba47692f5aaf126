package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which name was meant. */
class SpellingTest {
    @ParameterizedTest
    @CsvSource({
        "run, run, 0",
        "rnu, run, 1",
        "inf, info, 1",
        "convrt, convert, 1",
        "'', run, 3",
        "abc, '', 3",
        "ab, ba, 1",
        "verify, convert, 6",
        "--inptu, --input, 1",
        "kitten, sitting, 3"
    })
    void distance(String a, String b, int edits) {
        assertEquals(edits, Spelling.distance(a, b));
        assertEquals(edits, Spelling.distance(b, a));
    }

    @ParameterizedTest
    @CsvSource({
        "convret, ' (did you mean convert?)'",
        "inf, ' (did you mean info?)'",
        "rnu, ' (did you mean run?)'",
        "verfy, ' (did you mean verify?)'",
        "hlep, ' (did you mean help?)'",
        "nonsense, ''",
        "x, ''",
        "go, ''"
    })
    void suggestion(String typed, String expected) {
        assertEquals(expected, Spelling.suggestion(typed, List.of("info", "run", "verify", "convert", "help")));
    }
}
