package io.github.lanewise.bench.company;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Backend;
import io.github.lanewise.bench.DisagreementException;
import io.github.lanewise.bench.comparison.EngineContender;
import io.github.lanewise.bench.comparison.Runner;
import io.github.lanewise.bench.comparison.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process's measurement; no wrong answer is timed. */
class CompanyProcessTest {
    private static final Row ROW = new Row("step-5x8", "alone");
    private static final Workload STEP = Row.workload(ROW.workload());

    @TempDir
    Path directory;

    private static Runner engine(Workload workload) {
        return new EngineContender("Lanewise", Backend.AUTO, 1).prepare(workload);
    }

    /** The engine, one bit off at one call. */
    private static final class OneBitOff implements Runner {
        private final Runner engine = engine(STEP);
        private final int call;
        private int calls;

        OneBitOff(int call) {
            this.call = call;
        }

        @Override
        public void run(float[] x, float[] y) {
            engine.run(x, y);
            if (calls++ == call) {
                y[3] = Math.nextUp(y[3]);
            }
        }

        @Override
        public void reset() {
            engine.reset();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    @Test
    void aBitIsEnoughToBeRefusedBeforeAnythingIsTimed() {
        OneBitOff runner = new OneBitOff(7);
        ProcessFinding finding = CompanyProcess.measure(ROW, STEP, ExpectedOutputs.of(STEP), runner);
        String wrong = textOf(finding.wrong());
        assertTrue(wrong.startsWith("step-5x8-alone, before the steps were timed, call 7, output 3: expected "), wrong);
        assertTrue(Double.isNaN(finding.micros()));
        assertEquals(8, runner.calls, "no step was timed");
    }

    /** What the compiler has made of the code by then has to be right too. */
    @Test
    void whatGoesWrongWhileItIsTimedIsRefused() {
        Runner runner = new Runner() {
            private final Runner engine = engine(STEP);
            private int resets;

            @Override
            public void run(float[] x, float[] y) {
                engine.run(x, y);
                y[0] = resets > 2 ? -y[0] : y[0];
            }

            @Override
            public void reset() {
                resets++;
                engine.reset();
            }

            @Override
            public void close() {
                engine.close();
            }
        };
        ProcessFinding finding = CompanyProcess.measure(ROW, STEP, ExpectedOutputs.of(STEP), runner);
        String wrong = textOf(finding.wrong());
        assertTrue(wrong.startsWith("step-5x8-alone, after the steps were timed, call 0, output 0: "), wrong);
    }

    private static String textOf(@Nullable String text) {
        assertNotNull(text);
        return String.valueOf(text);
    }

    @Test
    void expectedOutputsGoThroughAFile() throws IOException {
        Path file = directory.resolve("expected.floats");
        ExpectedOutputs.of(STEP).write(file);
        ExpectedOutputs read = ExpectedOutputs.read(STEP, file);
        try (Runner engine = engine(STEP)) {
            read.requireFrom("engine", engine);
        }
        try (Runner off = new OneBitOff(49)) {
            assertThrows(DisagreementException.class, () -> read.requireFrom("off", off));
        }
        Workload other = Row.workload("step-1x32");
        assertThrows(IOException.class, () -> ExpectedOutputs.read(other, file));
    }

    /** A batch starts from zeros each time, so one call tells. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch32-256x256",
                "batch32-256x256-bf16",
                "batch32-256x256-int8",
                "step-128x128-int8",
                "step-128x128-int4"
            })
    void batchesAndOtherPrecisionsHaveTheScalarBackendsBitsToo(String name) {
        Workload batch = Row.workload(name);
        try (Runner engine = engine(batch)) {
            ExpectedOutputs.of(batch).requireFrom("batch", engine);
        }
    }

    /** One of each row, since a process takes some seconds. */
    @Test
    void processesAreStartedAndTellWhatTheyFound() throws IOException, InterruptedException {
        List<Row> rows = List.of(ROW, new Row("step-5x8", "heap-segments"));
        List<Integer> soFar = new ArrayList<>();
        List<ProcessFinding> findings =
                CompanyRun.of(rows, 1, System.getProperty("java.class.path"), found -> soFar.add(found.size()));
        assertEquals(rows, findings.stream().map(ProcessFinding::row).toList());
        assertEquals(List.of(2), soFar, "told after each workload");
        for (ProcessFinding finding : findings) {
            assertNull(finding.wrong());
            assertTrue(finding.micros() > 0);
            assertTrue(finding.seconds() >= 0);
            assertTrue(finding.noise() >= 0);
        }
    }

    @Test
    void wrongUsageIsExitCode2AndNoRowExitCode1() {
        assertEquals(2, CompanyReport.run("", "--fast"));
        Path nowhere = directory.resolve("results");
        assertEquals(1, CompanyReport.run("", "--include", "no-such-row", "--output", nowhere.toString()));
        assertFalse(Files.exists(nowhere));
    }
}
