package io.github.lanewise.cli;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model of any readable format as a safetensors file that describes itself. */
@Command(
        name = "convert",
        description =
                "Writes a model as a .safetensors file that describes itself: the config in its header, the weights as"
                        + " F32.",
        mixinStandardHelpOptions = true)
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

    @Override
    public Integer call() throws IOException {
        OutputFile.at(outputPath, model.path());
        if (FileKind.of(outputPath) != FileKind.SAFETENSORS) {
            throw new FormatException(outputPath, "", "a name that ends in .safetensors", "another ending", "");
        }
        ModelFile read = model.read();
        ModelFiles.write(outputPath, read.spec(), read.audio(), Map.of());
        PrintWriter err = command.commandLine().getErr();
        ModelNotes.reportNotUsed(read, err);
        ModelNotes.reportOpenOrder(read, err);
        err.printf("%s, read from %s; wrote %s%n", read.spec().describe(), read.form(), outputPath);
        return 0;
    }
}
