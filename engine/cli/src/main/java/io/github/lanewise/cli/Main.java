package io.github.lanewise.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command and its exit codes: 0 success, 1 the run failed, 2 wrong usage, 141 standard output closed by its reader. */
@Command(
        name = "lanewise",
        description = "Runs trained recurrent networks (LSTM, GRU, RNN).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            InfoCommand.class,
            RunCommand.class,
            StreamCommand.class,
            VerifyCommand.class,
            ConvertCommand.class,
            TraceCommand.class,
            BenchCommand.class,
            DoctorCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:the run failed",
            "2:wrong usage",
            "130, 143:ended by SIGINT, SIGTERM",
            "141:standard output was closed by what reads it, as by head"
        })
public final class Main implements Runnable {
    /** The run failed. */
    static final int FAILED = 1;

    /** The command was called in a wrong way. */
    static final int WRONG_USAGE = 2;

    /** What shells say of a program that SIGPIPE has ended: 128 and the signal's number. */
    static final int CLOSED_OUTPUT = 141;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Option(
            names = "--stacktrace",
            description = "After an error message, print where in the program it came from.",
            scope = ScopeType.INHERIT,
            hidden = true)
    private boolean stackTrace;

    private final InputStream in;
    private final StandardOutput out;

    private Main(InputStream in, StandardOutput out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param arguments as typed
     */
    public static void main(String[] arguments) {
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(execute(System.in, StandardOutput.ofTheJvm(), err, arguments));
    }

    /**
     * Runs the command.
     *
     * @param in for data
     * @param out for data
     * @param err for messages
     * @param arguments as typed
     * @return the exit code
     */
    static int execute(InputStream in, StandardOutput out, PrintWriter err, String... arguments) {
        if (arguments.length == 1 && arguments[0].equals("--version") && saysVersion(out)) {
            return 0;
        }
        Main main = new Main(in, out);
        CommandLine line = new CommandLine(main)
                .registerConverter(Path.class, new PathConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out.text())
                .setErr(err)
                // A file may be called @something.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((problem, typed) -> ErrorLine.wrongUsage(problem));
        line.setExecutionExceptionHandler((problem, failed, parsed) -> problem.equals(out.failure())
                ? main.lostOutput(line)
                : ErrorLine.failed(failed, problem, main.stackTrace));
        try {
            int exitCode = line.execute(arguments);
            out.text().flush();
            return exitCode == 0 && out.failure() != null ? main.lostOutput(line) : exitCode;
        } catch (OutOfMemoryError e) {
            return ErrorLine.failed(line, e, main.stackTrace);
        } finally {
            err.flush();
        }
    }

    /**
     * The answer to {@code --version} alone, at once: picocli, which gives the same, takes as long as the rest of the start.
     *
     * @return whether standard output has taken it; if not, picocli's way says what happened
     */
    private static boolean saysVersion(StandardOutput out) {
        for (String line : new Version().getVersion()) {
            out.text().println(line);
        }
        out.text().flush();
        return out.failure() == null;
    }

    /** Who reads a pipe may close it before the end, and is told nothing: it has what it wanted. */
    private int lostOutput(CommandLine line) {
        if (out.isClosedByReader()) {
            return CLOSED_OUTPUT;
        }
        String found = out.failure() == null ? "" : String.valueOf(out.failure().getMessage());
        return ErrorLine.failed(
                line,
                new IOException("standard output: expected to be able to write to it, found '" + found
                        + "'; make room, or give it another place"),
                stackTrace);
    }

    /** Standard input. */
    InputStream in() {
        return in;
    }

    /** Standard output. */
    StandardOutput out() {
        return out;
    }

    /** Without a subcommand there is nothing to do but say how it is used. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "");
    }
}
