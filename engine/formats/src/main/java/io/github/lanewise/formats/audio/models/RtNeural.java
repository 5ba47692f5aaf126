package io.github.lanewise.formats.audio.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * RTNeural's JSON: {@code in_shape}, and {@code layers} with Keras's weights as nested arrays, each layer with the shape that
 * it writes. {@code in_skip}, of models of guitar amplifiers, adds the input to the output.
 *
 * @see <a href="https://github.com/jatinchowdhury18/RTNeural">the format's home</a>
 */
final class RtNeural {
    /** So that the gates of all units can be counted. */
    private static final int MAX_FEATURES = 1 << 28;

    private static final Map<String, ActivationSpec.Function> ACTIVATIONS = new TreeMap<>(Map.of(
            "tanh", ActivationSpec.Function.TANH,
            "relu", ActivationSpec.Function.RELU,
            "sigmoid", ActivationSpec.Function.SIGMOID,
            "softmax", ActivationSpec.Function.SOFTMAX));

    private final ConfigObject root;
    private final List<LayerSpec> layers = new ArrayList<>();
    private final Map<String, String> origins = new LinkedHashMap<>();
    private int features;

    private RtNeural(ConfigObject root) throws FormatException {
        this.root = root;
        this.features = lastOf(root, "in_shape");
    }

    static ModelFile read(ConfigObject root) throws FormatException {
        return new RtNeural(root).read();
    }

    private ModelFile read() throws FormatException {
        for (ConfigObject layer : root.objects("layers")) {
            add(layer);
        }
        for (String gain : List.of("in_gain", "out_gain")) {
            if (root.number(gain, 0) != 0) {
                throw root.refused(gain, "0 dB", Float.toString(root.number(gain)));
            }
        }
        int skip = root.integer("in_skip", 0, 0);
        if (skip > 1 || (skip == 1 && features != 1)) {
            throw root.refused("in_skip", "0, or 1 for a model of one output", Integer.toString(skip));
        }
        if (skip == 1) {
            layers.add(new SkipSpec(1));
        }
        @Nullable AudioFrames audio = AudioModelFile.ofSamples(root, "samplerate");
        // What people should know of the model.
        root.ignore(List.of("metadata", "author", "esr"));
        root.requireNothingElse();
        ModelSpec model = root.made(() -> ModelSpec.builder()
                .addAll(layers)
                .batchOrder(BatchOrder.BATCH_FIRST)
                .build());
        return new ModelFile(root.path(), model, "RTNeural", origins, List.of()).withAudio(audio);
    }

    /** The last extent of a shape whose others are null or 1: time and batch. */
    private static int lastOf(ConfigObject object, String key) throws FormatException {
        JsonNode shape = object.required(key);
        JsonNode last = shape.path(shape.size() - 1);
        boolean size = last.isInt() && last.intValue() >= 1 && last.intValue() <= MAX_FEATURES;
        if (!(shape instanceof ArrayNode) || !size) {
            throw object.refused(key, "a shape that ends in a number of features", shape.toString());
        }
        return last.intValue();
    }

    private void add(ConfigObject layer) throws FormatException {
        String type = layer.string("type");
        int units = lastOf(layer, "shape");
        String activation = layer.given("activation") ? layer.string("activation") : "";
        LayerArrays arrays = new LayerArrays(layer);
        switch (type) {
            case "dense", "time-distributed-dense" -> addDense(type, units, arrays);
            case "lstm" -> addStack(CellKind.LSTM, type, units, activation, arrays);
            case "gru" -> addStack(CellKind.GRU, type, units, activation, arrays);
            case "conv1d" -> addConvolution(type, units, layer, arrays);
            case "activation" -> requireSame(layer, units);
            default ->
                throw layer.refused(
                        "type", "dense, time-distributed-dense, conv1d, lstm, gru or activation", "'" + type + "'");
        }
        arrays.requireNoMore();
        layer.requireNothingElse();
        features = units;
        boolean recurrent = type.equals("lstm") || type.equals("gru");
        if (!recurrent && !activation.isEmpty() && !activation.equals("linear")) {
            layers.add(new ActivationSpec(layer.oneOf("activation", ACTIVATIONS), units));
        }
    }

    private void requireSame(ConfigObject layer, int units) throws FormatException {
        if (units != features) {
            throw layer.refused("shape", features + " features, as the layer before writes", Integer.toString(units));
        }
    }

