package io.github.lanewise.cli;

import io.github.lanewise.formats.ModelFile;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.ReadOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model of a command line, and what its file does not say. */
final class ModelArgument {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "The model: .safetensors; .onnx; PyTorch's .pt, .pth or .ckpt; Keras's .keras or .h5; .json of RTNeural or"
                            + " GuitarML; NAM's .nam.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path path;

    @Option(
            names = "--prefix",
            paramLabel = "PREFIX",
            description = "What begins the names of the model's tensors, for instance encoder.rnn., where the file has"
                    + " several stacks or the config's names go on from there.")
    private @Nullable String prefix;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A JSON file that describes the model, where the file itself does not.")
    private @Nullable Path config;

    Path path() {
        return path;
    }

    /** Whether the model is a graph that names its inputs and outputs. */
    boolean isOnnx() {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    ModelFile read() throws IOException {
        return ModelFiles.read(path, new ReadOptions(prefix, config));
    }
}
