package io.github.lanewise.formats;

import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads models from the tensors of safetensors files, of PyTorch's and of NumPy's, from ONNX and Keras files, from the JSON
 * files of RTNeural, GuitarML and NAM, and from ml5's folders; and writes them as safetensors files that describe themselves: the metadata has a JSON object
 * under the key {@code config}.
 *
 * <p>A model that is one recurrent stack, PyTorch's {@code nn.LSTM}, {@code nn.GRU} or {@code nn.RNN} alone:
 *
 * <pre>{@code
 * {"kind": "LSTM", "input_size": 8, "hidden_size": 128, "num_layers": 1, "bidirectional": false,
 *  "proj_size": 0, "bias": true, "batch_first": false}
 * }</pre>
 *
 * The kind is {@code LSTM}, {@code GRU}, {@code RNN_TANH} or {@code RNN_RELU}; kind and the first two sizes are required,
 * the rest may be left out and is then as above. The tensors bear PyTorch's names, {@code weight_ih_l0} and so on. Further
 * keys and further tensors are allowed.
 *
 * <p>A longer model:
 *
 * <pre>{@code
 * {"kind": "MODEL", "head": "LAST_STEP", "batch_first": true, "layers": [
 *   {"kind": "EMBEDDING", "name": "embedding", "num_embeddings": 5000, "embedding_dim": 64},
 *   {"kind": "LSTM", "name": "lstm", "input_size": 64, "hidden_size": 128, "num_layers": 1,
 *    "bidirectional": false, "proj_size": 0, "bias": true},
 *   {"kind": "LINEAR", "name": "fc", "in_features": 128, "out_features": 4, "bias": true},
 *   {"kind": "LOG_SOFTMAX"}]}
 * }</pre>
 *
 * The head is one of {@link io.github.lanewise.spec.Head}. A layer is {@code EMBEDDING} (the first only), a recurrent
 * stack, {@code LINEAR}, an activation: {@code SIGMOID}, {@code TANH}, {@code RELU}, {@code SOFTMAX},
 * {@code LOG_SOFTMAX}; {@code SKIP} as the last, which adds the model's input to its output; or part of a front end over
 * frames of a signal:
 *
 * <pre>{@code
 * {"kind": "CONV1D", "name": "stft", "in_channels": 1, "out_channels": 258, "kernel_size": 256, "positions": 576,
 *  "stride": 128, "padding_before": 0, "padding_after": 64, "padding_mode": "REFLECT", "bias": false},
 * {"kind": "MAGNITUDE", "channels": 129, "positions": 4}
 * }</pre>
 *
 * where stride, padding and bias may be left out and are then as in PyTorch; see {@link io.github.lanewise.spec.Conv1dSpec}
 * and {@link io.github.lanewise.spec.MagnitudeSpec}. A model over audio may say beside its layers how rows are cut from a
 * recording, see {@link AudioFrames}: {@code "audio": {"sample_rate": 16000, "hop": 512, "context": 64}}.
 *
 * <p>Along the time steps run {@code {"kind": "TEMPORAL_CONV1D", "name": "conv", "in_channels": 8, "out_channels": 4,
 * "kernel_size": 3, "dilation": 2, "look_ahead": 0, "bias": true}}, see {@link io.github.lanewise.spec.TemporalConv1dSpec};
 * over the features of a row {@code {"kind": "LAYER_NORM", "name": "norm", "features": 40, "eps": 1e-5, "bias": true}}.
 *
 * <p>Required are kinds, head, names and sizes; {@code num_layers}, {@code bidirectional},
 * {@code proj_size}, {@code bias} and {@code batch_first} are as in PyTorch if they are left out. Tensors bear the layer's
 * name, a dot and PyTorch's name: {@code lstm.weight_ih_l0}, {@code fc.weight}. A layer's name may be empty if it is the
 * only layer; then there is no dot. Further keys and further tensors are errors.
 *
 * <p>The same description may stand in a file of its own ({@link ReadOptions}); then further tensors are allowed.
 *
 * <p>A file without description is read as one recurrent stack, where the names and shapes of the tensors leave no
 * question open. What comes before {@code weight_ih_l0} in the names may be anything; where there are several stacks, a
 * prefix picks one. Further tensors are allowed.
 */
public final class ModelFiles {
    private static final List<String> TORCH_ENDINGS = List.of(".pt", ".pth", ".ckpt", ".bin");
    private static final List<String> JSON_ENDINGS = List.of(".json", ".nam");
    private static final List<String> KERAS_ENDINGS = List.of(".keras", ".h5", ".hdf5");

    /** The key of the description in the metadata. */
    static final String CONFIG = "config";

    private enum Kind {
        LSTM,
        GRU,
        RNN_TANH,
        RNN_RELU,
        MODEL
    }

    private ModelFiles() {}

    /**
     * Reads a model.
     *
     * @param path a safetensors file, an ONNX model, one of PyTorch's ({@code .pt}, {@code .pth}, {@code .ckpt}), of Keras's
     *     ({@code .keras}, {@code .h5}, {@code .hdf5}), of NumPy's ({@code .npz}), an audio model ({@code .json},
     *     {@code .nam}), or a folder of ml5's
     * @return the model
     * @throws FormatException if the file breaks a rule of its format, or does not determine a model
     * @throws IOException if it cannot be read
     */
    public static ModelFile read(Path path) throws IOException {
        return read(path, ReadOptions.NONE);
    }

