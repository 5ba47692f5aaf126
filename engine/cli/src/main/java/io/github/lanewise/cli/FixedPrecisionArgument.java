package io.github.lanewise.cli;

import io.github.lanewise.spec.ModelSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How the weight matrices of a model are stored while it computes, where no input is at hand that {@code auto} could try. */
final class FixedPrecisionArgument {
    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            converter = PrecisionArgument.Converter.class,
            description =
                    "How weight matrices are stored: fp32, bf16 or int8. Then perhaps single layers, by name, or by"
                            + " number from 1 where a layer has no name: int8,fc=fp32. Otherwise as the file has them.")
    private @Nullable PrecisionRequest request;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    /**
     * A model in the precision asked for, or as it is.
     *
     * @param path the model's file
     * @param spec the model
     * @throws CommandException if the model has no layer of a name, or a precision does not take a weight
     */
    ModelSpec applyTo(Path path, ModelSpec spec) throws CommandException {
        if (request == null) {
            return spec;
        }
        if (request.isAuto()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--precision auto: expected a precision, since auto has to try an input; run verify --precision auto on"
                            + " yours, and give the precisions that it chooses");
        }
        return request.applyTo(path, spec);
    }
}
