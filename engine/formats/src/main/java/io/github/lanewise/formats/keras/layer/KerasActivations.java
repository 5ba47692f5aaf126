package io.github.lanewise.formats.keras.layer;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.KerasLayer;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellActivation.Function;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keras's activation functions, by their names and as layers. */
final class KerasActivations {
    private static final String HARD_SIGMOID = "hard_sigmoid";
    private static final float LEAKY_RELU_SLOPE = 0.2f;
    private static final float LEAKY_RELU_LAYER_SLOPE = 0.3f;
    private static final float SELU_ALPHA = 1.6732632f;
    private static final float SELU_SCALE = 1.050701f;
    private static final float RELU_6 = 6;

    /** Those that mean the same in all versions. */
    private static final Map<String, KerasActivation> NAMES = Map.ofEntries(
            entry("linear", KerasActivation.LINEAR),
            entry("sigmoid", KerasActivation.of(Function.SIGMOID)),
            entry("tanh", KerasActivation.of(Function.TANH)),
            entry("relu", KerasActivation.of(Function.RELU)),
            entry("softsign", KerasActivation.of(Function.SOFTSIGN)),
            entry("softplus", KerasActivation.of(Function.SOFTPLUS)),
            entry("elu", KerasActivation.of(Function.ELU, 1, 0)),
            entry("celu", KerasActivation.of(Function.ELU, 1, 0)),
            entry("leaky_relu", KerasActivation.of(Function.LEAKY_RELU, LEAKY_RELU_SLOPE, 0)),
            entry("sparse_sigmoid", KerasActivation.of(Function.HARD_SIGMOID, 0.5f, 0.5f)),
            entry("relu6", KerasActivation.bounded(RELU_6)),
            entry("selu", scaled(KerasActivation.of(Function.ELU, SELU_ALPHA, 0), SELU_SCALE)),
            // log(1 / (1 + exp(-x))) is -log(1 + exp(-x)).
            entry(
                    "log_sigmoid",
                    scaled(scaled(KerasActivation.LINEAR, -1).then(KerasActivation.of(Function.SOFTPLUS)), -1)),
            entry("softmax", KerasActivation.of(ActivationSpec.Function.SOFTMAX)),
            entry("log_softmax", KerasActivation.of(ActivationSpec.Function.LOG_SOFTMAX)));

    private static final Map<String, LayerActivation> LAYERS = new TreeMap<>(Map.of(
            "Activation", layer -> of(layer, "activation", "linear"),
            "ReLU", KerasActivations::relu,
            "LeakyReLU", KerasActivations::leakyRelu,
            "ThresholdedReLU", KerasActivations::thresholdedRelu,
            "ELU", layer -> KerasActivation.of(Function.ELU, layer.config().number("alpha", 1), 0),
            "Softmax", KerasActivations::softmax));

    /** The function of a layer that is one. */
    private interface LayerActivation {
        KerasActivation read(LayerContext layer) throws FormatException;
    }

    private KerasActivations() {}

    private static KerasActivation scaled(KerasActivation activation, float factor) {
        return activation.then(KerasActivation.of(Function.AFFINE, factor, 0));
    }

    /** The classes of layers that are activation functions. */
    static Iterable<String> layers() {
        return LAYERS.keySet();
    }

    static boolean isLayer(String className) {
        return LAYERS.containsKey(className);
    }

    /** Adds the function of a layer that is one. */
    static void read(LayerContext layer) throws FormatException {
        layer.chain().add(ofLayer(layer));
    }

    private static KerasActivation ofLayer(LayerContext layer) throws FormatException {
        LayerActivation function = LAYERS.get(layer.layer().className());
        if (function == null) {
            throw layer.layer()
                    .refusedWhole(
                            "one of " + String.join(", ", LAYERS.keySet()),
                            layer.layer().className(),
                            "");
        }
        return function.read(layer);
    }

    /**
     * The activation that a key of a layer's config says: the name of a function, or a layer that is one.
     *
     * @param otherwise the name that holds where the key is left out; null in the config is the identity
     */
    static KerasActivation of(LayerContext layer, String key, String otherwise) throws FormatException {
        if (layer.config().value(key) instanceof ObjectNode) {
            KerasLayer inner = layer.layer().inner(key);
            KerasActivation activation = ofLayer(layer.wrapped(inner, layer.place()));
            inner.requireNothingElse();
            return activation;
        }
        String name = name(layer.config(), key, otherwise);
        if (name.equals(HARD_SIGMOID)) {
            return hardSigmoid(layer.config(), key, layer.version());
        }
        KerasActivation activation = NAMES.get(name);
        if (activation == null) {
            throw layer.layer().refused(key, "one of " + names(), "'" + name + "'");
        }
        return activation;
    }

