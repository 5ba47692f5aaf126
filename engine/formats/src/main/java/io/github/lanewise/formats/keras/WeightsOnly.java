package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.config.TensorModel;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.OptionChecks;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.tensors.LoadedTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.ModelSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that {@code save_weights} wrote, which has no description of the model. The user gives a config: the text of Keras's
 * {@code to_json}, or a config of this project, whose layers are named as in the file.
 */
final class WeightsOnly {
    private final Path path;
    private final KerasWeights weights;
    private final @Nullable String version;
    private final ReadOptions options;

    WeightsOnly(Path path, KerasWeights weights, @Nullable String version, ReadOptions options) {
        this.path = path;
        this.weights = weights;
        this.version = version;
        this.options = options;
    }

    ModelFile read() throws FormatException {
        FileContents given = options.config();
        if (given == null) {
            throw new FormatException(
                            path,
                            "",
                            "a whole Keras model, or its config beside the weights",
                            "no model_config; the file has weights only, of layers " + Messages.list(weights.layers()),
                            KerasFile.WHOLE_MODEL + ", or give the config as a file, which model.to_json() says")
                    .answeredBy(ReadOption.CONFIG);
        }
        ConfigObject config = ConfigObject.read(given);
        String form = "Keras weights, config " + given.path().getFileName();
        return config.has("class_name") ? ofKeras(config, form) : described(config, form);
    }

    private ModelFile ofKeras(ConfigObject config, String form) throws FormatException {
        String kind = "a Keras config, which names its layers";
        OptionChecks.requireNoPrefix(path, options, kind);
        OptionChecks.requireNoHead(path, options, kind);
        String said = config.given("keras_version") ? config.string("keras_version") : weights.version();
        return KerasModel.read(path, config, version == null ? said : version, weights, form);
    }

    private ModelFile described(ConfigObject config, String form) throws FormatException {
        LoadedTensors tensors = new DescribedWeights(path, weights).read(config, options);
        ModelFile read = TensorModel.read(tensors, options);
        ModelSpec spec = read.spec();
        return new ModelFile(path, spec, form, weights.origins(spec.tensors().keySet()), weights.unused())
                .withAudio(read.audio());
    }
}
