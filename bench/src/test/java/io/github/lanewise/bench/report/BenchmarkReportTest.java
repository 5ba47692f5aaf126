package io.github.lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.Conditions;
import io.github.lanewise.bench.Machine;
import io.github.lanewise.bench.jmh.StepBenchmark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarkReportTest {
    private static final Conditions QUIET = new Conditions(2, Map.of("before", 0.004));

    @TempDir
    Path directory;

    /** JMH refuses to run beside another JMH; here nothing hangs on the figures. */
    @BeforeAll
    static void besideOthers() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void reportsWhatJmhMeasured() throws RunnerException {
        Collection<RunResult> results = run(StepBenchmark.class, "5x8");
        String markdown = MarkdownReport.of(results, new Measurements(List.of()), QUIET);
        assertTrue(markdown.contains("\n## One step of one LSTM layer\n"), markdown);
        assertTrue(markdown.contains("| 5x8 "), markdown);
        assertTrue(markdown.contains("JMH 1.37: 0 forks"), markdown);
        assertFalse(markdown.contains("Activation"), "nothing was measured of them");
        assertTrue(markdown.contains("- Machine: " + Machine.processor() + "; the engine"), markdown);
        assertTrue(markdown.contains("\n- Noise: 0.400 % in the median, 0.400 % at most"), markdown);
        assertFalse(markdown.contains("Too noisy"), markdown);
        String alone = MarkdownReport.of(results, new Measurements(List.of()), new Conditions(1, Map.of("after", 0.3)));
        assertTrue(alone.contains("\n- Too noisy: "), alone);
        assertTrue(alone.contains("\n- One processor: "), alone);
        String json = JsonReport.of(results);
        assertTrue(json.contains("\"jvm\" : \"java\""), json);
        assertTrue(json.contains("io.github.lanewise.bench.jmh.StepBenchmark.step"), json);
    }

    private static Collection<RunResult> run(Class<?> benchmark, String shape) throws RunnerException {
        return new Runner(
                        options(benchmark, shape).verbosity(VerboseMode.SILENT).build())
                .run();
    }

    private static ChainedOptionsBuilder options(Class<?> benchmark, String shape) {
        return new OptionsBuilder()
                .include(benchmark.getName())
                .param("shape", shape)
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(5));
    }

    /** JMH itself prints some hundred lines. */
    @Test
    void progressIsALineABenchmark() throws RunnerException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        new Runner(options(StepBenchmark.class, "5x8").build(), new BenchmarkProgress(out)).run();
        assertEquals(
                List.of(
                        "StepBenchmark.step  TEXTBOOK  5x8",
                        "StepBenchmark.step  SCALAR  5x8",
                        "StepBenchmark.step  VECTOR  5x8"),
                bytes.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void wrongUsageIsExitCode2() {
        assertEquals(2, BenchmarkReport.run("--fast"));
    }

    @Test
    void aRunThatFailsIsExitCode1() {
        assertEquals(1, BenchmarkReport.run("--include", "NoSuchBenchmark", "--output", directory.toString()));
        assertFalse(directory.resolve("results.md").toFile().exists());
    }
}
