package io.github.lanewise.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lanewise.spec.CellKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Known figures, as text, JSON and a page. */
class ReportsTest {
    private static final String HOSTILE = "<script>alert('x')</script> & \"q\"\u001b[31m";

    private static Conditions conditions(String processor) {
        return new Conditions(
                "lanewise 1",
                Instant.parse("2026-01-02T03:04:05Z"),
                processor,
                2,
                "Linux 6",
                "25",
                List.of("-Xmx1g"),
                "vector, 512 bit (16 lanes)",
                20);
    }

    /** 990 steps of 100 ns, 9 of 2 µs, one of 1 ms. */
    private static LatencyHistogram steps() {
        LatencyHistogram histogram = new LatencyHistogram();
        IntStream.range(0, 990).forEach(i -> histogram.record(100));
        IntStream.range(0, 9).forEach(i -> histogram.record(2_000));
        histogram.record(1_000_000);
        return histogram;
    }

    private static Result result(String name, double noise, @Nullable Double read) {
        Workload workload = new Workload(
                Workload.ASKED_FOR,
                name,
                0,
                Workload.of(CellKind.LSTM, new Shape(1, 1, 1)).model());
        Double timesRead = read == null ? null : 200 / read;
        Times times = new Times(200, 1_000, read, 5, timesRead, 0.0, steps());
        return new Result(workload, "a model", "fast", true, new StepCost(4_000, 8_000), times, noise);
    }

    private static Report report(String name, String processor) {
        return new Report(conditions(processor), List.of(result(name, 0.01, 100.0), result("b", 0.2, null)));
    }

    /** A percentile is the middle of its bucket, here of 2000 to 2015 ns. */
    @Test
    void cellsOfARow() {
        assertEquals(
                List.of("a", "0.200", "0.100", "0.100", "0.100", "2.01", "1000", "5.00", "2.00", "20.0", "40.0", "0"),
                TextReport.cells(result("a", 0, 100.0)));
        assertEquals("-", TextReport.cells(result("a", 0, null)).get(8));
        assertEquals(
                new TextReport(report("a", "p"), false).headings().size(),
                TextReport.cells(result("a", 0, null)).size());
    }

    @Test
    void histogramsStandOverTheirAxis() {
        List<List<String>> lines = new TextReport(report("a", "p"), false).histograms();
        assertEquals(3, lines.size());
        String bars = lines.getFirst().getLast();
        assertTrue(bars.strip().matches("█ +▃ +▁"), bars);
        String ticks = lines.getLast().getLast();
        assertEquals(ticks.indexOf("|100 ns"), bars.indexOf('█'), bars + "\n" + ticks);
        assertTrue(ticks.contains("|10 µs") && ticks.contains("|1 ms"), ticks);
        assertEquals(ticks.indexOf("|1 ms"), bars.indexOf('▁'), bars + "\n" + ticks);
    }

    @Test
    void asciiIsAscii() {
        TextReport text = new TextReport(report("a", "p"), true);
        String all = text.histograms() + String.join("", text.headings());
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(all), all);
        assertTrue(all.contains("times in us"), all);
        assertFalse(TextReport.suits(StandardCharsets.ISO_8859_1));
        assertTrue(TextReport.suits(StandardCharsets.UTF_8));
    }

    @Test
    void noiseIsSaidAndWarnedOf() {
        assertNull(new Report(conditions("p"), List.of(result("a", 0.05, null))).warning());
        String warning = report("a", "p").warning();
        assertNotNull(warning);
        assertTrue(warning.contains("20.0 % before b, expected at most 5.00 %"), warning);
        // Mean 13 over a first decile of 10.
        assertEquals(0.3, Noise.of(10, 10, 10, 10, 10, 10, 10, 10, 10, 40), 1e-12);
    }

    @Test
    void warmUpsAreSaidOnceWhereTheyAreAlike() {
        assertEquals(List.of("fast"), report("a", "p").warmUps());
        Result slow = new Result(
                result("c", 0, null).workload(),
                "m",
                "timed out",
                false,
                new StepCost(1, 1),
                result("c", 0, null).times(),
                0);
        Report mixed = new Report(conditions("p"), List.of(result("a", 0, null), slow));
        assertEquals(List.of("c: timed out"), mixed.warmUps());
    }

    @Test
    void jsonHasEveryFigure() throws IOException {
        JsonNode root = new ObjectMapper().readTree(JsonReport.of(report(HOSTILE, "p")));
        JsonNode row = root.at("/results/0");
        assertEquals(HOSTILE, row.get("name").textValue());
        assertEquals(200, row.get("step_ns").doubleValue());
        assertEquals(100, row.get("p50_ns").doubleValue());
        assertEquals(2_000, row.get("p99_9_ns").doubleValue(), 16);
        assertEquals(1_000_000, row.get("max_ns").longValue());
        assertEquals(5, row.get("times_scalar").doubleValue());
        assertEquals(2, row.get("times_read").doubleValue());
        assertEquals(20, row.get("gflop_per_s").doubleValue());
        assertEquals(40, row.get("gb_per_s").doubleValue());
        assertEquals(990, row.at("/histogram/0/steps").longValue());
        assertTrue(root.at("/results/1/times_read").isNull(), root::toString);
        assertEquals("2026-01-02T03:04:05Z", root.at("/conditions/date").textValue());
        assertEquals("-Xmx1g", root.at("/conditions/flags/0").textValue());
        assertTrue(root.at("/conditions/warning").textValue().startsWith("too noisy"), root::toString);
    }

    @Test
    void aPageObeysNoName() throws IOException {
        String page = new String(PageReport.of(report(HOSTILE, HOSTILE)), StandardCharsets.UTF_8);
        assertFalse(page.contains("<script"), page);
        assertFalse(page.contains("\u001b"), page);
        assertTrue(
                page.contains(
                        "<strong>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;\ufffd[31m</strong>"),
                page);
        assertFalse(
                Pattern.compile("(?i)(src|href)=|url\\(|@import").matcher(page).find(), page);
        assertTrue(page.contains("prefers-color-scheme: dark"), page);
    }

    /** The marks of the first row lie where the axis says. */
    @Test
    void aPageHasChartsAndFigures() throws IOException {
        String page = new String(PageReport.of(report("a", "p")), StandardCharsets.UTF_8);
        assertEquals(2, page.split("class=\"plot\"", -1).length - 1);
        LogAxis axis = LogAxis.over(List.of(100.0, 1e6));
        assertTrue(page.contains("<line class=\"scalar\" x1=\"%.2f%%\"".formatted(100 * axis.at(1_000))), page);
        assertTrue(page.contains("<line class=\"read\" x1=\"%.2f%%\"".formatted(100 * axis.at(100))), page);
        for (String cell : TextReport.cells(result("a", 0.01, 100.0))) {
            assertTrue(page.contains("<td>" + cell + "</td>"), cell);
        }
        assertTrue(page.contains("Warning: too noisy to say"), page);
    }

    @Test
    void anAxisSharesOutWideBuckets() {
        LogAxis axis = new LogAxis(10, 1_000);
        assertEquals(List.of(10.0, 100.0, 1_000.0), axis.ticks());
        assertEquals(0.5, axis.at(100), 1e-12);
        assertEquals(0, axis.at(1));
        double[] counts = axis.counts(steps(), 10);
        assertEquals(1_000, Arrays.stream(counts).sum(), 1e-9);
        assertEquals(990, counts[5], 1e-9);
        assertEquals(10, counts[9], 1e-9);
    }
}
