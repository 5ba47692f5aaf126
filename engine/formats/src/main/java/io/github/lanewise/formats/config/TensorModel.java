package io.github.lanewise.formats.config;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.model.HeadOption;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.OptionChecks;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.stack.StackHead;
import io.github.lanewise.formats.stack.StackInference;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The model of a file of named tensors: by the description in its header or in a file of its own, or as the one recurrent
 * stack that the names and shapes of its tensors mean, with the linear layer behind it that the user names.
 */
public final class TensorModel {
    /** The key of the description in the metadata. */
    public static final String CONFIG = "config";

    private enum Kind {
        LSTM,
        GRU,
        RNN_TANH,
        RNN_RELU,
        MODEL
    }

    private final TensorSource file;
    private final ReadOptions options;

    private TensorModel(TensorSource file, ReadOptions options) {
        this.file = file;
        this.options = options;
    }

    public static ModelFile read(TensorSource file, ReadOptions options) throws FormatException {
        TensorModel model = new TensorModel(file, options);
        FileContents config = options.config();
        if (config != null) {
            return model.described(
                    ConfigObject.read(config), "config " + config.path().getFileName());
        }
        String header =
                file instanceof Safetensors safetensors ? safetensors.metadata().get(CONFIG) : null;
        return header != null
                ? model.described(ConfigObject.parse(file.path(), CONFIG, header), "config in the header")
                : model.inferred();
    }

    private ModelFile inferred() throws FormatException {
        StackInference inference = StackInference.of(file, options.prefix());
        TakenTensors weights = new TakenTensors(file, inference.prefix());
        HeadOption head = options.head();
        RecurrentSpec stack = inference.read(weights, head == null ? "" : stackName(inference.prefix(), head));
        return model(ModelSpec.ofStack(stack, options.batchOrder()), inference.form(), weights);
    }

    private ModelFile described(ConfigObject root, String form) throws FormatException {
        TakenTensors weights = new TakenTensors(file, options.prefix() == null ? "" : options.prefix());
        Kind kind = root.constant("kind", Kind.values());
        String said = weights.prefix().isEmpty() ? form : form + ", prefix '" + weights.prefix() + "'";
        if (kind == Kind.MODEL) {
            OptionChecks.requireNoHead(path(), options, "a model whose config lists its layers");
            AudioFrames audio = ModelConfig.audio(root);
            ModelSpec spec = ModelConfig.read(root, weights, options.config() == null, options.batchOrder());
            return new ModelFile(path(), spec, said, weights.taken(), weights.unused()).withAudio(audio);
        }
        HeadOption head = options.head();
        String name = head == null ? "" : stackName(weights.prefix(), head);
        ModelSpec spec = StackConfig.readModel(root, name, weights, options.batchOrder());
        return model(spec, said, weights);
    }

    /** Layers of a longer model have names; a module's is what begins the names of its tensors. */
    private static String stackName(String prefix, HeadOption head) {
        String name = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return name.isEmpty() || name.equals(head.layer()) ? "recurrent" : name;
    }

    /** The stack as a model, with the head that the user names, or with a word on the one that there may be. */
    private ModelFile model(ModelSpec spec, String form, TakenTensors weights) throws FormatException {
        RecurrentSpec stack = (RecurrentSpec) spec.layers().getFirst();
        HeadOption head = options.head();
        if (head == null) {
            List<String> unused = weights.unused();
            String candidate = StackHead.candidate(file, unused, stack);
            return new ModelFile(path(), spec, form, weights.taken(), unused).withPossibleHead(candidate);
        }
        StackHead behind = StackHead.read(file, head, stack);
        ModelSpec whole;
        try {
            whole = ModelSpec.builder()
                    .add(stack, spec.precision(0))
                    .head(head.rows())
                    .add(behind.layer())
                    .batchOrder(spec.batchOrder())
                    .build();
        } catch (IllegalArgumentException e) {
            throw new FormatException(path(), "head " + head, e);
        }
        Map<String, String> origins = new LinkedHashMap<>();
        weights.taken().forEach((name, origin) -> origins.put(stack.name() + "." + name, origin));
        origins.putAll(behind.origins());
        List<String> unused = weights.unused().stream()
                .filter(name -> !behind.origins().containsValue(name))
                .toList();
        return new ModelFile(path(), whole, form + ", head " + head, origins, unused);
    }

    private Path path() {
        return file.path();
    }
}
