package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Usage, help and version. */
class MainTest {
    @Test
    void aloneItPrintsItsUsage() {
        Lanewise lanewise = Lanewise.run();
        assertEquals(2, lanewise.exitCode());
        assertEquals("", lanewise.out());
        assertTrue(lanewise.err().startsWith("Usage: lanewise"), lanewise::toString);
        for (String command : List.of("info", "run", "stream", "verify", "convert", "trace", "bench", "doctor")) {
            assertTrue(lanewise.err().contains("  " + command + " "), lanewise::toString);
        }
    }

    @Test
    void helpOfEveryCommand() {
        for (String command : List.of("info", "run", "stream", "verify", "convert", "trace", "bench", "doctor")) {
            String help = Lanewise.succeed(command, "--help").out();
            assertTrue(help.startsWith("Usage: lanewise " + command), help);
            assertTrue(!help.contains("stacktrace"), help);
        }
        assertTrue(Lanewise.succeed("--help").out().contains("Exit codes:"));
    }

    @Test
    void version() {
        String version = Lanewise.succeed("--version").out();
        assertTrue(version.matches("lanewise \\d+\\.\\d+\\.\\d+\\S*, Java \\S+\\R"), version);
    }

    @Test
    void wrongUsage() {
        Lanewise.fail(2, List.of("nonsense"), "'nonsense'", "see lanewise --help");
        Lanewise.fail(2, List.of("info"), "missing", "MODEL", "see lanewise info --help");
        Lanewise.fail(2, List.of("info", "a", "b"), "'b'");
        Lanewise.fail(2, List.of("run", "model", "--input", "in.npy"), "missing", "--output=OUT");
        Lanewise.fail(2, List.of("run", "model", "--input", "in.npy", "--output"), "--output");
        Lanewise.fail(2, List.of("run", "m", "--input", "i.npy", "--input", "j.npy", "--output", "o.npy"), "--input");
        Lanewise.fail(2, List.of("info", "m", "--colour"), "unknown option", "'--colour'");
        Lanewise.fail(2, List.of("verify", "model", "--seed", "many"), "--seed", "'many'");
        Lanewise.fail(
                2,
                List.of("run", "m", "--input", "i.npy", "--output", "o.npy", "--backend", "gpu"),
                "--backend",
                "auto, scalar, vector, vector_128, vector_256, vector_512",
                "'gpu'");
    }

    @Test
    void aTypingErrorComesBeforeWhatIsMissing() {
        String suggestion = "unknown option '--inptu' (did you mean --input?); see lanewise run --help";
        Lanewise.fail(2, List.of("run", "m", "--inptu", "x", "--output", "o.npy"), suggestion);
        Lanewise.fail(2, List.of("run", "--inptu", "x", "--output", "o.npy"), suggestion);
        Lanewise.fail(2, List.of("run", "m", "--inptu=x", "--output=o.npy"), suggestion);
        Lanewise.fail(2, List.of("run", "m", "--otuput", "x", "--input", "i"), "'--otuput' (did you mean --output?)");
        Lanewise.fail(2, List.of("--inptu", "run"), "unknown option '--inptu'");
        Lanewise.fail(2, List.of("info", "m", "-x"), "unknown option '-x'; see lanewise info --help");
        Lanewise.fail(2, List.of("run", "m", "n", "--output", "o.npy"), "missing", "--input=IN");
    }

    @Test
    void unknownCommands() {
        Lanewise.fail(
                2, List.of("convret", "a", "b"), "unknown command 'convret' (did you mean convert?); see lanewise");
        Lanewise.fail(2, List.of("rnu"), "unknown command 'rnu' (did you mean run?)");
        Lanewise.fail(
                2,
                List.of("nonsense"),
                "unknown command 'nonsense', expected one of info, run, stream, verify, convert, trace, bench, doctor, help");
        Lanewise.fail(
                2, List.of("help", "verfy"), "unknown command 'verfy' (did you mean verify?); see lanewise --help");
    }

    @Test
    void helpAsACommand() {
        assertEquals(Lanewise.succeed("--help"), Lanewise.succeed("help"));
        for (String command :
                List.of("info", "run", "stream", "verify", "convert", "trace", "bench", "doctor", "help")) {
            assertEquals(Lanewise.succeed(command, "--help"), Lanewise.succeed("help", command));
        }
    }

    @Test
    void namesAreShownNotObeyed() {
        Lanewise.fail(1, List.of("info", "no\nfile\u001b[31m"), "no\\u000afile\\u001b[31m");
        Lanewise.fail(1, List.of("info", "@file"), "@file");
    }

    @Test
    void stackTraceOnDemand() {
        Lanewise lanewise = Lanewise.run("info", "--stacktrace", "missing.safetensors");
        assertEquals(1, lanewise.exitCode());
        assertTrue(lanewise.err().lines().findFirst().orElseThrow().startsWith("lanewise: "), lanewise::toString);
        assertTrue(lanewise.err().contains("\tat "), lanewise::toString);
    }
}
