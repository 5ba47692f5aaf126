package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and the charts of figures that are known. */
class ComparisonPageTest {
    private static final Findings FINDINGS = new Findings(
            List.of(
                    finding("step-128x128", Contenders.ENGINE, 5, 1, new Finding.Percentiles(5, 5, 6, 7, 9)),
                    finding("step-128x128", "oneDNN 3.8.1", 7.5, 1.5, new Finding.Percentiles(8, 8, 8, 16, 20)),
                    finding("step-128x128", Bound.READ, 4.6, 0.92, null),
                    finding("batch32-128x128", Contenders.ENGINE, 8000, 1, null),
                    finding("batch32-128x128", "oneDNN 3.8.1", 8800, 1.1, null)),
            List.of(new Absence("C by hand", "no cc")),
            List.of(
                    new WrongAnswer(
                            "step-128x128", "PyTorch 2.7.1", false, 0.18, 0.1038, -0.0749, 0, 3, "known: a fault"),
                    new WrongAnswer("step-256x256", Contenders.ENGINE, true, 0.5, 0.25, -0.25, 49, 7, "")),
            Map.of("step-128x128", 0.25));
    private static final Conditions CONDITIONS = new Conditions(1, FINDINGS.noise());

    private static Finding finding(
            String workload, String contender, double time, double ratio, Finding.@Nullable Percentiles percentiles) {
        double half = contender.equals(Contenders.ENGINE) ? 0 : 0.1; // the engine is what the others are divided by
        return new Finding(
                workload,
                contender,
                new Spread(time, time, time),
                new Spread(ratio * (1 - half), ratio, ratio * (1 + half)),
                0,
                2e-7,
                percentiles);
    }

    @Test
    void targetsHaveVerdicts() {
        String page = ComparisonPage.of(FINDINGS, CONDITIONS).replaceAll(" +", " ");
        assertTrue(
                page.contains(
                        "| step against oneDNN (oneDNN 3.8.1) | 128x128 | 2.00x | 1.50x | 1.35 to 1.65 | short |"),
                page);
        assertTrue(page.contains("| step against reading the weights (read loop) | 128x128 | 0.900x | 0.920x"), page);
        assertTrue(
                page.contains(
                        "| batch of 32, 100 steps, against oneDNN (oneDNN 3.8.1) | 128x128 | 1.00x | 1.10x | 0.990 to 1.21 | met |"),
                page);
        assertTrue(page.contains("| step against C by hand | 128x128 | 0.950x | - | - | not measured |"), page);
        assertTrue(page.contains("- Not measured: C by hand, because no cc"), page);
        assertTrue(
                page.contains("| 128x128 | Lanewise | 5.00 | 5.00 | 6.00 | 7.00 | 9.00 | 1.40 | 1.50 | met |"), page);
    }

    @Test
    void wrongAnswersAreListedAndHaveNoTimes() {
        String page = ComparisonPage.of(FINDINGS, CONDITIONS).replaceAll(" +", " ");
        assertTrue(page.contains("\n## Wrong answers\n"), page);
        assertTrue(
                page.contains("| PyTorch 2.7.1 | step-128x128 | 0.180 | 0.104 | -0.0749 | 0 | 3 | known: a fault |"),
                page);
        assertTrue(
                page.contains("| Lanewise | step-256x256 | 0.500 | 0.250 | -0.250 | 49 | 7 | an error of ours |"),
                page);
        assertTrue(page.contains("\n| PyTorch 2.7.1 | wrong | - |\n"), page);
        assertTrue(page.contains("| step against oneDNN | 256x256 | 1.30x | - | - | wrong answer |"), page);
        Findings right = new Findings(FINDINGS.all(), List.of(), List.of(), Map.of());
        assertFalse(ComparisonPage.of(right, CONDITIONS).contains("rong"), "nothing is wrong");
    }

    @Test
    void precisionsHaveTimesVerdictsAndErrors() {
        String step = "precisions-step-256x256";
        Findings findings = new Findings(
                List.of(
                        finding(step, Contenders.ENGINE, 30, 1, null),
                        finding(step, "Lanewise, bf16", 15, 0.5, null).withError(0.003),
                        finding(step, "Lanewise, int8", 16, 0.53, null).withError(0.02),
                        finding(step, Bound.read(Precision.INT8), 7, 0.2, null).withError(Double.NaN)),
                List.of(),
                List.of(),
                Map.of());
        String page = ComparisonPage.of(findings, CONDITIONS).replaceAll(" +", " ");
        assertTrue(page.contains("| step in bf16 against fp32 (Lanewise) | 256x256 | 1.90x | 2.00x |"), page);
        assertTrue(page.contains("| step in int8 against bf16 (Lanewise, bf16) | 256x256 | 1.00x | 0.943x |"), page);
        String times = page.substring(page.indexOf("## One step in each precision"));
        assertTrue(times.contains("\n| Lanewise, bf16 | 15.0 |\n"), times);
        assertTrue(times.contains("\n| read loop, int8 | 7.00 |\n"), times);
        String errors = times.substring(times.indexOf("## What precisions cost"));
        assertTrue(
                errors.contains(
                        "\n| Lanewise | 2.0e-07 |\n| Lanewise, bf16 | 3.0e-03 |\n| Lanewise, int8 | 2.0e-02 |\n"),
                errors);
        assertTrue(page.contains("\n- In bf16, int8 and int4 the textbook's weights were rounded"), page);
        assertFalse(ComparisonPage.of(FINDINGS, CONDITIONS).contains("bf16"), "nothing was measured of it");
    }

    @Test
    void theMachineIsNamedAndWhatSpeaksAgainstIt() {
        String page = ComparisonPage.of(FINDINGS, CONDITIONS);
        assertTrue(page.contains("\n- Machine: " + Machine.processor() + "; the engine computes with "), page);
        assertTrue(page.contains("\n- Too noisy: more than 5.00 % in 1 of 1 measurements"), page);
        assertTrue(page.contains("\n- One processor: "), page);
    }

    @Test
    void everyFindingIsALineOfTheCsv() {
        List<String> lines = FINDINGS.toCsv().lines().toList();
        assertEquals(8, lines.size());
        int columns = lines.getFirst().split(",", -1).length;
        lines.forEach(line -> assertEquals(columns, line.split(",", -1).length, line));
        assertTrue(lines.get(6).matches("step-128x128,\"PyTorch 2.7.1\",+0.18,"), lines.get(6));
        assertTrue(lines.get(2).startsWith("step-128x128,\"oneDNN 3.8.1\",7.5000,"), lines.get(2));
    }

    @Test
    void chartsAreWritten(@TempDir Path directory) throws IOException {
        List<Path> charts = Charts.write(FINDINGS, directory);
        assertEquals(3, charts.size());
        for (Path chart : charts) {
            assertTrue(Files.size(chart) > 5_000, chart.toString());
            assertEquals(1000, ImageIO.read(chart.toFile()).getWidth());
        }
    }
}
