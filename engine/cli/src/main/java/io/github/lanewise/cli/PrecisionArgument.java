package io.github.lanewise.cli;

import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How the weight matrices of a model are stored while it computes. */
final class PrecisionArgument {
    private static final double DEFAULT_TOLERANCE = 1e-3;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            converter = Converter.class,
            completionCandidates = Proposals.class,
            description =
                    "How weight matrices are stored: fp32, bf16, int8 or int4 (convolutions: int8). Then perhaps single"
                            + " layers, by name, or by number from 1 where a layer has no name: int8,fc=fp32. With auto"
                            + " each layer gets the first of int8, bf16 and fp32 that keeps the output within"
                            + " --tolerance of fp32 on the input. Otherwise as the file has them.")
    private @Nullable PrecisionRequest request;

    @Option(
            names = "--tolerance",
            paramLabel = "DIFFERENCE",
            description = "With --precision auto: how far any number of the output may be from fp32; 1e-3 unless said.")
    private @Nullable Double tolerance;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /** Reads what was typed; its elements are what a shell proposes where {@code auto} is none. */
    static final class Converter implements ITypeConverter<PrecisionRequest>, Iterable<String> {
        @Override
        public PrecisionRequest convert(String value) {
            try {
                return PrecisionRequest.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Precision.values()).map(Precision::text).iterator();
        }
    }

    /** What a shell proposes. */
    static final class Proposals implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Arrays.stream(Precision.values()).map(Precision::text), Stream.of("auto"))
                    .iterator();
        }
    }

    boolean isGiven() {
        return request != null;
    }

    /**
     * A model in the precision asked for, or as it is.
     *
     * @param path the model's file
     * @param spec the model
     * @param trial runs it over the input, for {@code auto}
     * @param out for what {@code auto} has chosen
     * @param progress is told of each trial
     * @throws IOException if a trial does
     * @throws CommandException if a trial does, the model has no layer of a name, or a precision does not take a weight
     */
    ModelSpec applyTo(Path path, ModelSpec spec, PrecisionTrial trial, PrintWriter out, Progress progress)
            throws IOException, CommandException {
        requireTolerance();
        if (request == null) {
            return spec;
        }
        if (!request.isAuto()) {
            return request.applyTo(path, spec);
        }
        PrecisionChoice.Chosen chosen =
                PrecisionChoice.of(spec, tolerance == null ? DEFAULT_TOLERANCE : tolerance, counted(trial, progress));
        progress.hide();
        out.println(chosen.describe());
        return chosen.spec();
    }

    /** Nobody knows how many trials there will be. */
    private static PrecisionTrial counted(PrecisionTrial trial, Progress progress) {
        AtomicInteger count = new AtomicInteger();
        return spec -> {
            progress.at("precision auto, trial " + count.incrementAndGet());
            return trial.output(spec);
        };
    }

    private void requireTolerance() {
        if (tolerance == null) {
            return;
        }
        if (request == null || !request.isAuto()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--tolerance: expected only with --precision auto, found another precision; leave it out");
        }
        if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
            throw new ParameterException(
                    command.commandLine(), "--tolerance: expected a number of at least 0, found " + tolerance);
        }
    }

    /** What follows the backend in a line for people; nothing for a model in fp32 that nobody asked anything else of. */
    String describe(ModelSpec chosen) {
        return isGiven() || Precisions.isReduced(chosen) ? ", weights in " + Precisions.describe(chosen) : "";
    }
}
