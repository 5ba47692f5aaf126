package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;

/**
 * One call of the command, inside this JVM.
 *
 * @param exitCode what it ended with
 * @param out what it printed as data
 * @param err what it printed as messages
 */
record Lanewise(int exitCode, String out, String err) {
    /** Calls the command; paths and numbers are welcome among the arguments. */
    static Lanewise run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(
                new PrintWriter(out),
                new PrintWriter(err),
                Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        return new Lanewise(exitCode, out.toString(), err.toString());
    }

    /** Calls the command, which has to succeed. */
    static Lanewise succeed(Object... arguments) {
        Lanewise lanewise = run(arguments);
        assertEquals(0, lanewise.exitCode, lanewise::toString);
        return lanewise;
    }

    /** Calls the command, which has to fail with one line on the error stream that has all the parts. */
    static void fail(int exitCode, List<?> arguments, String... parts) {
        Lanewise lanewise = run(arguments.toArray());
        assertEquals(exitCode, lanewise.exitCode, lanewise::toString);
        assertTrue(lanewise.err.startsWith("lanewise: "), lanewise::toString);
        assertEquals(1, lanewise.err.lines().count(), lanewise::toString);
        for (String part : parts) {
            assertTrue(lanewise.err.contains(part), () -> "expected '" + part + "' in: " + lanewise.err);
        }
    }
}
