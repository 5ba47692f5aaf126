package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.Session;
import io.github.lanewise.SlidingWindow;
import io.github.lanewise.State;
import io.github.lanewise.cli.stream.Answers;
import io.github.lanewise.cli.stream.BinaryRowSource;
import io.github.lanewise.cli.stream.BinaryRowWriter;
import io.github.lanewise.cli.stream.CsvRowSource;
import io.github.lanewise.cli.stream.CsvRowWriter;
import io.github.lanewise.cli.stream.FlushingInput;
import io.github.lanewise.cli.stream.RowSource;
import io.github.lanewise.cli.stream.RowStream;
import io.github.lanewise.cli.stream.RowWriter;
import io.github.lanewise.cli.stream.ShutdownEnd;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.CsvOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs a model over rows as they come: one answer for each, before the next has to be there. */
@Command(
        name = "stream",
        description = {
            "Runs a model over rows as they come on standard input, and writes an answer for each to standard output. The"
                    + " model remembers what it has read, as in run over all of these rows; the answers have the same bits.",
            "Answers are written before the command waits for more rows. On SIGTERM and SIGINT it finishes the row in hand,"
                    + " writes all answers and ends with exit code 143 or 130."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  sensor | lanewise stream model.safetensors | alarm",
            "  lanewise stream model.safetensors --binary < rows.f32 > answers.f32",
            "  lanewise stream model.safetensors --load-state s.state --save-state s.state < next.csv",
            "  lanewise stream model.safetensors --window 50 < rows.csv"
        })
final class StreamCommand implements Callable<Integer> {
    private static final double NANOS_PER_SECOND = 1e9;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Main main;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelArgument argument;

    @Option(
            names = "--binary",
            description = "Rows and answers are little-endian float32, one after another, without anything in between."
                    + " Otherwise they are lines of .csv.")
    private boolean binary;

    @Option(
            names = "--window",
            paramLabel = "N",
            description =
                    "Each answer is that to the last N rows alone, as if the stream had begun with the first of them;"
                            + " to fewer at the beginning.")
    private @Nullable Integer window;

    @Option(
            names = "--load-state",
            paramLabel = "FILE",
            description = "Goes on where the stream stopped whose --save-state wrote the file.")
    private @Nullable Path loadedState;

    @Option(
            names = "--save-state",
            paramLabel = "FILE",
            description =
                    "Where to write what the model remembers, when all answers have been written: at the end of the"
                            + " rows, on SIGTERM and SIGINT, and before a row that is refused. Replaced if it exists.")
    private @Nullable Path savedState;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            converter = BackendConverter.class,
            description =
                    "What computes: auto (the default), scalar, vector, vector_128, vector_256 or vector_512."
                            + " With auto scalar code answers until vector code is compiled. The results are the same, bit for bit.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Backend backend;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private FixedPrecisionArgument precision;

    @Option(names = "--summary", description = "At the end, say on standard error how many rows took how long.")
    private boolean summary;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CsvArguments csv;

    @Override
    public Integer call() throws IOException, CommandException {
        CsvOptions table = table();
        requireStateOptions();
        ModelFile file = argument.read();
        Backends.describe(backend);
        Model model = Model.of(precision.applyTo(file.path(), file.spec()), backend);
        requireStepping(model);
        PrintWriter err = command.commandLine().getErr();
        ModelNotes.reportDifferences(file, err);
        ModelNotes.reportNotUsed(file, err);

        State state = state(model);
        long begin = System.nanoTime();
        RowWriter writer = binary ? new BinaryRowWriter(model.outputSize()) : new CsvRowWriter();
        Answers answers = new Answers(step(model, state), model.outputSize(), writer, main.out(), rows -> {
            save(state);
            summarize(model, rows, System.nanoTime() - begin);
        });
        InputStream in = new FlushingInput(main.in(), answers);
        RowSource source = binary
                ? new BinaryRowSource(in, StandardInput.NAME, model.inputSize())
                : new CsvRowSource(in, StandardInput.NAME, table);
        try (ShutdownEnd _ = ShutdownEnd.of(answers, this::failedAtShutdown)) {
            RowStream.run(source, model.inputSize(), StandardInput.NAME, answers);
        } catch (IOException e) {
            reportEnding(e);
            throw e;
        }
        return 0;
    }

    private CsvOptions table() throws IOException, CommandException {
        if (binary && csv.isGiven()) {
            throw wrongUsage("--binary: expected no options of .csv beside it, found one; leave it out");
        }
        return csv.forInput(Path.of("-"));
    }

    private void requireStateOptions() throws IOException {
        if (window != null && window < 1) {
            throw wrongUsage("--window: expected at least 1 row, found " + window);
        }
        if (window != null && (loadedState != null || savedState != null)) {
            throw wrongUsage((loadedState != null ? "--load-state" : "--save-state")
                    + ": expected only without --window,"
                    + " found --window " + window + "; a window remembers its rows alone, so send these " + (window - 1)
                    + " again");
        }
        if (savedState != null) {
            OutputFile.requirePlace(savedState, argument.path());
        }
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private void requireStepping(Model model) throws CommandException {
        @Nullable String reason = model.spec().wholeSequenceReason();
        if (reason != null) {
            throw new CommandException(argument.path() + ": expected a model that can step, found " + reason + " in "
                    + model.spec().describe() + ", which needs the whole sequence; use lanewise run");
        }
    }

    private State state(Model model) throws IOException, CommandException {
        if (loadedState == null) {
            return model.newState();
        }
        try {
            return model.restoreState(Files.readAllBytes(loadedState));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    loadedState + ": expected what --save-state has written for this model in this precision; "
                            + e.getMessage(),
                    e);
        }
    }

    private Answers.Step step(Model model, State state) {
        if (window != null) {
            SlidingWindow sliding = model.newWindow(window);
            return sliding::push;
        }
        Session session = model.newSession();
        return (row, answer) -> session.step(row, state, answer);
    }

    private void save(State state) throws IOException {
        if (savedState != null) {
            AtomicFile.write(savedState, out -> out.write(state.toBytes()));
        }
    }

    private void summarize(Model model, long rows, long nanos) {
        if (summary) {
            double seconds = nanos / NANOS_PER_SECOND;
            command.commandLine()
                    .getErr()
                    .printf(
                            Locale.ROOT,
                            "%,d rows in %.3f s, %,.1f rows/s; %s%n",
                            rows,
                            seconds,
                            rows / seconds,
                            model);
        }
    }

    private void failedAtShutdown(IOException problem) {
        if (!main.out().isClosedByReader()) {
            command.commandLine().getErr().println("lanewise: " + problem.getMessage());
        }
        reportNotSaved();
    }

    /** What else went wrong at the end. A state that is ahead of the answers is of no use, and neither is silence about it. */
    private void reportEnding(IOException problem) {
        for (Throwable another : problem.getSuppressed()) {
            command.commandLine().getErr().println("lanewise: " + another.getMessage());
        }
        if (main.out().failure() != null || problem.getSuppressed().length > 0) {
            reportNotSaved();
        }
    }

    private void reportNotSaved() {
        if (savedState != null) {
            command.commandLine().getErr().println("lanewise: " + savedState + ": the state is not saved");
        }
    }
}
