package io.github.lanewise.cli;

import io.github.lanewise.Backend;
import io.github.lanewise.formats.ModelFile;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelArgument model;

    @Option(
            names = "--input",
            paramLabel = "IN",
            required = true,
            description = "What it reads: .npy, .csv with a row for each time step, .safetensors with the tensors"
                    + " input and perhaps h0, c0, lengths, or .wav for a model over audio.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path inputPath;

    @Option(
            names = "--output",
            paramLabel = "OUT",
            required = true,
            description = "Where the results go: .npy or .csv for the output, .safetensors for the tensors output and,"
                    + " of a single recurrent stack, h_n and c_n. Replaced if it exists.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path outputPath;

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
        OutputFile destination = OutputFile.at(outputPath, model.path(), inputPath);
        ModelFile read = model.read();
        ModelSpec spec = read.spec();
        InputFile input = InputFile.read(inputPath, read);
        ModelRunner runner = ModelRunner.of(spec, backend);
        destination.requireRoom(input.newOutput(runner));
        long begin = System.nanoTime();
        Results results = input.run(runner);
        long nanos = System.nanoTime() - begin;
        String written = destination.write(results);

        PrintWriter err = command.commandLine().getErr();
        input.reportNotUsed(err);
        err.printf(
                Locale.ROOT,
                "%s on %s: %s -> %s in %.3f ms; wrote %s%n",
                spec.describe(),
                Backends.describe(backend),
                input.sequences().describe(),
                shapes(results),
                nanos / NANOS_PER_MILLI,
                written);
        input.reportRealTime(err, nanos / NANOS_PER_SECOND);
        return 0;
    }

    private static String shapes(Results results) {
        return results.named().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().shapeText())
                .collect(Collectors.joining(", "));
    }
}
