package io.github.lanewise.docs.outputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is found on a page. */
class TranscriptTest {
    @Test
    void commandsAndTheirOutputs() {
        List<Exchange> found = find("""
                Text.

                ```
                $ one \\
                    --more
                first
                second
                $ two
                ```

                ```java
                $ notACommand();
                ```
                """);
        assertEquals(3, found.size(), found::toString);
        assertEquals("one \\\n    --more", found.get(0).command());
        assertEquals(List.of("first", "second"), found.get(0).output());
        assertEquals(5, found.get(0).first());
        assertEquals("page.md:6", found.get(0).where());
        assertEquals("two", found.get(1).command());
        assertEquals(List.of(), found.get(1).output());
    }

    @Test
    void blockInAListLosesItsIndent() {
        List<Exchange> found = find("- item:\n\n  ```\n  $ one\n  first\n  ```\n");
        assertEquals(List.of("first"), found.getFirst().output());
        assertEquals("  ", found.getFirst().indent());
    }

    @Test
    void commentsSayWhatABlockIs() {
        List<Exchange> found = find("""
                <!-- from the output of: ./mvnw -q -Pdemo -->
                <!-- lines that vary: ^machine -->
                ```
                one
                ```

                <!-- given: model.pt = some/file.pt -->
                <!-- given: x.npy = some/x.npy -->
                <!-- not run again: it takes an hour -->
                <!-- figures vary -->
                ```
                $ two
                ```
                """);
        Directives first = found.get(0).directives();
        assertEquals("./mvnw -q -Pdemo", found.get(0).command());
        assertTrue(first.excerpt());
        assertEquals("^machine", first.varying().orElseThrow().pattern());
        Directives second = found.get(1).directives();
        assertEquals(Map.of("model.pt", "some/file.pt", "x.npy", "some/x.npy"), second.given());
        assertEquals(Optional.of("it takes an hour"), second.notRun());
        assertTrue(second.figuresVary());
    }

    @Test
    void commentThatIsNotUnderstoodIsRefusedByName() {
        PageException e = assertThrows(PageException.class, () -> find("<!-- figure varies -->\n```\n$ one\n```\n"));
        assertTrue(e.toString().contains("page.md:2: expected a comment"), e::toString);
        assertTrue(e.toString().contains("<!-- figure varies -->"), e::toString);
        assertThrows(PageException.class, () -> find("<!-- lines that vary: ( -->\n```\n$ one\n```\n"));
        assertThrows(PageException.class, () -> find("<!-- given: a -->\n```\n$ one\n```\n"));
    }

    @Test
    void commentsAboveABlockWithoutACommandAreRefused() {
        PageException e = assertThrows(PageException.class, () -> find("<!-- figures vary -->\n```\none\n```\n"));
        assertTrue(e.toString().contains("page.md:2: expected a command"), e::toString);
    }

    @Test
    void blockWithoutAnEndIsRefused() {
        assertThrows(PageException.class, () -> find("```\n$ one\n"));
    }

    private static List<Exchange> find(String page) {
        return Transcript.of("page.md", page.lines().toList());
    }
}
