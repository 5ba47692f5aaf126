package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keras's activation functions by their names. */
final class KerasActivations {
    private static final Map<String, ActivationSpec.Function> LAYERS = Map.of(
            "sigmoid", ActivationSpec.Function.SIGMOID,
            "tanh", ActivationSpec.Function.TANH,
            "relu", ActivationSpec.Function.RELU,
            "softmax", ActivationSpec.Function.SOFTMAX,
            "log_softmax", ActivationSpec.Function.LOG_SOFTMAX);

    private static final Map<String, CellActivation> CELLS = Map.of(
            "sigmoid", CellActivation.of(CellActivation.Function.SIGMOID),
            "tanh", CellActivation.of(CellActivation.Function.TANH),
            "relu", CellActivation.of(CellActivation.Function.RELU),
            "linear", new CellActivation(CellActivation.Function.AFFINE, 1, 0),
            "softsign", CellActivation.of(CellActivation.Function.SOFTSIGN),
            "softplus", CellActivation.of(CellActivation.Function.SOFTPLUS),
            "elu", new CellActivation(CellActivation.Function.ELU, 1, 0));

    private static final String HARD_SIGMOID = "hard_sigmoid";

    private KerasActivations() {}

    /** An activation behind a layer, or null for none. */
    static ActivationSpec.@Nullable Function ofLayer(ConfigObject layer, String key, String otherwise)
            throws FormatException {
        String name = layer.given(key) ? layer.string(key) : otherwise;
        if (name.equals("linear")) {
            return null;
        }
        ActivationSpec.Function function = LAYERS.get(name);
        if (function == null) {
            throw layer.refused(key, "one of linear, sigmoid, tanh, relu, softmax, log_softmax", "'" + name + "'");
        }
        return function;
    }

    /**
     * An activation inside a cell.
     *
     * @param version Keras's, which wrote the file: hard_sigmoid is {@code 0.2 x + 0.5} before 3 and {@code x / 6 + 0.5}
     *     since
     */
    static CellActivation ofCell(ConfigObject layer, String key, String otherwise, @Nullable String version)
            throws FormatException {
        String name = layer.given(key) ? layer.string(key) : layer.has(key) ? "linear" : otherwise;
        if (name.equals(HARD_SIGMOID)) {
            return hardSigmoid(layer, key, version);
        }
        CellActivation activation = CELLS.get(name);
        if (activation == null) {
            throw layer.refused(
                    key, "one of linear, sigmoid, hard_sigmoid, tanh, relu, softsign, softplus, elu", "'" + name + "'");
        }
        return activation;
    }

    private static CellActivation hardSigmoid(ConfigObject layer, String key, @Nullable String version)
            throws FormatException {
        int dot = version == null ? -1 : version.indexOf('.');
        String major = version == null || dot < 0 ? "" : version.substring(0, dot);
        return switch (major) {
            case "1", "2" -> new CellActivation(CellActivation.Function.HARD_SIGMOID, 0.2f, 0.5f);
            case "3" -> new CellActivation(CellActivation.Function.HARD_SIGMOID, 1 / 6f, 0.5f);
            default ->
                throw layer.refused(
                        key,
                        "a keras_version, which says what hard_sigmoid is",
                        version == null ? "none" : "'" + version + "'");
        };
    }
}
