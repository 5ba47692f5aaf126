package io.github.lanewise.formats.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.KerasLayer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a Keras model: a Sequential one, or a Functional one that is a chain.
 *
 * @param listed in the config's order
 * @param chain in the order in which they run
 */
record KerasTopology(List<KerasLayer> listed, List<KerasLayer> chain) {
    private static final List<String> OF_THE_MODEL = List.of(
            "module",
            "registered_name",
            "build_config",
            "compile_config",
            "keras_version",
            "backend",
            "shared_object_id",
            "build_input_shape",
            "name",
            "trainable",
            "dtype");

    static KerasTopology read(ConfigObject root) throws FormatException {
        String className = root.string("class_name");
        root.ignore(OF_THE_MODEL);
        if (className.equals("Sequential") && root.value("config") instanceof ArrayNode) {
            List<KerasLayer> layers = layers(root, "config");
            return new KerasTopology(layers, layers);
        }
        ConfigObject config = root.object("config");
        config.ignore(OF_THE_MODEL);
        List<KerasLayer> layers = layers(config, "layers");
        List<KerasLayer> chain = switch (className) {
            case "Sequential" -> layers;
            case "Functional", "Model" -> chain(config, layers);
            default -> throw root.refused("class_name", "Sequential or Functional", "'" + className + "'");
        };
        root.requireNothingElse();
        config.requireNothingElse();
        return new KerasTopology(layers, chain);
    }

    private static List<KerasLayer> layers(ConfigObject config, String key) throws FormatException {
        List<KerasLayer> layers = new ArrayList<>();
        for (ConfigObject object : config.objects(key)) {
            layers.add(KerasLayer.read(object));
        }
        return layers;
    }

    /** From the only output back to the only input; each layer called once, on the output of another. */
    private static List<KerasLayer> chain(ConfigObject config, List<KerasLayer> layers) throws FormatException {
        Map<String, KerasLayer> byName = new LinkedHashMap<>();
        for (KerasLayer layer : layers) {
            if (byName.put(layer.name(), layer) != null) {
                throw config.refused("layers", "each name once", "'" + layer.name() + "' again");
            }
        }
        String first = end(config, "input_layers");
        String at = end(config, "output_layers");
        List<KerasLayer> chain = new ArrayList<>();
        while (chain.size() <= layers.size()) {
            KerasLayer layer = byName.get(at);
            if (layer == null) {
                throw config.refused("layers", "a layer '" + at + "'", "none");
            }
            chain.addFirst(layer);
            String before = inbound(layer);
            if (before == null) {
                break;
            }
            at = before;
        }
        if (chain.size() != layers.size() || !at.equals(first)) {
            throw config.refused(
                    "layers", "a chain of " + layers.size() + " layers from '" + first + "'", "a graph that branches");
        }
        return chain;
    }

    /** The one entry of input_layers or output_layers: {@code ["name", 0, 0]}, perhaps in a list of its own. */
    private static String end(ConfigObject config, String key) throws FormatException {
        JsonNode value = config.value(key);
        JsonNode entry = value instanceof ArrayNode list && list.size() == 1 ? list.get(0) : value;
        if (entry instanceof ArrayNode place
                && place.size() == 3
                && place.get(0).isTextual()) {
            requireZeros(config, key, place.get(1), place.get(2));
            return place.get(0).textValue();
        }
        throw config.refused(key, "one layer", String.valueOf(value));
    }

    /** The layer whose output a layer reads, or null for an input. */
    private static @Nullable String inbound(KerasLayer layer) throws FormatException {
        JsonNode nodes = layer.object().value("inbound_nodes");
        ConfigObject where = layer.config();
        if (!(nodes instanceof ArrayNode calls) || calls.size() > 1) {
            throw where.refused("inbound_nodes", "one call of the layer", String.valueOf(nodes));
        }
        if (calls.isEmpty()) {
            return null;
        }
        return calls.get(0) instanceof ObjectNode call ? newCall(where, call) : oldCall(where, calls.get(0));
    }

    /** Keras 2: {@code [["name", 0, 0, {}]]}, or {@code ["name", 0, 0, {}]}. */
    private static String oldCall(ConfigObject where, JsonNode call) throws FormatException {
        JsonNode one = call.size() == 1 ? call.get(0) : call;
        if (!(one instanceof ArrayNode place)
                || place.size() < 3
                || place.size() > 4
                || !place.get(0).isTextual()) {
            throw where.refused("inbound_nodes", "one layer to read from", call.toString());
        }
        requireZeros(where, "inbound_nodes", place.get(1), place.get(2));
        if (place.size() == 4) {
            requireNoArguments(where, place.get(3));
        }
        return place.get(0).textValue();
    }

    /** Keras 3: {@code {"args": [{"config": {"keras_history": ["name", 0, 0]}}], "kwargs": {}}}. */
    private static String newCall(ConfigObject where, ObjectNode call) throws FormatException {
        JsonNode arguments = call.path("args");
        JsonNode history = arguments.path(0).path("config").path("keras_history");
        if (arguments.size() != 1 || history.size() != 3 || !history.get(0).isTextual()) {
            throw where.refused("inbound_nodes", "one layer to read from", arguments.toString());
        }
        requireZeros(where, "inbound_nodes", history.get(1), history.get(2));
        requireNoArguments(where, call.path("kwargs"));
        return history.get(0).textValue();
    }

    private static void requireZeros(ConfigObject where, String key, JsonNode node, JsonNode tensor)
            throws FormatException {
        if (node.asInt(-1) != 0 || tensor.asInt(-1) != 0) {
            throw where.refused(key, "a layer's first call and first output", "call " + node + ", output " + tensor);
        }
    }

    private static void requireNoArguments(ConfigObject where, JsonNode arguments) throws FormatException {
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            boolean off = argument.getValue().isNull() || argument.getValue().equals(BooleanNode.FALSE);
            if (!off) {
                throw where.refused(
                        "inbound_nodes", "no further arguments", argument.getKey() + " " + argument.getValue());
            }
        }
    }
}
