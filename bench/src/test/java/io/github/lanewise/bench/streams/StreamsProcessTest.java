package io.github.lanewise.bench.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.comparison.Contenders;
import io.github.lanewise.bench.comparison.Workload;
import io.github.lanewise.bench.jmh.WindowModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsProcessTest {
    @TempDir
    Path directory;

    @Test
    void jobsAreKnownByTheirNames() {
        assertEquals(4 * 5 + 2 * 3, Jobs.all().size());
        Workload streams = Jobs.workload("streams64-128x128");
        assertEquals(Workload.Kind.STREAMS, streams.kind());
        assertEquals(64 * 128, streams.inputFloats());
        assertTrue(streams.isStream());
        Workload whole = Jobs.workload("whole-B");
        assertEquals(100, whole.steps());
        assertEquals(3, whole.stack().numLayers());
        assertEquals(WindowModel.C, Jobs.model(Jobs.ofWindow(WindowModel.C)));
        assertThrows(IllegalArgumentException.class, () -> Jobs.workload("streams-128x128"));
    }

    @Test
    void answersAreTimedApartFromWhatFollows() {
        WindowFinding finding = WindowClock.measure(WindowModel.A, 100, 0.01);
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
        assertEquals(0, StreamsReport.run(classPath, args));
        String page = Files.readString(directory.resolve("streams.md"));
        assertTrue(page.contains("| 64x64 "), page);
        assertFalse(page.contains("## Wrong answers"), page);
    }

    @Test
    void bothWaysOfTheEngineTakeTurns() {
        assertEquals(Contenders.ENGINE, Contenders.ofStreams().get(0).name());
        assertEquals(Contenders.ONE_BY_ONE, Contenders.ofStreams().get(1).name());
    }

    @Test
    void wrongUsageIsExitCode2AndNoJobExitCode1() {
        assertEquals(2, StreamsReport.run("", "--fast"));
        Path nowhere = directory.resolve("results");
        assertEquals(1, StreamsReport.run("", "--include", "no-such-job", "--output", nowhere.toString()));
        assertFalse(Files.exists(nowhere));
    }
}
