package io.github.lanewise.bench.latency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.Tail;
import io.github.lanewise.bench.comparison.Contender;
import io.github.lanewise.bench.comparison.EngineContender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.UnavailableException;
import io.github.lanewise.bench.comparison.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's measurement; no wrong answer's latency is told. */
class LatencyProcessTest {
    private static final Load LOAD = new Load(8, 32, 48_000, Beside.ALONE);

    /** Calls that the judge makes before anything is timed. */
    private static final int JUDGED = 50;

    @TempDir
    Path directory;

    /** The engine, whose answers are wrong from a call on. */
    private static final class Wrong implements Contender {
        private final int from;
        private int calls;

        Wrong(int from) {
            this.from = from;
        }

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
            Runner engine = new EngineContender("Lanewise", Backend.SCALAR, 1).prepare(workload);
            return new Runner() {
                @Override
                public void run(float[] x, float[] y) {
                    engine.run(x, y);
                    y[3] += calls++ >= from ? 0.25f : 0;
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

    @Test
    void stepsAreCountedAndTimed() {
        Contender engine = new EngineContender("Lanewise", Backend.AUTO, 1);
        LatencyFinding finding = LatencyProcess.measure(LOAD, engine, 0.01, 0.01);
        assertEquals("", finding.problem());
        assertTrue(finding.isOurs());
        OpenLoop.Outcome outcome = finding.outcome();
        assertTrue(outcome != null && outcome.arrivals().count() == 480);
        Tail tail = finding.tail();
        assertTrue(tail != null && tail.p50() > 0 && tail.max() >= tail.p50());
    }

    @Test
    void aWrongAnswerIsRefusedBeforeAnythingIsTimed() {
        Wrong wrong = new Wrong(7);
        LatencyFinding finding = LatencyProcess.measure(LOAD, wrong, 0.01, 0.01);
        assertTrue(finding.isWrong());
        assertFalse(finding.isOurs());
        assertTrue(finding.problem().contains(" at output 3 of call "), finding.problem());
        assertEquals(JUDGED, wrong.calls, "nothing was timed");
        assertNull(finding.outcome());
        assertNull(finding.tail());
    }

    /** What the compiler has made of the code by then has to be right too. */
    @Test
    void whatGoesWrongWhileItIsTimedIsRefused() {
        LatencyFinding finding = LatencyProcess.measure(LOAD, new Wrong(JUDGED), 0.01, 0.01);
        assertTrue(finding.isWrong());
        assertNull(finding.tail());
    }

    @Test
    void whoCannotRunHereSaysWhy() {
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
                throw new UnavailableException("no compiler", new IOException());
            }
        };
        LatencyFinding finding = LatencyProcess.measure(LOAD, absent, 0.01, 0.01);
        assertEquals("no compiler", finding.problem());
        assertFalse(finding.isWrong());
    }

    /** One row and one set of flags, since a process takes some seconds. */
    @Test
    void processesAreStartedAndTellWhatTheyFound() throws IOException, InterruptedException {
        List<Job> jobs = List.of(
                new Job(new Load(8, 32, 1_000, Beside.ALLOCATING), LatencyProcess.ENGINE, List.of(), false, 0.1),
                new Job(Load.OF_FLAGS.getFirst(), LatencyProcess.ENGINE, List.of("-XX:+UseSerialGC"), true, 0.1));
        List<LatencyFinding> findings = LatencyRun.of(jobs, true, System.getProperty("java.class.path"));
        assertEquals(
                List.of("", "-XX:+UseSerialGC"),
                findings.stream().map(LatencyFinding::flags).toList());
        assertEquals(
                jobs.stream().map(Job::load).toList(),
                findings.stream().map(LatencyFinding::load).toList());
        for (LatencyFinding finding : findings) {
            assertEquals("", finding.problem());
            assertTrue(finding.noise() >= 0);
        }
    }

    @Test
    void wrongUsageIsExitCode2AndNoRowExitCode1() {
        assertEquals(2, LatencyReport.run("", "--fast"));
        Path nowhere = directory.resolve("results");
        assertEquals(1, LatencyReport.run("", "--include", "no-such-load", "--output", nowhere.toString()));
        assertFalse(Files.exists(nowhere));
    }
}
