package io.github.lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.bench.jmh.StepBenchmark;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarkReportTest {
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
        String markdown = MarkdownReport.of(results, new Measurements(List.of()));
        assertTrue(markdown.contains("\n## One step of one LSTM layer\n"), markdown);
        assertTrue(markdown.contains("| 5x8 "), markdown);
        assertTrue(markdown.contains("JMH 1.37: 0 forks"), markdown);
        assertFalse(markdown.contains("Activation"), "nothing was measured of them");
        String json = JsonReport.of(results);
        assertTrue(json.contains("\"jvm\" : \"java\""), json);
        assertTrue(json.contains("io.github.lanewise.bench.jmh.StepBenchmark.step"), json);
    }

    private static Collection<RunResult> run(Class<?> benchmark, String shape) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(benchmark.getName())
                        .param("shape", shape)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(5))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
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
