package io.github.lanewise.cli;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.ModelKind;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.onnx.OnnxModel;
import io.github.lanewise.formats.pipeline.PipelineFile;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The model of a command line, and what its file does not say. */
final class ModelArgument {
    @Parameters(
            paramLabel = "MODEL",
            description =
                    "The model, told by its contents: .safetensors; .onnx; PyTorch's .pt, .pth or .ckpt; Keras's .keras or"
                            + " .h5; NumPy's .npz; .json of RTNeural or GuitarML; NAM's .nam; an ml5 folder. For info and"
                            + " run also the .json of a pipeline of sound.")
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

    @Option(
            names = "--head",
            paramLabel = "LAYER:ROWS",
            converter = HeadArgument.Converter.class,
            description =
                    "A linear layer that stands beside a recurrent stack in a file of tensors, and the rows of the"
                            + " stack's output that it reads: every-step, last-step or final-hidden. For instance fc:last-step"
                            + " for the tensors fc.weight and fc.bias.")
    private @Nullable HeadArgument head;

    @ArgGroup
    private @Nullable Order order;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            converter = SetArgument.Converter.class,
            description =
                    "An input of an ONNX graph that is the same in every run: a number, or @FILE.npy for an array. For"
                            + " instance sr=16000. Once for each input.")
    private List<SetArgument> set = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    private @Nullable FileContents contents;

    /** The order of a batch's axes, which a state_dict does not say. */
    private static final class Order {
        @Option(
                names = "--batch-first",
                required = true,
                description = "Batches are (N, T, features), where the file does not say so.")
        private boolean batchFirst;

        @Option(
                names = "--time-first",
                required = true,
                description = "Batches are (T, N, features), where the file does not say so.")
        private boolean timeFirst;

        BatchOrder said() {
            return batchFirst ? BatchOrder.BATCH_FIRST : timeFirst ? BatchOrder.TIME_FIRST : BatchOrder.UNKNOWN;
        }
    }

    Path path() {
        return path;
    }

    /** Whether there is one: some commands do without. */
    boolean isGiven() {
        return path != null;
    }

    /** Whether the model is a graph that names its inputs and outputs. */
    boolean isOnnx() throws IOException {
        return kind() == ModelKind.ONNX;
    }

    /** Whether it is no model, but a pipeline of sound that names models. */
    boolean isPipeline() throws IOException {
        return !isFolder() && PipelineFile.isOne(contents());
    }

    /**
     * The pipeline.
     *
     * @param allowed names of the options that pipelines take too; others are refused
     */
    PipelineFile readPipeline(Set<String> allowed) throws IOException {
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            if (!allowed.contains(option.longestName())) {
                throw new ParameterException(
                        command.commandLine(),
                        option.longestName() + ": expected no such option for a pipeline, found one for " + path
                                + "; leave it out, the pipeline's file says what its models are");
            }
        }
        return PipelineFile.read(contents());
    }

    /** What the file is; null for a folder. */
    @Nullable
    ModelKind kind() throws IOException {
        return isFolder() ? null : ModelKind.of(contents());
    }

    /** A model of several files in a folder, one of which may stand for it. */
    private boolean isFolder() {
        return Files.isDirectory(path) || path.endsWith("manifest.json");
    }

    /** The file's bytes, read once. */
    FileContents contents() throws IOException {
        if (contents == null) {
            contents = FileContents.read(path);
        }
        return contents;
    }

    ModelFile read() throws IOException {
        return isFolder()
                ? ModelFiles.read(path, options().build())
                : ModelFiles.read(contents(), options().build());
    }

    /**
     * The graph of an ONNX model.
     *
     * @param bound inputs that may be weights
     */
    OnnxModel readGraph(Map<String, Tensor> bound) throws IOException {
        return OnnxModel.read(contents(), bound, options().build());
    }

    /** The graph for a recording of sound, which says which of several sample rates it has to be for. */
    OnnxModel readGraph(Wav sound) throws IOException {
        OnnxModel graph = readGraph(Map.of());
        AudioFrames audio = graph.file().audio();
        boolean open = sampleRate == null && set.isEmpty();
        boolean another = open && audio != null && audio.sampleRate() != sound.sampleRate();
        return another
                ? OnnxModel.read(
                        contents(),
                        Map.of(),
                        options().sampleRate(sound.sampleRate()).build())
                : graph;
    }

    private ReadOptions.Builder options() throws IOException {
        // What a model does not use, the commands say themselves, with the names of their options.
        ReadOptions.Builder options = ReadOptions.builder().notices(notice -> {});
        if (prefix != null) {
            options.prefix(prefix);
        }
        if (config != null) {
            options.config(config);
        }
        if (sampleRate != null) {
            options.sampleRate(sampleRate);
        }
        if (head != null) {
            options.head(head.layer(), head.rows());
        }
        requireOnce();
        for (SetArgument input : set) {
            options.set(input.name(), input.value());
        }
        return order == null ? options : options.batchOrder(order.said());
    }

    private void requireOnce() {
        Set<String> names = new HashSet<>();
        for (SetArgument input : set) {
            if (!names.add(input.name())) {
                throw new ParameterException(
                        command.commandLine(),
                        "--set: expected input '" + input.name() + "' once, found it twice; leave one out");
            }
        }
    }
}
