package io.github.lanewise.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command and its exit codes: 0 success, 1 the run failed, 2 wrong usage. */
@Command(
        name = "lanewise",
        description = "Runs trained recurrent networks (LSTM, GRU, RNN).",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {InfoCommand.class, RunCommand.class, VerifyCommand.class, ConvertCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:success", "1:the run failed", "2:wrong usage"})
public final class Main implements Runnable {
    /** The run failed. */
    static final int FAILED = 1;

    /** The command was called in a wrong way. */
    static final int WRONG_USAGE = 2;

    private static final String LOST_OUTPUT =
            "standard output: expected to write to it, found it closed or full; give it another place";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Option(
            names = "--stacktrace",
            description = "After an error message, print where in the program it came from.",
            scope = ScopeType.INHERIT,
            hidden = true)
    private boolean stackTrace;

    private Main() {}

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param arguments as typed
     */
    public static void main(String[] arguments) {
        System.exit(execute(writer(System.out), writer(System.err), arguments));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    /**
     * Runs the command.
     *
     * @param out for data
     * @param err for messages
     * @param arguments as typed
     * @return the exit code
     */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        Main main = new Main();
        CommandLine line = new CommandLine(main)
                .setOut(out)
                .setErr(err)
                // A file may be called @something.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler((problem, typed) -> ErrorLine.wrongUsage(problem));
        line.setExecutionExceptionHandler(
                (problem, failed, parsed) -> ErrorLine.failed(failed.getErr(), problem, main.stackTrace));
        try {
            int exitCode = line.execute(arguments);
            return out.checkError() ? ErrorLine.failed(err, new IOException(LOST_OUTPUT), main.stackTrace) : exitCode;
        } catch (OutOfMemoryError e) {
            return ErrorLine.failed(err, e, main.stackTrace);
        } finally {
            err.flush();
        }
    }

    /** Without a subcommand there is nothing to do but say how it is used. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "");
    }
}
