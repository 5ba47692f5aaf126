package io.github.lanewise.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Tail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, its charts and what travels from the processes, of figures that are known. */
class LatencyPageTest {
    private static final Load SLOW = new Load(40, 64, 1_000, Beside.ALONE);
    private static final Load FAST = new Load(40, 64, 48_000, Beside.ALLOCATING);
    private static final String ONNX = "ONNX Runtime 1.26.0";

    @TempDir
    Path directory;

    static LatencyFinding timed(Load load, String engine, double p999) {
        return timed(load, engine, p999, 0.01);
    }

    static LatencyFinding timed(Load load, String engine, double p999, double noise) {
        Arrivals arrivals = new Arrivals(load.perSecond(), 10_000);
        return new LatencyFinding(
                load,
                engine,
                "",
                new OpenLoop.Outcome(arrivals, 10_000, 25, arrivals.nanosTo(10_000)),
                new Tail(p999 / 2, 0.75 * p999, p999, 4 * p999, 50 * p999),
                7,
                0.0125,
                noise,
                engine.equals("Lanewise"),
                "",
                false);
    }

    static LatencyFinding unsustained(Load load, String engine) {
        return new LatencyFinding(
                load,
                engine,
                "",
                new OpenLoop.Outcome(new Arrivals(load.perSecond(), 10_000), 10_000, 9_990, 500_000_000L),
                new Tail(1234, 1234, 1234, 1234, 1234),
                7,
                0.5,
                0.02,
                engine.equals("Lanewise"),
                "",
                false);
    }

    private static List<LatencyFinding> findings() {
        List<LatencyFinding> findings = new ArrayList<>(List.of(
                timed(SLOW, ONNX, 12),
                timed(SLOW, "Lanewise", 2),
                timed(FAST, "Lanewise", 4),
                unsustained(FAST, ONNX),
                LatencyFinding.problem(FAST, "C by hand", false, "C by hand: expected a C compiler", false)));
        for (Load load : Load.OF_FLAGS) {
            for (int process = 0; process < 3; process++) {
                findings.add(timed(load, "Lanewise", 4 + process).with("defaults"));
                findings.add(timed(load, "Lanewise", 1 + process).with("-XX:+UseZGC"));
            }
        }
        return findings;
    }

    private String page(List<LatencyFinding> findings, int exitCode) throws IOException {
        assertEquals(exitCode, LatencyReport.write(findings, directory));
        return Files.readString(directory.resolve("latency.md")).replaceAll(" +", " ");
    }

    @Test
    void rowsHaveTailsAndWhatIsNotSustainedHasNone() throws IOException {
        String page = page(findings(), 0);
        assertTrue(page.contains("\n## 1,000 arrivals a second, 1000 µs apart\n"), page);
        assertTrue(page.contains("\n## 48,000 arrivals a second, 20.8 µs apart\n"), page);
        String ours = "| 40x64 | alone | Lanewise | 1.00 | 1.50 | 2.00 | 8.00 | 100 | 2.00 | 0.25 | 1.25 | 7 | |\n";
        assertTrue(page.contains(ours), page);
        assertTrue(page.contains(ours + "| 40x64 | alone | " + ONNX), "Lanewise comes first: " + page);
        assertTrue(
                page.contains("| 40x64 | beside a thread that allocates | " + ONNX
                        + " | - | - | - | - | - | - | 99.90 | 50.00 | 7 | not sustained: 20,000 a second |"),
                page);
        assertFalse(page.contains("1234"), page);
        assertTrue(page.contains("- Not measured: C by hand, because C by hand: expected a C compiler"), page);
        assertTrue(page.contains("| C by hand | - | - | - | - | - | - | - | - | - | not measured |"), page);
    }

    @Test
    void flagsHaveVerdicts() throws IOException {
        String page = page(findings(), 0);
        assertTrue(page.contains("\n### 40x64, 48kHz, alone\n"), page);
        assertTrue(page.contains("\n### 40x64, 48kHz, beside a thread that allocates\n"), page);
        assertTrue(page.contains("| defaults | 3 | 2.50 | 3.75 | 5.00 | 4.00 to 6.00 | 250 | 1.25 | 21 | |"), page);
        assertTrue(
                page.contains("| -XX:+UseZGC | 3 | 1.00 | 1.50 | 2.00 | 1.00 to 3.00 | 100 | 1.25 | 21 | better |"),
                page);
    }

