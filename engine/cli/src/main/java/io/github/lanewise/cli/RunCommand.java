package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.pipeline.PipelineFile;
import io.github.lanewise.formats.tensors.CsvOptions;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What a pipeline takes as well as a model. */
    private static final Set<String> PIPELINE_OPTIONS = Set.of("--input", "--output", "--output-format", "--backend");

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
        RunInput input = RunInput.read(model, inputPath, main.in(), table);
        requireStates(states, input);
        Backend chosen = Work.backend(backend, input.model().spec(), input.rows());
        PrintWriter err = command.commandLine().getErr();
        ModelSpec spec = precision.applyTo(
                model.path(), input.model().spec(), tried -> output(input, tried, chosen, destination), err);
        RunInput.PreparedRun run = input.prepare(spec, chosen, destination);
        long begin = System.nanoTime();
        Map<String, Tensor> results = run.run();
        long nanos = System.nanoTime() - begin;
        AudioFormat audio = AudioFormat.of(input.sound(), input.model());
        String written = write(results, input.finalStates(), destination, states, audio);

        input.reportNotes(err);
        String computed = spec.describe() + " on " + Backends.describe(chosen) + precision.describe(spec);
        report(computed, input.describe(), results, nanos, written);
        reportRealTimeFactor(err, input.sound(), nanos);
        return 0;
    }

    private void runPipeline(PipelineFile pipeline) throws IOException, CommandException {
        Destination destination = destination();
        PipelineInput input = PipelineInput.read(pipeline, inputPath);
        Backend chosen = Work.backend(backend, input.specs(), input.frames());
        String computed = pipeline.describe() + " on " + Backends.describe(chosen);
        PipelineInput.Prepared run = input.prepare(chosen, destination);
        long begin = System.nanoTime();
        Map<String, Tensor> results = run.run();
        long nanos = System.nanoTime() - begin;
        String written = destination.write(results, input.audio());
        PrintWriter err = command.commandLine().getErr();
        input.reportNotes(err);
        report(computed, input.describe(), results, nanos, written);
        reportRealTimeFactor(err, input.sound(), nanos);
    }

    /** The first of the results, which no final state is. */
    private static Tensor output(RunInput input, ModelSpec spec, Backend backend, Destination destination)
            throws IOException, CommandException {
        return input.prepare(spec, backend, destination)
                .run()
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

    private void report(String computed, String read, Map<String, Tensor> results, long nanos, String written) {
        command.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%s: %s -> %s in %.3f ms; wrote %s%n",
                        computed,
                        read,
                        shapes(results),
                        nanos / NANOS_PER_MILLI,
                        written);
    }

    private static void reportRealTimeFactor(PrintWriter err, @Nullable Wav sound, long nanos) {
        if (sound != null && sound.seconds() > 0) {
            double computing = nanos / NANOS_PER_SECOND;
            err.printf(
                    Locale.ROOT,
                    "real-time factor %.5f: %.3f s of sound in %.4f s, %.0f times as fast as it plays%n",
                    computing / sound.seconds(),
                    sound.seconds(),
                    computing,
                    sound.seconds() / computing);
        }
    }

    private static String shapes(Map<String, Tensor> results) {
        return results.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().shapeText())
                .collect(Collectors.joining(", "));
    }
}