    private static String name(ConfigObject config, String key, String otherwise) throws FormatException {
        return config.given(key) ? config.string(key) : config.has(key) ? "linear" : otherwise;
    }

    private static String names() {
        return String.join(", ", new TreeMap<>(NAMES).keySet()) + ", " + HARD_SIGMOID;
    }

    /** An activation inside a cell, which is one function of single elements. */
    static CellActivation ofCell(LayerContext layer, String key, String otherwise) throws FormatException {
        CellActivation inside = of(layer, key, otherwise).ofCell();
        if (inside == null) {
            List<String> names = NAMES.entrySet().stream()
                    .filter(known -> known.getValue().ofCell() != null)
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            String found = String.valueOf(layer.config().value(key)).replace('"', '\'');
            throw layer.layer()
                    .refused(key, "inside a cell one of " + String.join(", ", names) + ", " + HARD_SIGMOID, found);
        }
        return inside;
    }

    /** {@code 0.2 x + 0.5} before Keras 3 and {@code x / 6 + 0.5} since. */
    private static KerasActivation hardSigmoid(ConfigObject layer, String key, @Nullable String version)
            throws FormatException {
        int dot = version == null ? -1 : version.indexOf('.');
        String major = version == null ? "" : dot < 0 ? version : version.substring(0, dot);
        return switch (major) {
            case "1", "2" -> KerasActivation.of(Function.HARD_SIGMOID, 0.2f, 0.5f);
            case "3" -> KerasActivation.of(Function.HARD_SIGMOID, 1 / 6f, 0.5f);
            default ->
                throw layer.refused(
                        key,
                        "a keras_version, which says what hard_sigmoid is",
                        version == null ? "none" : "'" + version + "'");
        };
    }

    /** From the threshold on x, at most max_value; below it slope (x - threshold). */
    private static KerasActivation relu(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        float slope = config.given("negative_slope") ? config.number("negative_slope") : 0;
        float threshold = config.given("threshold") ? config.number("threshold") : 0;
        Float bound = config.given("max_value") ? (Float) config.number("max_value") : null;
        if (slope != 0 && (threshold != 0 || bound != null)) {
            throw config.refused("negative_slope", "0 with a threshold or a max_value", Float.toString(slope));
        }
        if (threshold < 0 || (bound != null && bound <= 0)) {
            throw config.refused(
                    "threshold", "a threshold of at least 0 and a max_value above 0", threshold + " and " + bound);
        }
        KerasActivation below = slope != 0
                ? KerasActivation.of(Function.LEAKY_RELU, slope, 0)
                : threshold != 0 ? above(threshold) : KerasActivation.of(Function.RELU);
        return bound == null
                ? below
                : threshold == 0 ? KerasActivation.bounded(bound) : below.then(KerasActivation.bounded(bound));
    }

    /** Keras's function is 0 at the threshold itself, the engine's is not: it begins at the next float. */
    private static KerasActivation above(float threshold) {
        return KerasActivation.of(Function.THRESHOLDED_RELU, Math.nextUp(threshold), 0);
    }

    /** The slope is alpha in Keras 2. */
    private static KerasActivation leakyRelu(LayerContext layer) throws FormatException {
        ConfigObject config = layer.config();
        String key = config.has("negative_slope") ? "negative_slope" : "alpha";
        return KerasActivation.of(Function.LEAKY_RELU, config.number(key, LEAKY_RELU_LAYER_SLOPE), 0);
    }

    private static KerasActivation thresholdedRelu(LayerContext layer) throws FormatException {
        float theta = layer.config().number("theta", 1);
        if (theta < 0) {
            throw layer.layer().refused("theta", "at least 0", Float.toString(theta));
        }
        return above(theta);
    }

    private static KerasActivation softmax(LayerContext layer) throws FormatException {
        layer.requireLastAxis("axis");
        return KerasActivation.of(ActivationSpec.Function.SOFTMAX);
    }
}