    /**
     * Reads a model.
     *
     * @param path a safetensors file, an ONNX model, one of PyTorch's ({@code .pt}, {@code .pth}, {@code .ckpt}), of Keras's
     *     ({@code .keras}, {@code .h5}, {@code .hdf5}), of NumPy's ({@code .npz}), an audio model ({@code .json},
     *     {@code .nam}), or a folder of ml5's
     * @param options what the file does not say
     * @return the model
     * @throws FormatException if the file or the config breaks a rule of its format, or both do not determine a model
     * @throws IOException if one of them cannot be read
     */
    public static ModelFile read(Path path, ReadOptions options) throws IOException {
        ModelFile model = readAny(path, options);
        if (options.sampleRate().isPresent() && model.audio() == null) {
            throw new FormatException(
                    path,
                    "",
                    "no sample rate for a model whose file says nothing of sound",
                    options.sampleRate().getAsInt() + " Hz",
                    "leave it out");
        }
        if (model.audio() != null
                && model.audio().sampleRate()
                        != options.sampleRate().orElse(model.audio().sampleRate())) {
            throw new FormatException(
                    path,
                    "",
                    "a model of " + options.sampleRate().getAsInt() + " samples a second",
                    "one of " + model.audio().sampleRate(),
                    "resample the sound");
        }
        return model;
    }

    private static ModelFile readAny(Path path, ReadOptions options) throws IOException {
        if (endsWithOne(path, List.of(".onnx"))) {
            requireNoOptions(path, options);
            OnnxModel graph = OnnxModel.read(path, Map.of(), options.sampleRate());
            if (graph.isReversed()) {
                throw new FormatException(
                        path,
                        "graph",
                        "sequences that run from their beginning to their end, as all models here do",
                        "direction reverse",
                        "run the graph itself, with all of its inputs");
            }
            return graph.file();
        }
        if (Ml5Model.isOne(path)) {
            requireNoOptions(path, options);
            return Ml5Model.read(path);
        }
        if (endsWithOne(path, List.of(".npz"))) {
            return read(NpzFile.read(path), options);
        }
        if (endsWithOne(path, KERAS_ENDINGS)) {
            requireNoOptions(path, options);
            return KerasFile.read(path);
        }
        if (endsWithOne(path, JSON_ENDINGS)) {
            return JsonModelFile.read(path, options);
        }
        return read(endsWithOne(path, TORCH_ENDINGS) ? TorchFile.read(path) : Safetensors.read(path), options);
    }

    /** A model of a file of tensors. */
    static ModelFile read(TensorSource file, ReadOptions options) throws IOException {
        Path path = file.path();
        Path described = options.config();
        if (described != null) {
            ConfigObject root = ConfigObject.read(described);
            return read(root, "config " + described.getFileName(), file, options);
        }
        String config =
                file instanceof Safetensors safetensors ? safetensors.metadata().get(CONFIG) : null;
        if (config != null) {
            return read(ConfigObject.parse(path, CONFIG, config), "config in the header", file, options);
        }
        StackInference inference = StackInference.of(file, options.prefix());
        Weights weights = new Weights(file, inference.prefix());
        ModelSpec spec = ModelSpec.ofStack(inference.read(weights, ""), false);
        return new ModelFile(path, spec, inference.form(), weights.taken(), weights.unused());
    }

    private static ModelFile read(ConfigObject root, String form, TensorSource file, ReadOptions options)
            throws FormatException {
        Weights weights = new Weights(file, options.prefix() == null ? "" : options.prefix());
        Kind kind = root.constant("kind", Kind.values());
        @Nullable AudioFrames audio = kind == Kind.MODEL ? ModelConfig.audio(root) : null;
        ModelSpec spec = switch (kind) {
            case MODEL -> ModelConfig.read(root, weights, options.config() == null);
            case LSTM, GRU, RNN_TANH, RNN_RELU -> StackConfig.readModel(root, CellKind.valueOf(kind.name()), weights);
        };
        String said = weights.prefix().isEmpty() ? form : form + ", prefix '" + weights.prefix() + "'";
        return new ModelFile(file.path(), spec, said, weights.taken(), weights.unused(), audio);
    }

    private static boolean endsWithOne(Path path, List<String> endings) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return endings.stream().anyMatch(name::endsWith);
    }

    /** Refuses what a file has no use for that says all of its model itself. */
    static void requireNoOptions(Path path, ReadOptions options) throws FormatException {
        if (options.prefix() != null || options.config() != null) {
            throw new FormatException(
                    path,
                    "",
                    "neither a prefix nor a config for a file that describes its model itself",
                    options.prefix() != null ? "the prefix '" + options.prefix() + "'" : "config " + options.config(),
                    "leave it out");
        }
    }

    /**
     * Writes a model, its weights as F32, whole or not at all. What is written reads back to the same model.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param spec the model
     * @param metadata further texts for the file's metadata
     * @throws IllegalArgumentException if the metadata has the key {@code config}, or holds text that is no Unicode
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, ModelSpec spec, Map<String, String> metadata) throws IOException {
        write(path, spec, null, metadata);
    }

    /**
     * Writes a model that reads frames of audio, its weights as F32, whole or not at all. What is written reads back to the
     * same model.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param spec the model
     * @param audio how its rows are cut from a recording, or null
     * @param metadata further texts for the file's metadata
     * @throws IllegalArgumentException if the metadata has the key {@code config}, or holds text that is no Unicode
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, ModelSpec spec, @Nullable AudioFrames audio, Map<String, String> metadata)
            throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata(CONFIG, config(spec, audio));
        metadata.forEach(writer::metadata);
        spec.tensors().forEach(writer::floats);
        writer.write(path);
    }

    private static String config(ModelSpec spec, @Nullable AudioFrames audio) {
        RecurrentSpec stack = spec.singleStack();
        if (audio == null && stack != null && stack.name().isEmpty() && spec.head() == Head.EVERY_STEP) {
            return StackConfig.writeModel(stack, spec.batchFirst()).toString();
        }
        return ModelConfig.write(spec, audio).toString();
    }
}
