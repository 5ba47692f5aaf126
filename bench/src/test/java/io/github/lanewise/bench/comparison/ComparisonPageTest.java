package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            List.of(new Absence("C by hand", "no cc")));

    private static Finding finding(
            String workload, String contender, double time, double ratio, Finding.@Nullable Percentiles percentiles) {
        double half = contender.equals(Contenders.ENGINE) ? 0 : 0.1; // the engine is what the others are divided by
        return new Finding(
                workload,
                contender,
                new Spread(time, time, time),
                new Spread(ratio * (1 - half), ratio, ratio * (1 + half)),
                0,
                percentiles);
    }

    @Test
    void targetsHaveVerdicts() {
        String page = ComparisonPage.of(FINDINGS).replaceAll(" +", " ");
        assertTrue(
                page.contains(
                        "| step against oneDNN (oneDNN 3.8.1) | 128x128 | 2.00x | 1.50x | 1.35 to 1.65 | short |"),
                page);
        assertTrue(page.contains("| step against reading the weights (read loop) | 128x128 | 0.900x | 0.920x"), page);
        assertTrue(
                page.contains(
                        "| batch of 32, 100 steps, against oneDNN (oneDNN 3.8.1) | 128x128 | 1.05x | 1.10x | 0.990 to 1.21 | met |"),
                page);
        assertTrue(page.contains("| step against C by hand | 128x128 | 0.800x | - | - | not measured |"), page);
        assertTrue(page.contains("- Not measured: C by hand, because no cc"), page);
        assertTrue(page.contains("| 128x128 | Lanewise | 5.00 | 5.00 | 6.00 | 7.00 | 9.00 | 1.40 | met |"), page);
    }

    @Test
    void everyFindingIsALineOfTheCsv() {
        List<String> lines = FINDINGS.toCsv().lines().toList();
        assertEquals(6, lines.size());
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
