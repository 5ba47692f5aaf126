package io.github.lanewise.bench.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.MemoryFinding;
import io.github.lanewise.bench.MemoryFinding.What;
import io.github.lanewise.bench.Tail;
import io.github.lanewise.bench.comparison.Finding;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.Spread;
import io.github.lanewise.bench.comparison.WrongAnswer;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.bench.voices.HeardFinding;
import io.github.lanewise.spec.Precision;
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
                Double.NaN,
                null);
    }

    private static WindowFinding window(WindowModel model, double p99, double whole) {
        Tail tail = new Tail(p99 / 2, p99, 2 * p99, Double.NaN, 4 * p99);
        return new WindowFinding(
                model, Precision.FP32, new WindowFinding.Times(tail, 20, 230, whole, 3, 4321), 0.02, "");
    }

    private static WindowFinding in(Precision precision, WindowFinding finding) {
        return new WindowFinding(finding.model(), precision, finding.times(), finding.noise(), finding.problem());
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
        StreamsFindings findings = new StreamsFindings(turns, windows, List.of(), List.of(), List.of());
        return page(findings, exitCode);
    }

    private String page(StreamsFindings findings, int exitCode) throws IOException {
        assertEquals(exitCode, StreamsReport.write(findings, directory));
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
    void precisionsHaveRowsOfTheirOwn() throws IOException {
        String job = "precisions-streams64-256x256";
        List<Finding> timed = List.of(
                timed(job, "Lanewise", 640, 1),
                timed(job, ONE_BY_ONE, 1280, 2),
                timed(job, "Lanewise, int8", 320, 0.5),
                timed(job, "Lanewise, one by one, int8", 960, 1.5));
        List<WindowFinding> windows = List.of(
                window(WindowModel.A, 11, 100),
                in(Precision.BF16, window(WindowModel.A, 8, 100)),
                in(Precision.INT8, window(WindowModel.A, 10.1, 100)));
        String page = page(timed, List.of(), windows, 0);
        assertTrue(page.contains("\n| 256x256 | fp32 | 20.0 | 10.0 | 1.00 |\n"), page);
        assertTrue(page.contains("\n| 256x256 | int8 | 15.0 | 5.00 | 2.00 |\n"), page);
        assertFalse(page.contains("256x256 | bf16"), "it was not measured");
        assertTrue(page.contains("| window A, p99 of the answer | at most 10.0 µs | 11.0 µs | short |\n"), page);
        assertTrue(page.contains("| window A in bf16, p99 of the answer | at most 10.0 µs | 8.00 µs | met |\n"), page);
        assertTrue(
                page.contains("| window A in int8, p99 of the answer | at most 10.0 µs | 10.1 µs | short |\n"), page);
        assertTrue(page.contains("\n| A: 2 x 100 units, 100 features, window of 50, bf16 | 4.00 | 8.00 |"), page);
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
                List.of(new WindowFinding(WindowModel.A, Precision.FP32, null, 0, "A, row 7: expected 1, found 2"));
        page = page(timed(), List.of(), windows, 1);
        assertTrue(page.contains("\n- A, row 7: expected 1, found 2\n"), page);
        assertFalse(page.contains("## Windows that slide"), page);
    }

    private static StreamsFindings ofManyStreams(RatesFinding rates) {
        List<MemoryFinding> memory = List.of(
                new MemoryFinding("states-64x64", "Lanewise", What.FLOATS, 100_000, 512),
                new MemoryFinding("states-64x64", "Lanewise", What.STATE, 100_000, 560),
                new MemoryFinding("voices", "Lanewise", What.FLOATS, 10_000, 1_024),
                new MemoryFinding("voices", "Lanewise", What.STATE, 10_000, 1_072),
                new MemoryFinding("voices", "Lanewise", What.PROCESS, 10_000, 150e6),
                new MemoryFinding("voice-sessions", ONNX, What.SESSION, 20, 8e6));
        List<Finding> timed = List.of(timed("voices64", "Lanewise", 20, 1), timed("voices64", ONNX, 80, 4));
        return new StreamsFindings(
                new Findings(timed, List.of(), List.of(), Map.of("voices", 0.03)),
                List.of(),
                List.of(rates),
                memory,
                List.of(new HeardFinding(16, 32, 0.25, 0.75)));
    }

    @Test
    void manyStreamsHaveMemoryAndRates() throws IOException {
        String page = page(
                ofManyStreams(new RatesFinding(
                        List.of(4000.0, 5000.0, 3000.0), List.of(6000.0, 6000.0, 6000.0), 0, 0.01, "")),
                0);
        assertTrue(page.contains("\n| of them anything else | 48.0 |\n"), page);
        assertTrue(page.contains("\n| bytes of a state beyond its floats | at most 64.0 | 48.0 | met |\n"), page);
        assertTrue(page.contains("\n| steps in the first second, by the clock | 4,000 |\n"), page);
        assertTrue(page.contains("\n| steps in the median second, by the clock | 4,000 |\n"), page);
        assertTrue(page.contains("\n| steps in the worst second, by the clock | 3,000 |\n"), page);
        assertTrue(page.contains("\n| last second over the first, by the clock | 0.750x |\n"), page);
        assertTrue(page.contains("\n| last second over the first, of the core | 1.00x |\n"), page);
        assertTrue(page.contains("\n- Noise: 3.00 % in the median, 3.00 % at most"), page);
        page = page(ofManyStreams(RatesFinding.wrong("states-64x64, stream 7:\nexpected 1, found 2")), 1);
        assertTrue(page.contains("\n- states-64x64, stream 7: expected 1, found 2\n"), page);
        assertFalse(page.contains("first second"), page);
    }

    @Test
    void voiceDetectorsHaveStreamsInRealTime() throws IOException {
        String page = page(ofManyStreams(new RatesFinding(List.of(4000.0), List.of(4000.0), 0, 0, "")), 0);
        assertTrue(page.contains("\n| Lanewise | 64 | 20.0 | 50,000 | 1,600 | 1.00x | 0 |\n"), page);
        assertTrue(page.contains("\n| " + ONNX + " | 64 | 80.0 | 12,500 | 400 | 4.00x | 0 |\n"), page);
        assertTrue(page.contains("\n| Lanewise, a stream's state | 10,000 | 1,072 bytes | 10.7 MB |\n"), page);
        assertTrue(page.contains("\n| Lanewise, the process with 10,000 streams | 1 | 150 MB | - |\n"), page);
        assertTrue(page.contains("\n| " + ONNX + ", a session | 20 | 8.00 MB | 80.0 GB |\n"), page);
        assertTrue(page.contains("\nThe compared streams are 16, each of 32 chunks. Their probabilities"), page);
        assertFalse(page.contains("Not measured: Silero VAD"), page);
        page = page(timed(), List.of(), List.of(), 0);
        assertTrue(page.contains("\n- Not measured: Silero VAD, because no file was given with -Dsilero=PATH\n"), page);
        assertFalse(page.contains("voice detectors"), page);
    }

    @Test
    void findingsTravelAsLines() {
        List<WindowFinding> findings = new ArrayList<>(List.of(
                window(WindowModel.A, 8, 100),
                in(Precision.BF16, window(WindowModel.B, 30, 900)),
                new WindowFinding(WindowModel.C, Precision.INT8, null, 0.5, "expected 1, found 2")));
        for (WindowFinding finding : findings) {
            assertEquals(finding, WindowFinding.ofLine(finding.toLine()));
        }
        assertNull(WindowFinding.ofLine("somebody else's line"));
        List<String> lines =
                new ArrayList<>(findings.stream().map(WindowFinding::toLine).toList());
        StreamsFindings many =
                ofManyStreams(new RatesFinding(List.of(4000.0, 5000.0), List.of(6000.0, 7000.0), 0.5, 0.01, ""));
        lines.addAll(many.turns().toLines());
        lines.addAll(many.rates().stream().map(RatesFinding::toLine).toList());
        lines.addAll(many.memory().stream().map(MemoryFinding::toLine).toList());
        lines.addAll(many.heard().stream().map(HeardFinding::toLine).toList());
        StreamsFindings expected =
                new StreamsFindings(many.turns(), findings, many.rates(), many.memory(), many.heard());
        assertEquals(expected, StreamsFindings.ofLines(lines));
    }
}
