package io.github.lanewise.bench.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole comparison of one workload, in processes, with contenders whose answers are wrong. */
class ComparisonReportTest {
    @TempDir
    Path directory;

    private Path results;

    @BeforeEach
    void nowhere() {
        results = directory.resolve("results");
    }

    private int compareWith(Class<? extends Contender> contender) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(Contender.class.getName()), contender.getName());
        String classPath = directory + File.pathSeparator + System.getProperty("java.class.path");
        return ComparisonReport.run(classPath, "--quick", "--include", "^step-5x8$", "--output", results.toString());
    }

    @Test
    void goesOnPastAWrongContender() throws IOException {
        assertEquals(0, compareWith(WrongContender.class));
        String page = Files.readString(results.resolve("comparison.md")).replaceAll(" +", " ");
        assertTrue(page.contains("\n| zeros | step-5x8 | "), page);
        assertTrue(page.contains("\n| zeros | wrong |\n"), page);
        assertTrue(page.matches("(?s).*\n\\| " + Contenders.TEXTBOOK + " \\| [0-9.]+ \\|\n.*"), page);
        assertTrue(page.contains("\n- Noise: "), page);
        String csv = Files.readString(results.resolve("comparison.csv"));
        assertTrue(csv.contains("\nstep-5x8,\"zeros\",,,,,,,,,,,,,0."), csv);
    }

    @Test
    void aWrongAnswerOfOursIsAnError() throws IOException {
        assertEquals(1, compareWith(WrongContender.Ours.class));
        String page = Files.readString(results.resolve("comparison.md")).replaceAll(" +", " ");
        assertTrue(page.contains("\n| Lanewise, zeros | step-5x8 | "), page);
        assertTrue(page.contains(" | an error of ours |"), page);
    }

    @Test
    void noWorkloadIsExitCode1() {
        assertEquals(1, ComparisonReport.run("", "--include", "no-such-workload", "--output", results.toString()));
        assertFalse(Files.exists(results));
    }

    @Test
    void wrongUsageIsExitCode2() {
        assertEquals(2, ComparisonReport.run("", "--fast"));
        assertFalse(Files.exists(results));
    }
}
