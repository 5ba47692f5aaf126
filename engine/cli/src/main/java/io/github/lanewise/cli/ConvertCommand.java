package io.github.lanewise.cli;

import io.github.lanewise.cli.progress.Progress;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.ModelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model of any readable format as a safetensors file that describes itself. */
@Command(
        name = "convert",
        description =
                "Writes a model as a .safetensors file that describes itself: the config in its header, the weights in the"
                        + " model's precision or another.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  lanewise convert state_dict.pt model.safetensors --batch-first",
            "  lanewise convert state_dict.pt model.safetensors --head fc:last-step",
            "  lanewise convert model.safetensors small.safetensors --precision int8"
        })
final class ConvertCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ModelArgument model;

    @Parameters(paramLabel = "OUT", index = "1", description = "The .safetensors file to write. Replaced if it exists.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path outputPath;

    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            converter = PrecisionArgument.Converter.class,
            completionCandidates = PrecisionArgument.Converter.class,
            description = "How weight matrices are written: fp32, bf16 (half of the bytes), int8 (a quarter) or int4 (a"
                    + " seventh; convolutions: int8). Then perhaps single layers, by name, or by number from 1"
                    + " where a layer has no name: int8,fc=fp32."
                    + " Unless said, as the model has them, which is fp32 for most files.")
    private @Nullable PrecisionRequest precision;

    @Override
    public Integer call() throws IOException, CommandException {
        if (precision != null && precision.isAuto()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--precision auto: expected a precision, since auto has to try an input; run verify --precision auto on"
                            + " yours, and give the precisions that it chooses");
        }
        OutputFile.at(outputPath, model.path());
        if (FileKind.of(outputPath) != FileKind.SAFETENSORS) {
            throw new FormatException(outputPath, "", "a name that ends in .safetensors", "another ending", "");
        }
        PrintWriter err = command.commandLine().getErr();
        ModelFile read;
        ModelSpec written;
        try (Progress progress = Progress.on(err)) {
            progress.at("reading " + model.path());
            read = model.read();
            written = precision == null ? read.spec() : precision.applyTo(model.path(), read.spec());
            progress.at("writing " + outputPath);
            write(written, read);
        }
        ModelNotes.reportDifferences(read, err);
        ModelNotes.reportNotUsed(read, err);
        ModelNotes.reportOpenOrder(read, err);
        err.printf("%s, read from %s; wrote %s%n", written.describe(), read.form(), outputPath);
        if (StoredWeights.anyReduced(read.spec()) || StoredWeights.anyReduced(written)) {
            err.printf(
                    "weights: %s bytes, tensors %s; written: %s bytes, tensors %s%n",
                    StoredWeights.grouped(StoredWeights.bytes(read.spec())),
                    StoredWeights.tensors(read.spec()),
                    StoredWeights.grouped(StoredWeights.bytes(written)),
                    StoredWeights.tensors(written));
        }
        return 0;
    }

    private void write(ModelSpec written, ModelFile read) throws IOException {
        try {
            ModelFiles.write(outputPath, written, read.audio(), Map.of());
        } catch (IllegalArgumentException e) {
            throw new FormatException(read.path(), "", e);
        }
    }
}
