package io.github.lanewise.bench.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DigitsDemoTest {
    private static final Pace SHORT = new Pace(Duration.ofMillis(100), Duration.ofMillis(100));

    @Test
    void runsOnTheCommittedModel() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int exitCode = DigitsDemo.run(new PrintStream(bytes, true, StandardCharsets.UTF_8), SHORT);
        String page = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(0, exitCode, page);
        assertTrue(page.contains("every bit is the same"), page);
        assertTrue(page.contains("450 of 450"), page);
        assertTrue(page.contains("CC BY 4.0"), page);
        // Of 450 images: int8 within half a point of fp32, bf16 within a tenth.
        int exact = right(page, "fp32");
        assertEquals(exact, right(page, "bf16"), page);
        assertTrue(Math.abs(exact - right(page, "int8")) <= 2, page);
        page.lines().forEach(line -> assertTrue(line.length() <= 100, () -> "wider than 100 columns: " + line));
    }

    private static int right(String page, String precision) {
        Matcher found = Pattern.compile("(?m)^  " + precision + " +([0-9]+) ").matcher(page);
        assertTrue(found.find(), page);
        return Integer.parseInt(found.group(1));
    }
}
