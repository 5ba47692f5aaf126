package io.github.lanewise.bench.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.company.ExpectedOutputs;
import io.github.lanewise.bench.company.StepClock;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.Lookup;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's measurement; no wrong answer's times are told. */
class StartProcessTest {
    private static final StartRow ROW = StartSummaryTest.SCALAR;
    private static final Workload STEP = ROW.workload();

    @TempDir
    Path directory;

    private Path expected = Path.of("");

    @BeforeEach
    void expectedOutputs() throws IOException {
        expected = directory.resolve("expected.floats");
        ExpectedOutputs.of(STEP).write(expected);
    }

    /** The scalar backend, with something added to some of its outputs. */
    private record Wrong(int from, int to, float off, boolean isEngine) implements Contender {
        @Override
        public String name() {
            return "wrong";
        }

        @Override
        public boolean supports(Workload workload) {
            return true;
        }

        @Override
        public Runner prepare(Workload workload) {
            Runner engine = Lookup.of(StartRow.SCALAR).prepare(workload);
            return new Runner() {
                private long calls;

                @Override
                public void run(float[] x, float[] y) {
                    engine.run(x, y);
                    y[3] += calls >= from && calls < to ? off : 0;
                    calls++;
                }

                @Override
                public void reset() {
                    engine.reset();
                }

                @Override
                public void close() {
                    engine.close();
                }
            };
        }
    }

    private StartFinding measure(Contender contender) throws IOException {
        return StartProcess.measure(ROW, contender, STEP, System.nanoTime(), 0.1, expected);
    }

    @Test
    void stepsAreTimedFromTheFirstOne() throws IOException {
        StartFinding finding = measure(Lookup.of(StartRow.SCALAR));
        assertEquals("", finding.problem());
        StartFinding.Times times = finding.times();
        assertNotNull(times);
        assertEquals(0.1, times.main());
        assertTrue(times.output() > 0 && times.output() >= times.prepare());
        assertTrue(times.peak() >= 0 && times.peakMicros() > 0);
        StepRange first = finding.ranges().getFirst();
        assertEquals(1, first.first());
        assertEquals(times.output(), first.worstSecond());
        assertEquals(finding, StartFinding.ofLine(finding.toLine()), "as it travels");
    }

    /** They were timed, so they are what is judged, not outputs of other calls. */
    @Test
    void theOutputsOfTheFirstStepsAreJudged() throws IOException {
        StartFinding bit = measure(new Wrong(7, 8, 1e-6f, true));
        assertTrue(bit.isWrong());
        assertTrue(
                bit.problem().startsWith("5x8-alone-scalar-2-cores, from the first step, call 7, output 3: "),
                bit.problem());
        assertNull(bit.times());
        assertEquals(List.of(), bit.ranges());
        assertEquals("", measure(new Wrong(7, 8, 1e-6f, false)).problem(), "other bits of another engine are right");
        StartFinding far = measure(new Wrong(7, 8, 0.25f, false));
        assertTrue(far.isWrong() && far.problem().contains(" at output 3 of call 7"), far.problem());
    }

    @Test
    void whatTheCompilerHasMadeOfTheCodeIsJudgedToo() throws IOException {
        StartFinding finding = measure(new Wrong(100, Integer.MAX_VALUE, 0.25f, true));
        assertTrue(finding.problem().contains(", after the steps were timed, call 0, output 3: "), finding.problem());
    }

    @Test
    void whoCannotRunHereSaysWhy() throws IOException {
        Contender absent = new Contender() {
            @Override
            public String name() {
                return "absent";
            }

            @Override
            public boolean supports(Workload workload) {
                return true;
            }

            @Override
            public Runner prepare(Workload workload) {
                throw new UnavailableException("no\nlibrary", new IOException());
            }
        };
        StartFinding finding = StartFinding.ofLine(measure(absent).toLine());
        assertNotNull(finding);
        assertEquals("no library", finding.problem());
        assertFalse(finding.isWrong());
        assertNull(StartFinding.ofLine("something else"));
    }

    @Test
    void whatIsPreparedIsSettled() {
        try (Runner scalar = Lookup.of(StartRow.SCALAR).start(STEP);
                Runner prepared = Lookup.of(StartRow.AUTO).prepare(STEP)) {
            assertTrue(scalar.isSettled());
            assertTrue(prepared.isSettled());
        }
    }

    /** Else the peak of a process whose compiler gets no core would be that of scalar code. */
    @Test
    void thePeakIsNotMeasuredBeforeTheRunnerIsSettled() {
        int unsettled = 40;
        int[] asked = new int[1];
        try (Runner scalar = Lookup.of(StartRow.SCALAR).start(STEP)) {
            Runner late = new Runner() {
                @Override
                public void run(float[] x, float[] y) {
                    scalar.run(x, y);
                }

                @Override
                public void reset() {
                    scalar.reset();
                }

                @Override
                public boolean isSettled() {
                    return ++asked[0] > unsettled;
                }

                @Override
                public void close() {
                    // The other one is closed where it was made.
                }
            };
            new StepClock(STEP, new TimedRunner(late, new StepTimes(0)), System.nanoTime()).measure();
        }
        assertTrue(asked[0] > unsettled, "asked " + asked[0] + " times");
    }

    /** One row, since a process takes some seconds. */
    @Test
    void processesAreStartedAndTellWhatTheyFound() throws IOException, InterruptedException {
        List<StartRow> rows = List.of(new StartRow("5x8", "heap-segments", StartRow.AUTO, 1));
        List<StartFinding> findings = StartRun.of(rows, 1, System.getProperty("java.class.path"));
        assertEquals(rows, findings.stream().map(StartFinding::row).toList());
        for (StartFinding finding : findings) {
            assertEquals("", finding.problem());
            StartFinding.Times times = finding.times();
            assertTrue(times != null && times.main() > 0 && times.output() > 0);
        }
    }

    @Test
    void wrongUsageIsExitCode2AndNoRowExitCode1() {
        assertEquals(2, StartReport.run("", "--fast"));
        Path nowhere = directory.resolve("results");
        assertEquals(1, StartReport.run("", "--include", "no-such-row", "--output", nowhere.toString()));
        assertFalse(Files.exists(nowhere));
    }
}
