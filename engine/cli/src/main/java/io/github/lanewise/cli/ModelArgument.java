package io.github.lanewise.cli;

import io.github.lanewise.formats.AudioFrames;
import io.github.lanewise.formats.ModelFile;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.OnnxModel;
import io.github.lanewise.formats.ReadOptions;
import io.github.lanewise.formats.Wav;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The model of a command line, and what its file does not say. */
final class ModelArgument {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "The model: .safetensors; .onnx; PyTorch's .pt, .pth or .ckpt; Keras's .keras or .h5; NumPy's .npz; .json"
                            + " of RTNeural or GuitarML; NAM's .nam; an ml5 folder.")
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

    @Option(
            names = "--sample-rate",
            paramLabel = "HZ",
            description = "Samples a second, for a file whose model is made for several; otherwise the input's, or the"
                    + " file's first.")
    private @Nullable Integer sampleRate;

    Path path() {
        return path;
    }

    /** Whether the model is a graph that names its inputs and outputs. */
    boolean isOnnx() {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    ModelFile read() throws IOException {
        return ModelFiles.read(path, options());
    }

    /** The model, read for a recording of sound, which says which of several sample rates the model has to be for. */
    ModelFile readFor(Wav sound) throws IOException {
        ModelFile model = read();
        AudioFrames audio = model.audio();
        boolean another = isOnnx() && sampleRate == null && audio != null && audio.sampleRate() != sound.sampleRate();
        return another ? ModelFiles.read(path, options().withSampleRate(sound.sampleRate())) : model;
    }

    /** The graph of an ONNX model. */
    OnnxModel readGraph() throws IOException {
        return OnnxModel.read(path, Map.of(), options().sampleRate());
    }

    private ReadOptions options() {
        ReadOptions options = new ReadOptions(prefix, config);
        return sampleRate == null ? options : options.withSampleRate(sampleRate);
    }
}
