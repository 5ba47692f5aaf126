package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.formats.io.AtomicFile;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.pipeline.PipelineFile;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs a model over the sequences of a file and writes the results to another. */
@Command(
        name = "run",
        description =
                "Runs a model over the sequences of a file and writes the results to another. A pipeline of sound goes"
                        + " over a recording in the same way: lanewise run dtln.json --input noisy.wav --output clean.wav",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lanewise run model.safetensors --input rows.csv --output answers.csv",
            "  lanewise run state_dict.pt --batch-first --input x.npy --output y.npy",
            "  lanewise run amplifier.nam --input guitar.wav --output amplified.wav",
            "  head -100 rows.csv | lanewise run model.safetensors --input - --output -"
        })
final class RunCommand implements Callable<Integer> {
    private static final double NANOS_PER_SECOND = 1e9;

    /** What a pipeline takes as well as a model. */
    private static final Set<String> PIPELINE_OPTIONS =
            Set.of("--input", "--output", "--output-format", "--backend", "--json");

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
                            + " with the tensors input and perhaps h0, c0, lengths; for an ONNX model with tensors under"
                            + " the names of its inputs, or one array, where its other inputs are states, which then begin"
                            + " from zeros. With - standard input: an array as .npy or rows as .csv, told by"
                            + " its content.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path inputPath;

