package io.github.lanewise.docs.outputs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which outputs count as the same. */
class ComparisonTest {
    private static final Optional<String> SAME = Optional.empty();

    @Test
    void otherLinesAndOtherFiguresDiffer() {
        assertEquals(SAME, compare("", "one\ntwo", "one\ntwo"));
        assertEquals(Optional.of("not printed there: two"), compare("", "one\ntwo", "one"));
        assertEquals(Optional.of("not on the page: two"), compare("", "one", "one\ntwo"));
        assertEquals(Optional.of("not printed there: 446 of 450"), compare("", "446 of 450", "445 of 450"));
        assertEquals(
                Optional.of("not printed there: output (450, 10)"), compare("", "output (450, 10)", "output (45, 10)"));
    }

    @Test
    void timesAndWhatTheMachineHasMayDiffer() {
        assertEquals(SAME, compare("", "on scalar in 178.363 ms", "on vector, 512 bit (16 lanes) in 1,042 ms"));
        assertEquals(SAME, compare("", "backends scalar, vector_128, vector_256", "backends scalar, vector_128"));
        assertEquals(SAME, compare("", "steps  same   same  same", "steps  same   same"));
        assertEquals(SAME, compare("", "76 times as fast", "8.5 times as fast"));
        assertEquals(
                SAME,
                compare(
                        "",
                        "          p50, µs\nscalar  55.26\n\n450 rows",
                        "          p50, µs\nscalar    4.1\n\n450 rows"));
        assertEquals(
                Optional.of("not printed there: 450 rows"),
                compare("", "p50, µs\nscalar 55.26\n\n450 rows", "p50, µs\nscalar 4.1\n\n45 rows"));
    }

    @Test
    void threeDotsStandForAnyLines() {
        assertEquals(SAME, compare("", "...\nb\n...\nd", "a\nb\nc\nb\nd"));
        assertEquals(SAME, compare("", "a\n...", "a"));
        assertEquals(Optional.of("not printed there: e"), compare("", "a\n...\ne", "a\nb\nc"));
        assertEquals(Optional.of("not on the page: c"), compare("", "...\nb", "b\nc"));
    }

    @Test
    void excerptHasLinesInTheirOrder() {
        String excerpt = "<!-- from the output of: x -->";
        assertEquals(SAME, compare(excerpt, "b\nd", "a\nb\nc\nd\ne"));
        assertEquals(Optional.of("not printed there: b"), compare(excerpt, "d\nb", "a\nb\nc\nd\ne"));
    }

    @Test
    void commentsAllowMore() {
        assertEquals(SAME, compare("<!-- lines that vary: ^machine -->", "machine A\nx", "machine B\nx"));
        assertEquals(SAME, compare("<!-- figures vary -->", "1.5 of 1,000 at 2e-3", "7 of 22 at 1"));
        assertEquals(
                Optional.of("not printed there: N apples"), compare("<!-- figures vary -->", "3 apples", "3 pears"));
    }

    private static Optional<String> compare(String comments, String page, String printed) {
        Directives directives = Directives.of("page.md:1", comments.lines().toList());
        Exchange exchange = new Exchange("page.md", 0, "", "x", page.lines().toList(), directives);
        return Comparison.difference(exchange, printed.lines().toList());
    }
}
