package io.github.lanewise.bench.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.Tail;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.Spread;
import io.github.lanewise.bench.comparison.WrongAnswer;
import io.github.lanewise.bench.jmh.WindowModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page and what travels from the processes, of figures that are known. */
class StreamsPageTest {
    private static final String ONE_BY_ONE = "Lanewise, one by one";
    private static final String ONNX = "ONNX Runtime 1.26.0";

    @TempDir
    Path directory;

    private static Finding timed(String job, String contender, double micros, double ratio) {
        return new Finding(
                job,
                contender,
                new Spread(0.9 * micros, micros, 1.1 * micros),
                new Spread(0.9 * ratio, ratio, 1.1 * ratio),
                0,
                null);
    }

    private static WindowFinding window(WindowModel model, double p99, double whole) {
        Tail tail = new Tail(p99 / 2, p99, 2 * p99, Double.NaN, 4 * p99);
        return new WindowFinding(model, new WindowFinding.Times(tail, 20, 230, whole, 3, 4321), 0.02, "");
    }

    private static List<Finding> timed() {
        return List.of(
                timed("streams64-128x128", "Lanewise", 160, 1),
                timed("streams64-128x128", ONE_BY_ONE, 320, 2),
                timed("streams64-128x128", ONNX, 240, 1.5),
                timed("streams1024-128x128", "Lanewise", 2048, 1),
                timed("streams1024-128x128", ONE_BY_ONE, 5120, 2.5),
                timed("streams64-256x256", "Lanewise", 640, 1),
                timed("streams64-256x256", ONE_BY_ONE, 1280, 2),
                timed("whole-A", "Lanewise", 300, 1),
                timed("whole-A", ONNX, 600, 2));
    }

    private String page(List<Finding> timed, List<WrongAnswer> wrong, List<WindowFinding> windows, int exitCode)
            throws IOException {
        Findings turns = new Findings(timed, List.of(), wrong, Map.of("streams64-128x128", 0.01));
        assertEquals(exitCode, StreamsReport.write(new StreamsFindings(turns, windows), directory));
        return Files.readString(directory.resolve("streams.md")).replaceAll(" +", " ");
    }

    @Test
    void timesAreThoseOfOneStream() throws IOException {
        String page = page(timed(), List.of(), List.of(), 0);
        assertTrue(page.contains("\n| 128x128 | 64 | 5.00 | 2.50 | 2.00x | 1.80 to 2.20 | 0 |\n"), page);
        assertTrue(page.contains("\n| 128x128 | 1,024 | 5.00 | 2.00 | 2.50x | 2.25 to 2.75 | 0 |\n"), page);
        assertTrue(
                page.contains("\n| 128x128 | 64 | 2.50 | 3.75 | 1.50x |\n| 128x128 | 1,024 | 2.00 | - | - |\n"), page);
        assertFalse(page.contains("Windows that slide\n"), "nothing was measured of them");
        assertTrue(page.contains("\n- Machine: " + Machine.processor() + "; the engine computes with "), page);
    }

    @Test
    void windowsHaveTailsAndWhatOneThreadSustains() throws IOException {
        String page = page(timed(), List.of(), List.of(window(WindowModel.A, 8, 100)), 0);
        String name = "| A: 2 x 100 units, 100 features, window of 50 | ";
        assertTrue(
                page.contains(name + "4.00 | 8.00 | 16.0 | - | 32.0 | 3.00 | 230 | 4000 | 100 | 25.0x | 4,321 |\n"),
                page);
        assertTrue(page.contains(name + "300 | 600 | 2.00x |\n"), page);
        assertTrue(page.contains("STAC-shaped, unaudited"), page);
        assertTrue(page.contains("\n- Noise: 2.00 % in the median, 2.00 % at most"), page);
    }

    @Test
    void targetsHaveVerdicts() throws IOException {
        String page = page(
                timed(), List.of(), List.of(window(WindowModel.B, 41, 500), window(WindowModel.C, 2000, 19_000)), 0);
        assertTrue(page.contains("128x128 together against one by one | at least 2.00x | 2.00x | met |\n"), page);
        assertTrue(page.contains("256x256 together against one by one | at least 4.00x | 2.00x | short |\n"), page);
        assertFalse(page.contains("512x512 together"), "it was not measured");
        assertTrue(page.contains("| window B, p99 of the answer | at most 40.0 µs | 41.0 µs | short |\n"), page);
        assertTrue(
                page.contains("| window B, computed whole against the answer | at least 20.0x | 24.4x | met |"), page);
        assertTrue(page.contains("| window C, p99 of the answer | at most 2000 µs | 2000 µs | met |\n"), page);
        assertTrue(
                page.contains("| window C, computed whole against the answer | at least 20.0x | 19.0x | short |"),
                page);
    }

    @Test
    void aWrongAnswerOfOursIsExitCode1() throws IOException {
        WrongAnswer theirs = new WrongAnswer("streams64-256x256", ONNX, false, 0.5, 0.25, 0.75, 1, 2, "");
        String page = page(timed(), List.of(theirs), List.of(), 0);
        assertTrue(page.contains("\n| 256x256 | 64 | 10.0 | wrong | wrong |\n"), page);
        assertTrue(page.contains("\n## Wrong answers\n"), page);
        WrongAnswer ours = new WrongAnswer("streams2-64x64", ONE_BY_ONE, true, 0.5, 0.25, 0.75, 1, 2, "");
        page(timed(), List.of(theirs, ours), List.of(), 1);
        List<WindowFinding> windows =
                List.of(new WindowFinding(WindowModel.A, null, 0, "A, row 7: expected 1, found 2"));
        page = page(timed(), List.of(), windows, 1);
        assertTrue(page.contains("\n- A, row 7: expected 1, found 2\n"), page);
        assertFalse(page.contains("## Windows that slide"), page);
    }

    @Test
    void findingsTravelAsLines() {
        List<WindowFinding> findings = new ArrayList<>(List.of(
                window(WindowModel.A, 8, 100), new WindowFinding(WindowModel.C, null, 0.5, "expected 1, found 2")));
        for (WindowFinding finding : findings) {
            assertEquals(finding, WindowFinding.ofLine(finding.toLine()));
        }
        assertNull(WindowFinding.ofLine("somebody else's line"));
        List<String> lines =
                new ArrayList<>(findings.stream().map(WindowFinding::toLine).toList());
        Findings turns = new Findings(timed(), List.of(), List.of(), Map.of());
        lines.addAll(turns.toLines());
        assertEquals(new StreamsFindings(turns, findings), StreamsFindings.ofLines(lines));
    }
}
