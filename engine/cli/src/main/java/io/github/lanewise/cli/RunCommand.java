package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.CsvOptions;
import io.github.lanewise.formats.ModelFile;
import io.github.lanewise.formats.OnnxModel;
import io.github.lanewise.formats.OnnxRunner;
import io.github.lanewise.formats.Wav;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
                    + " With auto an input that is through before vector code could be compiled gets scalar code."
                    + " The results are the same, bit for bit.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Backend backend;

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
        CsvOptions table = csv.forInput(inputPath);
        Destination destination = destination();
        StatesFile states = statesPath == null ? null : StatesFile.at(statesPath, outputPath, model.path(), inputPath);
        return model.isOnnx() ? runGraph(destination, states, table) : runSequences(destination, states, table);
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

    private int runSequences(Destination destination, @Nullable StatesFile states, CsvOptions table)
            throws IOException, CommandException {
        ModelFile file = model.read();
        ModelSpec spec = file.spec();
        InputFile input = StandardInput.isMeantBy(inputPath)
                ? InputFile.read(main.in(), file, table)
                : InputFile.read(inputPath, file, table);
        AudioFormat audio = AudioFormat.of(input.sound(), file);
        Sequences sequences = input.sequences();
        // By its numbers, for nobody has checked the shape yet.
        Backend chosen = Work.backend(
                backend, spec, Math.ceilDiv((long) sequences.input().data().length, spec.inputSize()));
        ModelRunner runner = ModelRunner.of(spec, chosen);
        Results room = input.newOutput(runner);
        destination.requireRoom(room.output(), audio);
        Set<String> stateNames = room.states().keySet();
        requireStates(states, stateNames, spec.describe());
        long begin = System.nanoTime();
        Results results = input.run(runner);
        long nanos = System.nanoTime() - begin;
        String written = write(results.named(), stateNames, destination, states, audio);

        PrintWriter err = command.commandLine().getErr();
        ModelNotes.reportNotUsed(file, err);
        input.reportNotUsed(err);
        report(spec, chosen, sequences.describe(), results.named(), nanos, written);
        reportRealTimeFactor(err, input.sound(), nanos);
        return 0;
    }

    /** An ONNX model: tensors under the names of its graph, or rows. */
    private int runGraph(Destination destination, @Nullable StatesFile states, CsvOptions table)
            throws IOException, CommandException {
        GraphInputs inputs = StandardInput.isMeantBy(inputPath)
                ? GraphInputs.read(main.in(), table)
                : GraphInputs.read(inputPath, table);
        OnnxModel graph = inputs.model(model);
        Set<String> stateNames = new LinkedHashSet<>(graph.finalStates());
        requireStates(
                states,
                stateNames,
                "a graph with the outputs " + String.join(", ", graph.outputs().keySet()));
        Set<String> outputs = new LinkedHashSet<>(graph.outputs().keySet());
        outputs.removeAll(stateNames);
        destination.requireRoom(outputs);
        Backend chosen = Work.backend(backend, graph.spec(), inputs.rows(graph));
        Backends.describe(chosen);
        OnnxRunner runner = graph.newRunner(chosen);
        long begin = System.nanoTime();
        Map<String, Tensor> results = outputsFirst(inputs.run(graph, runner), stateNames);
        long nanos = System.nanoTime() - begin;
        AudioFormat audio = AudioFormat.of(inputs.sound(), graph.file());
        destination.requireRoom(results.values().iterator().next(), audio);
        String written = write(results, stateNames, destination, states, audio);

        PrintWriter err = command.commandLine().getErr();
        inputs.reportStates(graph, err);
        report(graph.spec(), chosen, inputs.describe(graph), results, nanos, written);
        reportRealTimeFactor(err, inputs.sound(), nanos);
        return 0;
    }

    /** A destination for one array gets the first: rows, if there are any. */
    private static Map<String, Tensor> outputsFirst(Map<String, Tensor> results, Set<String> states) {
        LinkedHashMap<String, Tensor> ordered = new LinkedHashMap<>(results);
        states.forEach(name -> ordered.putLast(name, results.getOrDefault(name, Tensor.zeros(0))));
        return ordered;
    }

    private static void requireStates(@Nullable StatesFile file, Set<String> names, String found)
            throws CommandException {
        if (file != null && names.isEmpty()) {
            throw new CommandException("--save-states: expected a single recurrent stack, or a graph with final states"
                    + " among its outputs, found " + found + "; leave it out");
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

    private void report(
            ModelSpec spec, Backend chosen, String read, Map<String, Tensor> results, long nanos, String written)
            throws CommandException {
        command.commandLine()
                .getErr()
                .printf(
                        Locale.ROOT,
                        "%s on %s: %s -> %s in %.3f ms; wrote %s%n",
                        spec.describe(),
                        Backends.describe(chosen),
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
