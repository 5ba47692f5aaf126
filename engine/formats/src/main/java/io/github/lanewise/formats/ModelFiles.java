package io.github.lanewise.formats;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.audio.models.AudioModelFile;
import io.github.lanewise.formats.config.ModelConfig;
import io.github.lanewise.formats.config.StackConfig;
import io.github.lanewise.formats.config.TensorModel;
import io.github.lanewise.formats.config.WrittenTensors;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.keras.KerasFile;
import io.github.lanewise.formats.ml5.Ml5Model;
import io.github.lanewise.formats.model.HeadOption;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.OptionChecks;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.onnx.OnnxModel;
import io.github.lanewise.formats.tensors.Npz;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.formats.torch.TorchFile;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads models from the tensors of safetensors files, of PyTorch's and of NumPy's, from ONNX and Keras files, from the JSON
 * files of RTNeural, GuitarML and NAM, and from ml5's folders. What a file is, its contents tell; the ending of its name
 * decides only where they do not. What a file does not say of its model, {@link ReadOptions} do. What a model does not use is
 * in {@link ModelFile#unused} and goes to {@link ReadOptions.Builder#notices}.
 *
 * <p>Writes models as safetensors files that describe themselves: the metadata has a JSON object under the key
 * {@code config}.
 *
 * <p>A model that is one recurrent stack, PyTorch's {@code nn.LSTM}, {@code nn.GRU} or {@code nn.RNN} alone:
 *
 * <pre>{@code
 * {"kind": "LSTM", "input_size": 8, "hidden_size": 128, "num_layers": 1, "bidirectional": false,
 *  "proj_size": 0, "bias": true, "batch_first": false}
 * }</pre>
 *
 * The kind is {@code LSTM}, {@code GRU}, {@code RNN_TANH} or {@code RNN_RELU}; kind and the first two sizes are required,
 * the rest may be left out and is then as above. {@code batch_first} may be null if nobody knows it. The tensors have
 * PyTorch's names, {@code weight_ih_l0} and so on. Further keys and further tensors are allowed.
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
 * The head is one of {@link io.github.lanewise.spec.Head}. A layer is {@code EMBEDDING} (the first only; with
 * {@code "zero_is_padding": true} where token 0 is none); a recurrent stack, with {@code "reverse": true} one that runs in the
 * reverse direction alone; {@code LINEAR}; an activation, {@code SOFTMAX}, {@code LOG_SOFTMAX} or a function of
 * {@link io.github.lanewise.spec.CellActivation} with its numbers, {@code {"kind": "LEAKY_RELU", "alpha": 0.2}};
 * {@code {"kind": "MERGE", "mode": "SUM"}}, which joins both directions, see {@link io.github.lanewise.spec.MergeSpec};
 * {@code {"kind": "REPEAT", "head": "LAST_STEP", "steps": 7}}, see {@link io.github.lanewise.spec.RepeatSpec}; {@code KEEP} and, behind
 * it, {@code MASK}, which multiplies the rows with those kept, see {@link io.github.lanewise.spec.MaskSpec}; {@code SKIP} as
 * the last, which adds the model's input to its output; or part of a front end over frames of a signal:
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
 * {@code proj_size}, {@code bias} and {@code batch_first} are as in PyTorch if they are left out. Tensors are named by the
 * layer's name, a dot and PyTorch's name: {@code lstm.weight_ih_l0}, {@code fc.weight}. A layer's name may be empty if it is the
 * only layer; then there is no dot. Further keys and further tensors are errors.
 *
 * <p>A layer with weight matrices, and a stack alone, may say {@code "precision": "bf16"}, {@code "int8"} or {@code "int4"}, see
 * {@link io.github.lanewise.spec.Precision}. Its matrices are tensors of BF16 then; or tensors of I8, each with a tensor of F32
 * beside it, {@code lstm.weight_ih_l0.scale}, that has a scale for each row; or, in int4, tensors of I8 with two columns in a
 * byte, the first in its lower half, shape (rows, columns / 2 rounded up), each with a tensor of BF16 beside it, {@code
 * lstm.weight_ih_l0.scale}, that has a scale for each row and group of 32 columns.
 *
 * <p>The same description may stand in a file of its own ({@link ReadOptions}); then further tensors are allowed.
 *
 * <p>A file without description is read as one recurrent stack, where the names and shapes of the tensors leave no
 * question open. What comes before {@code weight_ih_l0} in the names may be anything; where there are several stacks, a
 * prefix picks one. Further tensors are allowed; one linear layer among them may be read as the stack's head. The order of a
 * batch's axes is unknown until the options say it.
 */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * Reads a model.
     *
     * @param path a safetensors file, an ONNX model, one of PyTorch's, of Keras's, of NumPy's ({@code .npz}), an audio
     *     model ({@code .json}, {@code .nam}), on any file system; or a folder of ml5's. What it is, its contents tell
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
     * @param path as {@link #read(Path)} takes it
     * @param options what the file does not say
     * @return the model
     * @throws FormatException if the file or the config breaks a rule of its format, both do not determine a model, or an
     *     option contradicts the file or is of no use to it
     * @throws IOException if it cannot be read
     */
    public static ModelFile read(Path path, ReadOptions options) throws IOException {
        if (Ml5Model.isOne(path)) {
            OptionChecks.requireDescribed(path, options);
            OptionChecks.requireNoConstantInputs(path, options);
            return finish(Ml5Model.read(path), options);
        }
        return read(FileContents.read(path), options);
    }

    /**
     * Reads a model from a stream, up to its end; a resource of a jar, say. The stream is not closed.
     *
     * @param stream the bytes of a file as {@link #read(Path)} takes it
     * @param name what messages call it; its ending is a hint where the bytes do not tell what they are
     * @return the model
     * @throws FormatException if the bytes break a rule of their format, or do not determine a model
     * @throws IOException if the stream cannot be read
     */
    public static ModelFile read(InputStream stream, String name) throws IOException {
        return read(FileContents.read(stream, name), ReadOptions.NONE);
    }

    /**
     * Reads a model from memory.
     *
     * @param bytes of a file as {@link #read(Path)} takes it
     * @param name what messages call it; its ending is a hint where the bytes do not tell what they are
     * @return the model
     * @throws FormatException if the bytes break a rule of their format, or do not determine a model
     * @throws IOException never otherwise
     */
    public static ModelFile read(byte[] bytes, String name) throws IOException {
        return read(FileContents.of(bytes, name), ReadOptions.NONE);
    }

    /**
     * Reads a model from memory, on the heap or off it.
     *
     * @param bytes of a file as {@link #read(Path)} takes it; they may be of more than 2 GiB
     * @param name what messages call it; its ending is a hint where the bytes do not tell what they are
     * @return the model
     * @throws FormatException if the bytes break a rule of their format, or do not determine a model
     * @throws IOException never otherwise
     */
    public static ModelFile read(MemorySegment bytes, String name) throws IOException {
        return read(FileContents.of(bytes, name), ReadOptions.NONE);
    }

    /**
     * Reads a model from memory.
     *
     * @param contents of a file as {@link #read(Path)} takes it
     * @param options what the file does not say
     * @return the model
     * @throws FormatException if the bytes or the config break a rule of their format, both do not determine a model, or an
     *     option contradicts the file or is of no use to it
     * @throws IOException if a file beside it with its weights cannot be read
     */
    public static ModelFile read(FileContents contents, ReadOptions options) throws IOException {
        ModelKind kind = ModelKind.of(contents);
        if (kind != ModelKind.ONNX) {
            OptionChecks.requireNoConstantInputs(contents.path(), options);
        }
        ModelFile model = switch (kind) {
            case ONNX -> OnnxModel.fold(contents, Map.of(), options).file();
            case KERAS -> KerasFile.read(contents, options);
            case JSON -> AudioModelFile.read(contents, options);
            case NUMPY -> TensorModel.read(Npz.read(contents), options);
            case TORCH -> TensorModel.read(TorchFile.read(contents), options);
            case SAFETENSORS -> TensorModel.read(Safetensors.read(contents), options);
        };
        return finish(model, options);
    }

    private static ModelFile finish(ModelFile model, ReadOptions options) throws FormatException {
        boolean asked = model.spec().batchOrder() == BatchOrder.UNKNOWN;
        ModelFile ordered = asked ? model.withBatchOrder(options.batchOrder()) : model;
        OptionChecks.requireAgreement(ordered, options);
        String notice = notice(ordered);
        if (!notice.isEmpty()) {
            options.notices().accept(notice);
        }
        ordered.notes().forEach(note -> options.notices().accept(ordered.path() + ": " + note));
        return ordered;
    }

    private static String notice(ModelFile model) {
        if (model.unused().isEmpty()) {
            return "";
        }
        String line =
                model.path() + ": read as " + model.spec().describe() + "; not used: " + Messages.list(model.unused());
        String layer = model.possibleHead();
        return layer == null
                ? line
                : line + "; " + layer + " is a linear layer that fits behind it: read the file with the head "
                        + new HeadOption(layer, Head.LAST_STEP) + " to apply it to the last step of each sequence, "
                        + "or with every-step or final-hidden, whichever the model was trained with";
    }

    /**
     * Writes a model, its weights in the precisions of its layers, whole or not at all. What is written reads back to a model
     * that computes the same bits.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param spec the model
     * @param metadata further texts for the file's metadata
     * @throws IllegalArgumentException if the metadata has the key {@code config}, or holds text that is no Unicode; or if a
     *     weight does not go into its layer's precision
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, ModelSpec spec, Map<String, String> metadata) throws IOException {
        write(path, spec, null, metadata);
    }

    /**
     * Writes a model that reads frames of audio, its weights in the precisions of its layers, whole or not at all. What is
     * written reads back to a model that computes the same bits.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param spec the model
     * @param audio how its rows are cut from a recording, or null
     * @param metadata further texts for the file's metadata
     * @throws IllegalArgumentException if the metadata has the key {@code config}, or holds text that is no Unicode; or if a
     *     weight does not go into its layer's precision
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, ModelSpec spec, @Nullable AudioFrames audio, Map<String, String> metadata)
            throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata(TensorModel.CONFIG, config(spec, audio));
        metadata.forEach(writer::metadata);
        WrittenTensors.add(spec, writer);
        writer.write(path);
    }

    private static String config(ModelSpec spec, @Nullable AudioFrames audio) {
        RecurrentSpec stack = spec.singleStack();
        if (audio == null && stack != null && stack.name().isEmpty() && spec.head() == Head.EVERY_STEP) {
            return StackConfig.writeModel(stack, spec.batchOrder(), spec.precision(0))
                    .toString();
        }
        return ModelConfig.write(spec, audio).toString();
    }
}