    @Option(
            names = "--output",
            paramLabel = "OUT",
            required = true,
            description =
                    "Where the results go: .npy, .csv or .wav for the output, .safetensors for the tensors output and,"
                            + " of a single recurrent stack, h_n and c_n; of an ONNX model under the names of its"
                            + " outputs. Replaced if it exists. With - the output goes to standard output.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path outputPath;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            description = "How --output - writes: csv (the default) or npy.")
    private @Nullable ArrayFormat outputFormat;

    @Option(
            names = "--backend",
            paramLabel = "NAME",
            defaultValue = "auto",
            converter = BackendConverter.class,
            completionCandidates = BackendConverter.class,
            description = "What computes: auto (the default), scalar, vector, vector_128, vector_256 or vector_512."
                    + " With auto an input that scalar code finishes before vector code could be compiled gets scalar code."
                    + " The results are the same, bit for bit.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Backend backend;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private PrecisionArgument precision;

    @Option(
            names = "--save-states",
            paramLabel = "FILE",
            description =
                    "A .safetensors file for the final states: h_n and c_n of a single recurrent stack; of an ONNX"
                            + " model the outputs that are final states, under their names. Replaced if it exists.")
    private @Nullable Path statesPath;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "A file for what the command says in the end, as one JSON object, with figures in place of words."
                            + " Replaced if it exists. With - standard output, if --output is a file.")
    private @Nullable Path summaryPath;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CsvArguments csv;

    @Override
    public Integer call() throws IOException, CommandException {
        if (model.isPipeline()) {
            runPipeline(model.readPipeline(PIPELINE_OPTIONS));
            return 0;
        }
        CsvOptions table = csv.forInput(inputPath);
        Destination destination = destination();
        StatesFile states = statesPath == null ? null : StatesFile.at(statesPath, outputPath, model.path(), inputPath);
        requirePlaceForSummary();
        PrintWriter err = command.commandLine().getErr();
        try (Progress progress = Progress.on(err)) {
            progress.at("reading " + model.path() + " and " + inputPath);
            RunInput input = RunInput.read(model, inputPath, main.in(), table);
            requireStates(states, input);
            Backend chosen = Work.backend(backend, input.model().spec(), input.rows());
            ModelSpec spec = inPrecision(input, chosen, destination, progress);
            RunInput.PreparedRun run = input.prepare(spec, chosen, destination);
            long begin = System.nanoTime();
            Map<String, Tensor> results = run.run(progress);
            double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            progress.hide();
            AudioFormat audio = AudioFormat.of(input.sound(), input.model());
            String written = write(results, input.finalStates(), destination, states, audio);
            input.reportNotes(err);
            report(new RunSummary(
                    model.path(),
                    spec.describe(),
                    Backends.describe(chosen),
                    precision.describe(spec),
                    Precisions.describe(spec),
                    new RunSummary.Read(input.describe(), input.tensorsByName(), input.sound()),
                    results,
                    seconds,
                    written));
        }
        return 0;
    }

    private void runPipeline(PipelineFile pipeline) throws IOException, CommandException {
        Destination destination = destination();
        requirePlaceForSummary();
        PrintWriter err = command.commandLine().getErr();
        try (Progress progress = Progress.on(err)) {
            PipelineInput input = PipelineInput.read(pipeline, inputPath);
            Backend chosen = Work.backend(backend, input.specs(), input.frames());
            PipelineInput.Prepared run = input.prepare(chosen, destination);
            progress.at(RunInput.PreparedRun.RUNNING);
            long begin = System.nanoTime();
            Map<String, Tensor> results = run.run();
            double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
            progress.hide();
            String written = destination.write(results, input.audio());
            input.reportNotes(err);
            report(new RunSummary(
                    model.path(),
                    pipeline.describe(),
                    Backends.describe(chosen),
                    "",
                    null,
                    new RunSummary.Read(
                            input.describe(), Map.of("input", input.sound().samples()), input.sound()),
                    results,
                    seconds,
                    written));
        }
    }

    private ModelSpec inPrecision(RunInput input, Backend chosen, Destination destination, Progress progress)
            throws IOException, CommandException {
        return precision.applyTo(
                model.path(),
                input.model().spec(),
                tried -> output(input, tried, chosen, destination),
                command.commandLine().getErr(),
                progress);
    }

    private void requirePlaceForSummary() throws IOException {
        if (summaryPath == null) {
            return;
        }
        if (StandardInput.isMeantBy(summaryPath)) {
            if (StandardInput.isMeantBy(outputPath)) {
                throw new ParameterException(
                        command.commandLine(),
                        "--json -: expected standard output for the results or for the summary, found both; give --json the"
                                + " name of a file");
            }
            return;
        }
        OutputFile.requirePlace(summaryPath, model.path(), inputPath);
        if (summaryPath
                .toAbsolutePath()
                .normalize()
                .equals(outputPath.toAbsolutePath().normalize())) {
            throw new FormatException(
                    summaryPath, "", "another file than the output", "the same", "choose another name");
        }
    }

    private void report(RunSummary summary) throws IOException {
        if (summaryPath == null) {
            summary.print(command.commandLine().getErr());
            return;
        }
        String json = summary.json().toPrettyString();
        if (StandardInput.isMeantBy(summaryPath)) {
            command.commandLine().getOut().println(json);
        } else {
            AtomicFile.write(summaryPath, out -> out.write((json + "\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The first of the results, which no final state is. */
    private static Tensor output(RunInput input, ModelSpec spec, Backend backend, Destination destination)
            throws IOException, CommandException {
        return input.prepare(spec, backend, destination)
                .run(Progress.none())
                .values()
                .iterator()
                .next();
    }

    private Destination destination() throws IOException {
        if (StandardInput.isMeantBy(outputPath)) {
            return new PipedOutput(main.out(), outputFormat == null ? ArrayFormat.CSV : outputFormat);
        }
        if (outputFormat != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--output-format: expected only with --output -, found --output " + outputPath
                            + "; leave it out, the ending of a file's name says its format");
        }
        return OutputFile.at(outputPath, model.path(), inputPath);
    }

    private static void requireStates(@Nullable StatesFile file, RunInput input) throws CommandException {
        if (file != null && input.finalStates().isEmpty()) {
            throw new CommandException("--save-states: expected a single recurrent stack, or a graph with final states"
                    + " among its outputs, found " + input.describeModel() + "; leave it out");
        }
    }

    /** Writes what goes where, and says what goes nowhere. */
    private String write(
            Map<String, Tensor> results,
            Set<String> stateNames,
            Destination destination,
            @Nullable StatesFile states,
            @Nullable AudioFormat audio)
            throws IOException {
        String written = destination.write(results, audio);
        if (states != null) {
            return written + "; " + states.write(results, stateNames);
        }
        Set<String> left = new LinkedHashSet<>(results.keySet());
        left.removeAll(destination.takes(results.keySet()));
        return left.isEmpty()
                ? written
                : written + "; not written: " + String.join(", ", left) + ", which --save-states FILE or an output of"
                        + " .safetensors keeps";
    }
}
