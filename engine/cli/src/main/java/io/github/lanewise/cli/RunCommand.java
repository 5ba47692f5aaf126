package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.ModelFile;
import io.github.lanewise.formats.OnnxModel;
import io.github.lanewise.formats.OnnxRunner;
import io.github.lanewise.formats.Wav;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
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
        description = "Runs a model over the sequences of a file and writes the results to another.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

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
                            + " the names of its inputs. With - standard input: an array as .npy or rows as .csv, told by"
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
                    + " The results are the same, bit for bit.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Backend backend;

    @Override
    public Integer call() throws IOException, CommandException {
        Destination destination = destination();
        boolean sound = !StandardInput.isMeantBy(inputPath) && FileKind.of(inputPath) == FileKind.WAV;
        return model.isOnnx() && !sound ? runGraph(destination) : runSequences(destination, sound);
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

    private int runSequences(Destination destination, boolean sound) throws IOException, CommandException {
        ModelFile file = sound ? model.readFor(Wav.read(inputPath)) : model.read();
        ModelSpec spec = file.spec();
        InputFile input =
                StandardInput.isMeantBy(inputPath) ? InputFile.read(main.in(), file) : InputFile.read(inputPath, file);
        AudioFormat audio = AudioFormat.of(input, file);
        ModelRunner runner = ModelRunner.of(spec, backend);
        destination.requireRoom(input.newOutput(runner).output(), audio);
        long begin = System.nanoTime();
        Results results = input.run(runner);
        long nanos = System.nanoTime() - begin;
        String written = destination.write(results.named(), audio);

        input.reportNotUsed(command.commandLine().getErr());
        report(spec, input.sequences().describe(), results.named(), nanos, written);
        if (input.sound() != null) {
            PrintWriter err = command.commandLine().getErr();
            reportRealTimeFactor(err, input.sound().seconds(), nanos / NANOS_PER_SECOND);
        }
        return 0;
    }

    /** An ONNX model: tensors under the names of its graph. */
    private int runGraph(Destination destination) throws IOException, CommandException {
        GraphInputs inputs =
                StandardInput.isMeantBy(inputPath) ? GraphInputs.read(main.in()) : GraphInputs.read(inputPath);
        OnnxModel graph = inputs.model(model.path());
        destination.requireRoom(graph.outputs().keySet());
        Backends.describe(backend);
        OnnxRunner runner = graph.newRunner(backend);
        long begin = System.nanoTime();
        Map<String, Tensor> results = inputs.run(graph, runner);
        long nanos = System.nanoTime() - begin;
        destination.requireRoom(results.values().iterator().next(), null);
        String written = destination.write(results, null);
        report(graph.spec(), inputs.describe(graph), results, nanos, written);
        return 0;
    }

    private void report(ModelSpec spec, String read, Map<String, Tensor> results, long nanos, String written)
            throws CommandException {
        command.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%s on %s: %s -> %s in %.3f ms; wrote %s%n",
                        spec.describe(),
                        Backends.describe(backend),
                        read,
                        shapes(results),
                        nanos / NANOS_PER_MILLI,
                        written);
    }

    private static void reportRealTimeFactor(PrintWriter err, double audio, double computing) {
        if (audio > 0) {
            err.printf(
                    Locale.ROOT,
                    "real-time factor %.5f: %.3f s of sound in %.4f s, %.0f times as fast as it plays%n",
                    computing / audio,
                    audio,
                    computing,
                    audio / computing);
        }
    }

    private static String shapes(Map<String, Tensor> results) {
        return results.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().shapeText())
                .collect(Collectors.joining(", "));
    }
}