    private void addDense(String type, int units, LayerArrays arrays) throws FormatException {
        String name = name(type);
        String kernel = arrays.place();
        Tensor weight = KerasLayout.transposed(arrays.take(features, units));
        origins.put(name + ".weight", kernel + " (transposed)");
        Tensor bias = null;
        if (arrays.hasMore()) {
            origins.put(name + ".bias", arrays.place());
            bias = arrays.take(units);
        }
        layers.add(new LinearSpec(name, weight, bias));
    }

    /** Causal, over the samples before, as RTNeural runs it. The kernel is (taps, in, out), the earliest tap first. */
    private void addConvolution(String type, int units, ConfigObject layer, LayerArrays arrays) throws FormatException {
        int taps = only(layer, "kernel_size");
        int dilation = only(layer, "dilation");
        if (layer.integer("groups", 1, 1) != 1) {
            throw layer.refused("groups", "1", Integer.toString(layer.integer("groups", 1, 1)));
        }
        String name = name(type);
        String place = arrays.place();
        Tensor weight = KerasLayout.taps(arrays.take(taps, features, units), false);
        origins.put(name + ".weight", place + " (transposed)");
        origins.put(name + ".bias", arrays.place());
        Tensor bias = arrays.take(units);
        layers.add(layer.made(() -> TemporalConv1dSpec.builder(name, weight)
                .bias(bias)
                .dilation(dilation)
                .build()));
    }

    /** A number in an array of its own, as Keras writes the sizes of one dimension. */
    private static int only(ConfigObject layer, String key) throws FormatException {
        int[] sizes = layer.shape(key);
        if (sizes.length != 1) {
            throw layer.refused(key, "one number", sizes.length + " numbers");
        }
        return sizes[0];
    }

    private void addStack(CellKind kind, String type, int units, String activation, LayerArrays arrays)
            throws FormatException {
        if (!activation.isEmpty() && !activation.equals("tanh")) {
            throw arrays.layer.refused("activation", "tanh", "'" + activation + "'");
        }
        String name = name(type);
        boolean gru = kind == CellKind.GRU;
        int[] order = KerasLayout.gateOrder(kind);
        String note = " (transposed, gates " + KerasLayout.gateNames(kind) + ")";
        int columns = kind.gates() * units;
        origins.put(name + ".weight_ih_l0", arrays.place() + note);
        Tensor input = KerasLayout.gates(arrays.take(features, columns), order);
        origins.put(name + ".weight_hh_l0", arrays.place() + note);
        Tensor hidden = KerasLayout.gates(arrays.take(units, columns), order);
        String bias = arrays.place();
        Tensor biases = gru ? arrays.take(2, columns) : arrays.take(columns);
        origins.put(name + ".bias_ih_l0", bias + (gru ? "[0]" : ""));
        origins.put(name + ".bias_hh_l0", gru ? bias + "[1]" : "zeros");
        layers.add(RecurrentSpec.builder(kind, features, units)
                .name(name)
                .build(Map.of(
                        "weight_ih_l0",
                        input,
                        "weight_hh_l0",
                        hidden,
                        "bias_ih_l0",
                        KerasLayout.biases(biases, 0, units, order),
                        "bias_hh_l0",
                        gru ? KerasLayout.biases(biases, 1, units, order) : Tensor.zeros(columns))));
    }

    private String name(String type) {
        return type + "_" + layers.size();
    }

    /** The arrays of one layer, taken one after another. */
    private static final class LayerArrays {
        private final ConfigObject layer;
        private final JsonNode arrays;
        private int next;

        LayerArrays(ConfigObject layer) throws FormatException {
            this.layer = layer;
            this.arrays = layer.required("weights");
        }

        String place() {
            return layer.where().replaceFirst("^model ", "") + ".weights[" + next + "]";
        }

        boolean hasMore() {
            return next < arrays.size();
        }

        Tensor take(int... shape) throws FormatException {
            if (!hasMore()) {
                throw layer.refused("weights", "an array " + next, arrays.size() + " arrays");
            }
            Tensor tensor = JsonTensors.tensor(layer.path(), place(), arrays.path(next));
            if (!tensor.hasShape(shape)) {
                long[] expected = Arrays.stream(shape).asLongStream().toArray();
                throw new FormatException(
                        layer.path(),
                        place(),
                        "shape " + Messages.shape(expected) + ", as the shapes of this layer and the one before say",
                        "shape " + tensor.shapeText(),
                        "");
            }
            next++;
            return tensor;
        }

        void requireNoMore() throws FormatException {
            if (hasMore()) {
                throw layer.refused("weights", next + " arrays", Integer.toString(arrays.size()));
            }
        }
    }
}
