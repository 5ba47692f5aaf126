package io.github.lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportOptionsTest {
    /** Trying leaves the repository's pages alone. */
    @Test
    void defaults() {
        assertEquals(new ReportOptions(false, ".*", Path.of("bench", "target", "results")), ReportOptions.parse());
    }

    @Test
    void everything() {
        assertEquals(
                new ReportOptions(true, "Step|Gemv", Path.of("out")),
                ReportOptions.parse("--quick", "--include", "Step|Gemv", "--output", "out"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--fast; expected --quick, --include or --output, found '--fast'",
                "--include; expected a value behind --include, found none",
                "--include (; --include: expected a regular expression, found '(': Unclosed group"
            })
    void refuses(String arguments, String message) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> ReportOptions.parse(arguments.split(" ", -1)));
        assertEquals(message, thrown.getMessage());
    }
}
