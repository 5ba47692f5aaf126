package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.cli.trace.LayerTrace;
import io.github.lanewise.cli.trace.Recording;
import io.github.lanewise.cli.trace.Sensitivity;
import io.github.lanewise.cli.trace.SensitivityCurve;
import io.github.lanewise.cli.trace.TracePage;
import io.github.lanewise.cli.trace.TracePicture;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** Runs a model over one sequence and shows what went on inside: gates, states, memory, and what is left of each input. */
@Command(
        name = "trace",
        description = {
            "Runs a model over one sequence and writes a page, or a picture, of what went on inside: every gate and state"
                    + " over time and units, how long each unit remembers, and how much of each input is left in the"
                    + " hidden state.",
            "Prints a summary of the layers. Steps, units and layers are counted from 1."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lanewise trace model.safetensors --input recording.wav",
            "  lanewise trace model.pt --input x.npy --sequence 3 --output third.html",
            "  lanewise trace lstm.pt --input x.npy --beside rnn.pt",
            "  lanewise trace model.pt --input x.npy --format svg --show f,c,sensitivity",
            "  lanewise trace model.pt --input x.npy --layer 1 --output first.png"
        })
final class TraceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Main main;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelArgument model;

    @Option(
            names = "--input",
            paramLabel = "IN",
            required = true,
            description =
                    "What it reads: .npy, .csv with a row for each time step, .wav of one channel, or .safetensors"
                            + " with the tensors input and perhaps h0, c0, lengths. With - standard input: an array as .npy or"
                            + " rows as .csv, told by its content.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path inputPath;

    @Option(names = "--sequence", paramLabel = "N", description = "Which sequence of a batch; otherwise the first.")
    private @Nullable Integer sequence;

    @Option(
            names = "--output",
            paramLabel = "OUT",
            description =
                    "Where it goes: .html for a page, .svg or .png for a picture; otherwise trace.html, trace.svg or"
                            + " trace.png, as --format says. Replaced if it exists. With - standard output, and no summary.")
    private @Nullable Path outputPath;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "html (the default): a page that needs nothing else. svg, png: a picture of one layer.")
    private @Nullable TraceFormat format;

    @Option(
            names = "--layer",
            paramLabel = "N",
            description = "The layer that a picture shows and whose hidden state is asked what is left of the input, by"
                    + " its number in the summary, where each direction has one; otherwise the last.")
    private @Nullable Integer layer;

    @Option(
            names = "--at",
            paramLabel = "STEP",
            description = "The step whose hidden state is asked what is left of the input; otherwise the last.")
    private @Nullable Integer at;

    @Option(
            names = "--show",
            paramLabel = "NAME",
            split = ",",
            description =
                    "What a picture shows, in this order: letters of gates and states (i, f, g, o, c, h of an LSTM; r,"
                            + " z, n, h of a GRU; h of an RNN), input, output, sensitivity. Otherwise all of them.")
    private List<String> show = new ArrayList<>();

    @Option(
            names = "--beside",
            paramLabel = "MODEL",
            description = "A second model, whose sensitivity to the same input is drawn beside the first one's.")
    private @Nullable Path besidePath;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CsvArguments csv;

    @Override
    public Integer call() throws IOException, CommandException {
        CsvOptions table = csv.forInput(inputPath);
        TraceFormat chosen = format();
        Path output = outputPath == null ? Path.of("trace." + chosen) : outputPath;
        boolean piped = StandardInput.isMeantBy(output);
        if (!piped) {
            OutputFile.requirePlace(output, model.path(), inputPath);
        }
        ModelFile file = model.read();
        SequenceInput input = StandardInput.isMeantBy(inputPath)
                ? SequenceInput.read(main.in(), file, table)
                : SequenceInput.read(inputPath, file, table);
        Recording recording = record(file.path(), file.spec(), input);
        LayerTrace traced = layer(recording);
        List<String> notes = new ArrayList<>();
        List<SensitivityCurve> curves = curves(file, recording, traced, input, notes);
        String title = file.path().getFileName() + ": " + traced.describe();
        TraceParts parts = new TraceParts(recording, traced, curves, notes);
        byte[] bytes = switch (chosen) {
            case HTML -> page(file, input, recording, curves, notes).getBytes(StandardCharsets.UTF_8);
            case SVG -> parts.draw(TracePicture.svg(title), show);
            case PNG -> parts.draw(TracePicture.png(title), show);
        };
        if (piped) {
            main.out().write(bytes, 0, bytes.length);
        } else {
            AtomicFile.write(output, out -> out.write(bytes));
            new TraceReport(recording, curves).print(command.commandLine().getOut());
        }
        report(file, input, bytes.length, piped ? "standard output" : output.toString(), notes);
        return 0;
    }

    private TraceFormat format() {
        TraceFormat ofEnding = null;
        if (outputPath != null && !StandardInput.isMeantBy(outputPath)) {
            ofEnding = TraceFormat.of(outputPath);
            if (ofEnding == null || (format != null && format != ofEnding)) {
                String endings = format == null ? ".html, .svg or .png" : "." + format;
                throw wrongUsage("--output: expected a name that ends in " + endings + ", found " + outputPath);
            }
        }
        TraceFormat chosen = format != null ? format : ofEnding != null ? ofEnding : TraceFormat.HTML;
        if (chosen == TraceFormat.HTML && !show.isEmpty()) {
            throw wrongUsage(
                    "--show: expected only with --format svg or png, found a page, which shows everything; leave it out");
        }
        return chosen;
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private Recording record(Path path, ModelSpec spec, SequenceInput input) throws CommandException {
        if (spec.lastRecurrent() < 0) {
            throw new CommandException(
                    path + ": expected a recurrent layer to trace, found none in " + spec.describe());
        }
        Sequences one = one(input);
        Backend backend = Work.backend(Backend.AUTO, spec, one.steps());
        Backends.describe(backend);
        try (Model running = Model.of(spec, backend)) {
            return Recording.of(running, one.input(), one.h0(), one.c0());
        } catch (IllegalArgumentException e) {
            throw new CommandException(path + " with " + input.path() + ": " + e.getMessage(), e);
        }
    }

    /** The sequence that was asked for. */
    private Sequences one(SequenceInput input) throws CommandException {
        Sequences all = input.sequences();
        int rank = all.input().rank();
        if (rank != 2 && rank != 3) {
            throw new CommandException(input.path() + ": expected an input of two or three dimensions, found shape "
                    + all.input().shapeText());
        }
        int number = sequence == null ? 1 : sequence;
        if (number < 1 || number > all.batch()) {
            throw new CommandException("--sequence: expected a number from 1 to " + all.batch() + ", found " + number);
        }
        int length = all.length(number - 1);
        if (length < 1 || length > all.steps()) {
            throw new CommandException(
                    input.path() + ": expected a sequence of 1 to " + all.steps() + " steps to trace, found " + length);
        }
        return all.alone(number - 1);
    }

    private LayerTrace layer(Recording recording) throws CommandException {
        List<LayerTrace> layers = recording.layers();
        int number = layer == null ? layers.size() : layer;
        if (number < 1 || number > layers.size()) {
            throw new CommandException("--layer: expected a number from 1 to " + layers.size() + ", found " + number);
        }
        return layers.get(number - 1);
    }

    private List<SensitivityCurve> curves(
            ModelFile file, Recording recording, LayerTrace traced, SequenceInput input, List<String> notes)
            throws IOException, CommandException {
        List<SensitivityCurve> curves = new ArrayList<>();
        List<LayerTrace> stack = recording.stackOf(traced);
        addCurve(file.path(), stack, traced.layer(), notes, curves);
        if (besidePath != null) {
            ModelFile beside = ModelFiles.read(besidePath);
            Recording second = record(beside.path(), beside.spec(), input);
            List<LayerTrace> lastStack = second.stacks().getLast();
            addCurve(beside.path(), lastStack, lastStack.getLast().layer(), notes, curves);
        }
        return curves;
    }

    private void addCurve(
            Path path, List<LayerTrace> stack, int number, List<String> notes, List<SensitivityCurve> curves)
            throws CommandException {
        String reason = Sensitivity.reasonAgainst(stack.getFirst().stack());
        if (reason != null) {
            notes.add(path.getFileName() + ": no sensitivities, since " + reason);
            return;
        }
        int steps = stack.getFirst().steps();
        int step = at == null ? steps : at;
        if (step < 1 || step > steps) {
            throw new CommandException("--at: expected a step from 1 to " + steps + ", found " + step);
        }
        String label = path.getFileName() + ", " + stack.getFirst().describe(number);
        curves.add(new SensitivityCurve(label, Sensitivity.of(stack, number, step - 1)));
    }

    private String page(
            ModelFile file, SequenceInput input, Recording recording, List<SensitivityCurve> curves, List<String> notes)
            throws IOException {
        return new TracePage(String.valueOf(file.path().getFileName()), describe(file, input), recording, curves, notes)
                .document();
    }

    private String describe(ModelFile file, SequenceInput input) {
        int batch = input.sequences().batch();
        String which = batch > 1 ? ", sequence " + (sequence == null ? 1 : sequence) + " of " + batch : "";
        return file.spec().describe() + ", " + input.path().getFileName() + ": " + input.describe() + which;
    }

    private void report(ModelFile file, SequenceInput input, int bytes, String where, List<String> notes) {
        PrintWriter err = command.commandLine().getErr();
        input.reportNotes(err);
        notes.forEach(err::println);
        err.printf(Locale.ROOT, "%s; wrote %,d bytes to %s%n", describe(file, input), bytes, where);
    }
}
