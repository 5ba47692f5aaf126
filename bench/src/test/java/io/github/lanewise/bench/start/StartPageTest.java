package io.github.lanewise.bench.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, the charts and the exit code of figures that are known. */
class StartPageTest {
    private static final StartRow AUTO = StartSummaryTest.AUTO;
    private static final StartRow OTHER = AUTO.with("a.b.Other");

    @TempDir
    Path directory;

    private static List<StartFinding> findings() {
        return new ArrayList<>(List.of(
                StartSummaryTest.process(AUTO, 0.12, 1.5, 1000, 50, 20, 10, 9, 8),
                StartSummaryTest.process(StartSummaryTest.SCALAR, 0.1, 0.5, 1000, 10, 10, 10, 9, 8),
                StartSummaryTest.process(OTHER, 0.4, 0.6, 500, 5, 5, 5, 5, 5)));
    }

    private String page(List<StartFinding> findings, boolean chosen, int exitCode) throws IOException {
        assertEquals(exitCode, StartReport.write(findings, chosen, directory));
        return Files.readString(directory.resolve("start.md")).replaceAll(" +", " ");
    }

    @Test
    void rowsHaveFiguresAndLanewisesChoiceAVerdict() throws IOException {
        String page = page(findings(), true, 0);
        assertTrue(page.contains("\n## Two cores\n"), page);
        assertFalse(page.contains("One core"), page);
        assertTrue(
                page.contains(
                        "| 5x8 | alone | Lanewise, auto | 50.0 | 120 | 20.0 | 0.100 | 2 | 0.200 | 10.0 | - | - | - |"
                                + " - | 0.500 | 1.50 | 1.50 | 0.900 | |"),
                page);
        assertTrue(
                page.contains(
                        "| 5x8 | alone | 1.20 | 5.00 | 2 to 4 | 5.00 | 2 to 4 | 1.50 | short: worst step, peak |"),
                page);
        assertTrue(page.contains("\n![Steps of a layer 5x8](start-5x8-2-cores.png)\n"), page);
        assertFalse(page.contains("Wrong"), page);
    }

    @Test
    void aRowSaysThatItsProcessesWereNotKeptOnTheirCores() throws IOException {
        assertTrue(page(findings(), false, 0).contains(" | 0.900 | not kept on its cores |"));
    }

    @Test
    void onlyLanewisesWrongAnswerIsAnError() throws IOException {
        List<StartFinding> findings = findings();
        findings.set(2, StartFinding.problem(OTHER, "Other", "far off", true));
        String page = page(findings, true, 0);
        assertTrue(page.contains("\n- 5x8-alone-Other-2-cores: far off\n"), page);
        assertTrue(page.contains("| 5x8 | alone | Other | - |"), page);
        assertTrue(page.contains(" | wrong answer |"), page);
        findings.set(0, StartFinding.problem(AUTO, "Lanewise", "other bits", true));
        page(findings, true, 1);
        List<String> csv = Files.readAllLines(directory.resolve("start.csv"));
        assertEquals("5x8,alone,\"Lanewise\",2,1,,,,,,,,,,,,,wrong", csv.get(1));
        assertEquals(csv.getFirst().split(",", -1).length, csv.get(1).split(",", -1).length);
        assertEquals(
                csv.getFirst().split(",", -1).length,
                csv.get(2).replace("Lanewise, ", "").split(",", -1).length);
    }

    @Test
    void whoCannotRunIsNamedWithTheReason() throws IOException {
        List<StartFinding> findings = findings();
        findings.set(2, StartFinding.problem(OTHER, "Other", "no library", false));
        String page = page(findings, true, 0);
        assertTrue(page.contains("\n- Not measured: Other, because no library\n"), page);
        assertTrue(page.contains(" | not measured |"), page);
    }

    @Test
    void aChartHasALineForEachEngineAndTheWorstOfTwo() throws IOException {
        page(findings(), true, 0);
        assertEquals(
                1000,
                ImageIO.read(directory.resolve("start-5x8-2-cores.png").toFile())
                        .getWidth());
        var data = StartChart.of(findings(), "5x8", 2).orElseThrow().getXYPlot().getDataset();
        assertEquals(5, data.getSeriesCount());
        assertEquals("Lanewise, auto, worst", data.getSeriesKey(1));
        assertEquals(6, data.getItemCount(0));
        assertEquals(10, data.getXValue(0, 3));
        assertEquals(10, data.getYValue(0, 3));
        assertEquals(20, data.getYValue(1, 3));
        assertTrue(StartChart.of(findings(), "5x8", 1).isEmpty());
    }
}
