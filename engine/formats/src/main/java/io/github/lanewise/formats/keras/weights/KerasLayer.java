package io.github.lanewise.formats.keras.weights;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A layer of a Keras model's config.
 *
 * @param className Keras's class, for instance {@code LSTM}
 * @param name the layer's own
 * @param config its values
 * @param object the JSON object that has the config
 */
public record KerasLayer(String className, String name, ConfigObject config, ConfigObject object) {
    /** What training, placement and speed are about, and names that say what other keys say. */
    private static final List<String> INERT = List.of(
            "name",
            "trainable",
            "batch_input_shape",
            "batch_shape",
            "seed",
            "activity_regularizer",
            "dropout",
            "recurrent_dropout",
            "implementation",
            "unroll",
            "unit_forget_bias",
            "zero_output_for_mask");

    private static final List<String> WEIGHTS =
            List.of("kernel", "recurrent", "bias", "embeddings", "gamma", "beta", "moving_mean", "moving_variance");

    private static final List<String> TRAINED_WITH = List.of("_initializer", "_regularizer", "_constraint");

    private static final List<String> OF_THE_OBJECT =
            List.of("name", "build_config", "shared_object_id", "inbound_nodes", "build_input_shape");

    private static final Set<String> TOKENS = Set.of("float32", "int32", "int64", "uint8", "int16", "int8", "uint16");

    /** A layer as an object with a class name and a config. */
    public static KerasLayer read(ConfigObject object) throws FormatException {
        String className = object.string("class_name");
        String module = object.given("module") ? object.string("module") : "keras";
        if (!module.startsWith("keras") && !module.startsWith("tensorflow.")) {
            throw object.refused("module", "a layer of Keras itself", "'" + module + "', class " + className);
        }
        String registered = object.given("registered_name") ? object.string("registered_name") : className;
        if (!registered.equals(className)) {
            throw object.refused("registered_name", "a layer of Keras itself", "'" + registered + "'");
        }
        object.ignore(OF_THE_OBJECT);
        ConfigObject config = object.object("config");
        String name = config.has("name") ? config.string("name") : object.string("name");
        ConfigObject named = config.named("layer " + name + " (" + className + ")");
        return new KerasLayer(className, name, named, object);
    }

    /** Refuses keys that nobody has read and whose meaning is not known to be nothing here, and other dtypes. */
    public void requireNothingElse() throws FormatException {
        config.ignore(INERT);
        for (String end : TRAINED_WITH) {
            config.ignore(WEIGHTS.stream().map(weight -> weight + end).toList());
        }
        if (config.given("dtype")) {
            requireDtype();
        }
        requireNull("quantization_config");
        requireNull("lora_rank");
        requireNull("lora_alpha");
        config.requireNothingElse();
        object.requireNothingElse();
    }

    private void requireDtype() throws FormatException {
        boolean text = config.value("dtype") instanceof TextNode;
        String dtype = text
                ? config.string("dtype")
                : config.object("dtype").object("config").string("name");
        if (!TOKENS.contains(dtype) || (!dtype.equals("float32") && !className.equals("InputLayer"))) {
            throw config.refused("dtype", "float32", "'" + dtype + "'");
        }
    }

    private void requireNull(String key) throws FormatException {
        if (config.given(key)) {
            throw config.refused(key, "null", String.valueOf(config.value(key)));
        }
    }

    /** Refuses an option that is on. */
    public void requireOff(String key) throws FormatException {
        if (config.truth(key, false)) {
            throw config.refused(key, "false", "true");
        }
    }

    /** The layer of a config's value, an object with a class name and a config. */
    public KerasLayer inner(String key) throws FormatException {
        return read(config.object(key));
    }

    public FormatException refused(String key, String expected, String found) {
        return config.refused(key, expected, found);
    }

    /** A refusal of all of the layer. */
    public FormatException refusedWhole(String expected, String found, String hint) {
        return new FormatException(config.path(), config.where(), expected, found, hint);
    }

    /** Keras's class name as it stands in files of weights: {@code SimpleRNN}, {@code simple_rnn}. */
    public String snakeName() {
        return className
                .replaceAll("\\W+", "")
                .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
