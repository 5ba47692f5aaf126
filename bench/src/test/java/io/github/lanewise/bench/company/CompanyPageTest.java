package io.github.lanewise.bench.company;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, the chart and the exit code of figures that are known. */
class CompanyPageTest {
    private static final List<Company> COMPANIES = List.of(new Alone(), new HeapSegments(), new OtherModels());
    private static final Row ALONE = new Row("step-5x8", "alone");
    private static final Row COMPANY = new Row("step-5x8", "heap-segments");

    @TempDir
    Path directory;

    private static List<ProcessFinding> findings() {
        List<ProcessFinding> findings = new ArrayList<>(RowSummaryTest.processes(ALONE, 0.05, 0.05, 0.06));
        findings.addAll(RowSummaryTest.processes(COMPANY, 0.05, 0.06, 0.2));
        return findings;
    }

    private String page(List<ProcessFinding> findings, int exitCode) throws IOException {
        assertEquals(exitCode, CompanyReport.write(findings, COMPANIES, directory));
        return Files.readString(directory.resolve("company.md")).replaceAll(" +", " ");
    }

    @Test
    void rowsHaveFiguresAndVerdicts() throws IOException {
        String page = page(findings(), 0);
        assertTrue(
                page.contains(
                        "| step-5x8 | alone | 0.0500 | 0.0500 to 0.0600 | 1.00 | 1.20 | 0.500 | 0.600 | 3 | 1.00 | 1.20 | met |"),
                page);
        assertTrue(
                page.contains(
                        "| step-5x8 | heap-segments | 0.0600 | 0.0500 to 0.200 | 1.20 | 4.00 | 0.600 | 2.00 | 3 | 1.20 | 4.00 |"
                                + " short: median and slowest |"),
                page);
        assertTrue(page.contains("\n- heap-segments: vectors and plain accesses over memory segments"), page);
        assertFalse(page.contains("other-models"), "it was not kept");
        assertFalse(page.contains("Wrong"), page);
        assertTrue(page.contains("\n- Method: fresh processes, 3 a row"), page);
    }

    @Test
    void machineNoiseAndAbsenceAreNamed() throws IOException {
        String page = page(findings(), 0);
        assertTrue(page.contains("\n- Machine: " + Machine.processor() + "; the engine computes with "), page);
        assertTrue(page.contains("\n- Noise: 1.00 % in the median"), page);
        assertTrue(page.contains("\n- Not measured: lucene, because "), page);
        assertTrue(page.contains("\n![Each process over the median alone](company.png)\n"), page);
    }

    @Test
    void aWrongAnswerIsListedAndIsExitCode1() throws IOException {
        List<ProcessFinding> findings = findings();
        findings.add(ProcessFinding.wrong(COMPANY, "step-5x8-heap-segments, call 3, output 1: expected 1, found 2"));
        String page = page(findings, 1);
        assertTrue(page.contains("\n## Wrong answers\n"), page);
        assertTrue(page.contains("\n- step-5x8-heap-segments, call 3, output 1: expected 1, found 2\n"), page);
        assertTrue(page.contains(" | wrong answer |"), page);
        List<String> csv = Files.readAllLines(directory.resolve("company.csv"));
        assertEquals("step-5x8,heap-segments,,,,,wrong", csv.getLast());
        assertEquals("step-5x8,heap-segments,0.2000,2.000,0.0100,100.0,", csv.get(6));
    }

    @Test
    void theChartHasAMarkForEachProcess() throws IOException {
        page(findings(), 0);
        Path file = directory.resolve("company.png");
        assertEquals(1000, ImageIO.read(file.toFile()).getWidth());
        var plot = CompanyChart.of(findings()).orElseThrow().getXYPlot();
        assertEquals(2, plot.getSeriesCount());
        assertEquals(3, plot.getDataset().getItemCount(1));
        assertEquals(4, plot.getDataset().getYValue(1, 2), 1e-12);
        assertTrue(CompanyChart.of(RowSummaryTest.processes(COMPANY, 1)).isEmpty());
    }
}
