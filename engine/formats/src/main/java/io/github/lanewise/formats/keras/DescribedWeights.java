package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.weights.CellTensors;
import io.github.lanewise.formats.keras.weights.KerasWeights;
import io.github.lanewise.formats.keras.weights.KerasWeights.Place;
import io.github.lanewise.formats.keras.weights.KerasWeights.Weight;
import io.github.lanewise.formats.model.HeadOption;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.formats.tensors.LoadedTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of the layers that a config of the engine's own kind lists, in PyTorch's layout and under its names. */
final class DescribedWeights {
    private final Path path;
    private final KerasWeights weights;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    DescribedWeights(Path path, KerasWeights weights) {
        this.path = path;
        this.weights = weights;
    }

    /**
     * Reads them.
     *
     * @param config of a longer model, or of one recurrent stack
     * @param options the prefix of the stack's names, which says the layer, and the head behind it
     */
    LoadedTensors read(ConfigObject config, ReadOptions options) throws FormatException {
        if (config.has("layers")) {
            for (ConfigObject layer : config.objects("layers")) {
                read(layer);
            }
        } else {
            String prefix = options.prefix() == null ? "" : options.prefix();
            String name = prefix.endsWith(".") ? prefix.substring(0, prefix.length() - 1) : prefix;
            readStack(config, name.isEmpty() ? onlyStack() : name, name);
        }
        HeadOption head = options.head();
        if (head != null) {
            String where = "head " + head;
            readLinear(where, head.layer(), place(where, head.layer()));
        }
        return new LoadedTensors(path, tensors);
    }

    private String onlyStack() throws FormatException {
        List<String> stacks = weights.recurrentLayers();
        if (stacks.size() != 1) {
            throw new FormatException(
                            path,
                            "",
                            "one recurrent layer, or a prefix that says which",
                            stacks.size() + " of them: " + Messages.list(stacks),
                            "")
                    .answeredBy(ReadOption.PREFIX);
        }
        return stacks.getFirst();
    }

    private void read(ConfigObject layer) throws FormatException {
        String kind = layer.string("kind");
        if (!layer.has("name")) {
            return;
        }
        String name = layer.string("name");
        switch (kind) {
            case "LSTM", "GRU", "RNN_TANH", "RNN_RELU" -> readStack(layer, name, name);
            case "LINEAR" -> readLinear(layer.where(), name, place(layer.where(), name));
            case "EMBEDDING" -> {
                Place place = place(layer.where(), name);
                put(name, "weight", place, KerasWeights.EMBEDDINGS, layer.where(), 2);
            }
            case "TEMPORAL_CONV1D" -> {
                Place place = place(layer.where(), name);
                Tensor kernel = take(name, "weight", place, KerasWeights.KERNEL, layer.where(), "transposed", 3);
                tensors.put(name + ".weight", KerasLayout.taps(kernel, false));
                putIfThere(name, "bias", place, KerasWeights.BIAS, layer.where());
            }
            case "LAYER_NORM" -> {
                Place place = place(layer.where(), name);
                put(name, "weight", place, new Weight("gamma", 0), layer.where(), 1);
                putIfThere(name, "bias", place, new Weight("beta", 1), layer.where());
            }
            default -> throw layer.refused("kind", "a layer that Keras has", "'" + kind + "'");
        }
    }

    private Place place(String where, String name) throws FormatException {
        Place place = weights.place(name);
        if (!weights.has(place)) {
            throw new FormatException(
                    path,
                    where,
                    "weights of a layer '" + name + "'",
                    "none; the file has those of " + Messages.list(weights.layers()),
                    "");
        }
        Place wrapped = place.ofEachRow();
        return weights.numbered() && weights.has(wrapped, KerasWeights.KERNEL) ? wrapped : place;
    }

    /** @param name that begins the tensors' names; empty for a stack alone */
    private void readStack(ConfigObject stack, String layer, String name) throws FormatException {
        CellKind kind = stack.constant("kind", CellKind.values());
        Place place = place(stack.where(), layer);
        if (!stack.truth("bidirectional", false)) {
            boolean reverse = stack.truth("reverse", false);
            readDirection(stack, kind, name, RecurrentSpec.suffix(0, reverse), place.within("cell"), 0);
            return;
        }
        for (int i = 0; i < 2; i++) {
            String direction = i == 0 ? "forward_" : "backward_";
            Place within = place.within(direction + "layer/cell", direction, "");
            readDirection(stack, kind, name, RecurrentSpec.suffix(0, i == 1), within, i);
        }
    }

    private void readDirection(ConfigObject stack, CellKind kind, String name, String suffix, Place place, int number)
            throws FormatException {
        CellTensors cell = CellTensors.read(
                weights,
                new CellTensors.Direction(name, suffix, stack.where(), place),
                kind,
                stack.size("hidden_size"),
                stack.truth("bias", true),
                false,
                stack.size("input_size"));
        boolean said = linearBeforeReset(stack, number);
        if (kind == CellKind.GRU && stack.truth("bias", true) && said != cell.resetAfter()) {
            throw stack.refused(
                    "cell_options",
                    "linear_before_reset " + cell.resetAfter() + ", as the bias's shape means",
                    Boolean.toString(said));
        }
        cell.tensors().forEach((tensor, value) -> tensors.put(name.isEmpty() ? tensor : name + "." + tensor, value));
    }

    private static boolean linearBeforeReset(ConfigObject stack, int direction) throws FormatException {
        if (!stack.has("cell_options")) {
            return true;
        }
        List<ConfigObject> options = stack.objects("cell_options");
        return options.isEmpty()
                || options.get(Math.min(direction, options.size() - 1)).truth("linear_before_reset", true);
    }

    private void readLinear(String where, String name, Place place) throws FormatException {
        Tensor kernel = take(name, "weight", place, KerasWeights.KERNEL, where, "transposed", 2);
        tensors.put(name + ".weight", KerasLayout.transposed(kernel));
        putIfThere(name, "bias", place, KerasWeights.BIAS, where);
    }

    /** A vector that the layer may have or not. */
    private void putIfThere(String name, String tensor, Place place, Weight weight, String where)
            throws FormatException {
        if (weights.has(place, weight)) {
            put(name, tensor, place, weight, where, 1);
        }
    }

    private void put(String name, String tensor, Place place, Weight weight, String where, int axes)
            throws FormatException {
        tensors.put(name + "." + tensor, take(name, tensor, place, weight, where, "", axes));
    }

    /** A dataset with a number of axes. Their extents are checked later, by the reader of the config. */
    private Tensor take(String name, String tensor, Place place, Weight weight, String where, String note, int axes)
            throws FormatException {
        String dataset = weights.dataset(place, weight, where);
        long[] shape = weights.shape(dataset);
        if (shape.length != axes) {
            throw new FormatException(
                    path, "dataset " + dataset, axes + " axes for " + where, "shape " + Messages.shape(shape), "");
        }
        weights.origin(name + "." + tensor, dataset, note);
        return weights.take(dataset, where, shape);
    }
}
