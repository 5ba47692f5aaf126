package io.github.lanewise.bench.streams;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Findings;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.comparison.WorkloadProcess;
import io.github.lanewise.bench.jmh.WindowModel;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamsProcessTest {
    @TempDir
    Path directory;

    @Test
    void jobsAreKnownByTheirNames() {
        assertEquals(4 * 5 + 4 + 1 + 3 * 5, Jobs.all(false).size());
        assertEquals(Jobs.all(false).size() + 2, Jobs.all(true).size());
        Workload streams = Jobs.workload("streams64-128x128");
        assertEquals(Workload.Kind.STREAMS, streams.kind());
        assertEquals(64 * 128, streams.inputFloats());
        assertTrue(streams.isStream());
        Workload whole = Jobs.workload("whole-B");
        assertEquals(100, whole.steps());
        assertEquals(3, whole.stack().numLayers());
        for (Precision precision : Precision.values()) {
            String window = Jobs.ofWindow(WindowModel.C, precision);
            assertTrue(Jobs.all(false).contains(window), window);
            assertEquals(WindowModel.C, Jobs.model(window));
            assertEquals(precision, Jobs.precision(window));
        }
        assertEquals(64, Jobs.workload(Jobs.inPrecisions(256)).batch());
        assertThrows(IllegalArgumentException.class, () -> Jobs.workload("streams-128x128"));
    }

    @ParameterizedTest
    @EnumSource
    void answersAreTimedApartFromWhatFollows(Precision precision) {
        WindowFinding finding = WindowClock.measure(WindowModel.A, precision, 100, 0.01);
        assertEquals("", finding.problem());
        WindowFinding.Times times = Objects.requireNonNull(finding.times());
        assertTrue(times.rows() >= 100);
        assertTrue(times.answer().p50() > 0 && times.advance() > 0 && times.whole() > 0 && times.read() > 0);
        assertEquals(1e6, times.rowsPerSecond() * (times.answerMean() + times.advance()), 1);
    }

    /** One job, since a process takes some seconds. */
    @Test
    void aProcessTellsWhatItFound() throws IOException {
        String classPath = System.getProperty("java.class.path");
        String[] args = {"--quick", "--include", "streams2-64x64", "--output", directory.toString()};
        assertEquals(0, StreamsReport.run(classPath, "", args));
        String page = Files.readString(directory.resolve("streams.md"));
        assertTrue(page.contains("| 64x64 "), page);
        assertFalse(page.contains("## Wrong answers"), page);
    }

    @Test
    void bothWaysOfTheEngineTakeTurns() {
        assertEquals(Contenders.ENGINE, Contenders.ofStreams().get(0).name());
        assertEquals(Contenders.ONE_BY_ONE, Contenders.ofStreams().get(1).name());
    }

    /** Each precision's bits are the same together and one by one, or it would not have been timed. */
    @Test
    void bothWaysAreTimedInEachPrecision() {
        Findings findings =
                WorkloadProcess.measure("streams", Workload.streams(5, 8, 3), Contenders.ofStreamsInPrecisions(), true);
        assertEquals(List.of(), findings.wrong());
        for (Precision precision : Precision.values()) {
            assertTrue(findings.find("streams", Contenders.engineIn(precision)).isPresent());
            assertTrue(
                    findings.find("streams", Contenders.oneByOneIn(precision)).isPresent());
        }
    }

    @Test
    void manyStreamsAreThoseOfStreamsAlone() {
        List<String> lines = StatesClock.measure(1_000, 1);
        StreamsFindings findings = StreamsFindings.ofLines(lines);
        assertEquals(List.of(), findings.ourProblems());
        assertEquals(1, findings.rates().getFirst().byTheClock().size());
        assertTrue(findings.rates().getFirst().ofTheCore().getFirst() > 0);
        assertEquals(0, findings.rates().getFirst().bytes(), 1);
        assertEquals(2 * 64 * 4, findings.memory().getFirst().bytes());
    }

    /** Each stream is in a round once, whatever the order. */
    @Test
    void aRoundIsAStepOfEachStream() {
        try (Model model = Model.of(Workload.step(3, 5).model())) {
            ManyStates streams = new ManyStates(model, 300);
            for (int round = 0; round < 6; round++) {
                float[][] found = streams.round(0, 137, 299);
                assertEquals(round + 1, streams.round());
                assertArrayEquals(streams.alone(137, model.newState()), found[1]);
                assertArrayEquals(streams.alone(299, model.newState()), found[2]);
            }
            assertEquals(ManyStates.TOGETHER, streams.step());
            streams.finishRound();
            assertEquals(7, streams.round());
        }
    }

    /** Before anything is measured. */
    @Test
    void anotherFileThanAVoiceDetectorIsRefused() throws IOException {
        Path nowhere = directory.resolve("results");
        String missing = directory.resolve("missing.onnx").toString();
        assertEquals(1, StreamsReport.run("", missing, "--output", nowhere.toString()));
        Path text = Files.writeString(directory.resolve("text.onnx"), "no model");
        assertEquals(1, StreamsReport.run("", text.toString(), "--output", nowhere.toString()));
        Path lstm = directory.resolve("lstm.safetensors");
        ModelFiles.write(lstm, Workload.step(3, 5).model(), Map.of());
        assertEquals(1, StreamsReport.run("", lstm.toString(), "--output", nowhere.toString()));
        assertFalse(Files.exists(nowhere));
    }

    @Test
    void wrongUsageIsExitCode2AndNoJobExitCode1() {
        assertEquals(2, StreamsReport.run("", "", "--fast"));
        Path nowhere = directory.resolve("results");
        assertEquals(1, StreamsReport.run("", "", "--include", "no-such-job", "--output", nowhere.toString()));
        assertFalse(Files.exists(nowhere));
    }
}