    @Test
    void methodMachineAndNoiseAreNamed() throws IOException {
        String page = page(findings(), 0);
        assertTrue(page.contains("\n- Machine: " + Machine.processor() + "; the engine computes with "), page);
        assertTrue(page.contains("\n- Noise: 1.00 % in the median, 2.00 % at most"), page);
        assertTrue(page.contains("so coordinated omission cannot occur"), page);
        assertTrue(page.contains("spins while it waits"), page);
        assertFalse(page.contains("Not measured: other engines"), page);
        assertTrue(page(List.of(timed(SLOW, "Lanewise", 2)), 0).contains("\n- Not measured: other engines"));
    }

    @Test
    void aWrongAnswerOfOursIsExitCode1() throws IOException {
        List<LatencyFinding> findings = findings();
        findings.add(LatencyFinding.problem(SLOW, ONNX, false, "expected 0.5, found 0.25", true));
        assertTrue(page(findings, 0).contains("\n## Wrong answers\n"));
        findings.add(LatencyFinding.problem(FAST, "Lanewise", true, "expected 0.5, found 0.75", true));
        String page = page(findings, 1);
        assertTrue(page.contains("\n- expected 0.5, found 0.25\n- expected 0.5, found 0.75\n"), page);
        assertTrue(page.contains("| Lanewise | - | - | - | - | - | - | - | - | - | wrong answer |"), page);
    }

    @Test
    void everyProcessIsALineOfTheCsv() throws IOException {
        page(findings(), 0);
        List<String> lines = Files.readAllLines(directory.resolve("latency.csv"));
        assertEquals(1 + findings().size(), lines.size());
        int columns = lines.getFirst().split(",", -1).length;
        lines.forEach(line -> assertEquals(columns, line.split(",", -1).length, line));
        assertEquals(
                "40x64-1kHz-alone,\"Lanewise\",\"\",10000,10000,25,10.000,1.000,1.500,2.000,8.000,100.000,7,0.0125,0.0100,",
                lines.get(2));
        assertTrue(lines.get(4).endsWith(",not sustained"), lines.get(4));
        assertTrue(lines.get(5).endsWith(",absent"), lines.get(5));
    }

    @Test
    void chartsHaveALineForEachEngineAndCompany() throws IOException {
        page(findings(), 0);
        for (int rate : Load.RATES) {
            Path file = directory.resolve(LatencyChart.file(rate));
            assertEquals(1000, ImageIO.read(file.toFile()).getWidth(), file.toString());
        }
        var slow = LatencyChart.of(LatencyPage.ofRate(findings(), 1_000))
                .orElseThrow()
                .getXYPlot();
        assertEquals(2, slow.getSeriesCount());
        assertEquals("Lanewise, alone", slow.getDataset().getSeriesKey(0));
        assertEquals(5, slow.getDataset().getItemCount(0));
        assertEquals(8, slow.getDataset().getYValue(0, 3));
        var fast = LatencyChart.of(LatencyPage.ofRate(findings(), 48_000))
                .orElseThrow()
                .getXYPlot();
        assertEquals(1, fast.getSeriesCount(), "what is not sustained has no line");
        assertTrue(LatencyChart.of(List.of(unsustained(FAST, ONNX))).isEmpty());
    }

    @Test
    void findingsTravelAsLines() {
        Tail unknown = new Tail(1, 2, 3, Double.NaN, 4.5);
        LatencyFinding few = timed(FAST, ONNX, 4);
        few = new LatencyFinding(FAST, ONNX, "", few.outcome(), unknown, 3, Double.NaN, 0.5, false, "", false);
        for (LatencyFinding finding : List.of(
                timed(SLOW, "Lanewise", 2),
                few,
                LatencyFinding.problem(FAST, ONNX, false, "no library", false),
                LatencyFinding.problem(FAST, "Lanewise", true, "expected 1, found 2", true))) {
            assertEquals(finding, LatencyFinding.ofLine(finding.toLine()));
        }
        assertEquals(
                "a b",
                Objects.requireNonNull(LatencyFinding.ofLine(LatencyFinding.problem(FAST, ONNX, false, "a\n\tb", false)
                                .toLine()))
                        .problem());
        assertNull(LatencyFinding.ofLine("somebody else's line"));
    }

    @Test
    void figuresAreTheSameInEveryLocale() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            page(findings(), 0);
            assertTrue(Files.readString(directory.resolve("latency.csv")).contains(",1.000,1.500,"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
