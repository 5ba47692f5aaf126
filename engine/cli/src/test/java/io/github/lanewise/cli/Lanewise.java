package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        return redirected(InputStream.nullInputStream(), out, false, arguments);
    }

    /** Calls the command with bytes on its standard input. */
    static Lanewise pipe(byte[] in, Object... arguments) {
        return redirected(new ByteArrayInputStream(in), new ByteArrayOutputStream(), false, arguments);
    }

    /**
     * Calls the command.
     *
     * @param in its standard input
     * @param out its standard output
     * @param pipe whether the output is a pipe
     */
    static Lanewise redirected(InputStream in, OutputStream out, boolean pipe, Object... arguments) {
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(
                in,
                new StandardOutput(out, StandardCharsets.ISO_8859_1, () -> pipe),
                new PrintWriter(err),
                Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        String data = out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.ISO_8859_1) : "";
        return new Lanewise(exitCode, data, err.toString());
    }

    /** Standard output as bytes: a character stands for each. */
    byte[] bytes() {
        return out.getBytes(StandardCharsets.ISO_8859_1);
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
