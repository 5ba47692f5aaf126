package io.github.lanewise.formats.keras;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.keras.KerasStore.Role;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.stack.KerasLayout;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a model from a Keras config and its weights, layer by layer. */
final class KerasModel {
    private final Path path;
    private final KerasStore store;
    private final KerasRecurrent recurrent;
    private final List<LayerSpec> layers = new ArrayList<>();
    private Head head = Head.EVERY_STEP;

    /** Whether a recurrent layer has passed on its last output only. */
    private boolean reduced;

    private KerasModel(Path path, KerasStore store, @Nullable String version) {
        this.path = path;
        this.store = store;
        this.recurrent = new KerasRecurrent(store, version);
    }

    /**
     * Reads a model.
     *
     * @param root the config
     * @param version Keras's, which wrote the file; null if the file does not say
     * @param file the weights
     * @param numbered whether they stand as in {@code .keras}
     */
    static ModelFile read(
            Path path, ConfigObject root, @Nullable String version, Hdf5Tensors file, boolean numbered, String form)
            throws FormatException {
        List<KerasLayer> described = KerasTopology.read(root);
        KerasStore store = new KerasStore(file, numbered, described);
        KerasModel model = new KerasModel(path, store, version);
        for (KerasLayer layer : described) {
            model.add(layer);
        }
        try {
            ModelSpec spec = ModelSpec.builder()
                    .addAll(model.layers)
                    .head(model.head)
                    .batchOrder(BatchOrder.BATCH_FIRST)
                    .build();
            return new ModelFile(path, spec, form, model.origins(spec), store.unused());
        } catch (IllegalArgumentException e) {
            throw new FormatException(path, "config", e);
        }
    }

    private Map<String, String> origins(ModelSpec spec) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (String tensor : spec.tensors().keySet()) {
            ordered.put(tensor, store.origins().getOrDefault(tensor, tensor));
        }
        return ordered;
    }

    private void add(KerasLayer layer) throws FormatException {
        ConfigObject config = layer.config();
        switch (layer.className()) {
            case "InputLayer" -> {
                layer.requireOff("sparse");
                layer.requireOff("ragged");
                layer.requireOff("optional");
            }
            case "Embedding" -> layers.add(embedding(layer));
            case "LSTM", "GRU", "SimpleRNN", "CuDNNLSTM", "CuDNNGRU" ->
                addStack(layer, recurrent.forward(layer), config.truth("return_sequences", false), Head.LAST_STEP);
            case "Bidirectional" -> addBidirectional(layer);
            case "Dense" -> addDense(layer, layer, "");
            case "TimeDistributed" -> addTimeDistributed(layer);
            case "Activation" -> addActivation(KerasActivations.ofLayer(config, "activation", "linear"));
            case "Softmax" -> {
                requireLastAxis(config);
                addActivation(ActivationSpec.Function.SOFTMAX);
            }
            // What only training does.
            case "Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout" ->
                config.ignore(List.of("rate", "noise_shape", "stddev", "alpha"));
            case "ActivityRegularization" -> config.ignore(List.of("l1", "l2"));
            default ->
                throw new FormatException(
                        path,
                        config.where(),
                        "one of InputLayer, Embedding, LSTM, GRU, SimpleRNN, Bidirectional, Dense, TimeDistributed,"
                                + " Activation, Softmax, Dropout",
                        layer.className(),
                        layer.className().equals("Masking") ? "give the lengths of the sequences instead" : "");
        }
        layer.requireNothingElse();
        layer.object().requireNothingElse();
    }

    private void addStack(KerasLayer layer, RecurrentSpec stack, boolean sequences, Head last) throws FormatException {
        if (reduced) {
            throw layer.config().refused("return_sequences", "true in the recurrent layers before", "false");
        }
        layers.add(stack);
        if (!sequences) {
            reduced = true;
            head = last;
        }
    }

    private void addBidirectional(KerasLayer layer) throws FormatException {
        ConfigObject config = layer.config();
        String merge = config.given("merge_mode") ? config.string("merge_mode") : "null";
        if (!merge.equals("concat")) {
            throw config.refused("merge_mode", "concat", merge);
        }
        KerasLayer forward = KerasLayer.read(config.object("layer"));
        KerasLayer backward = forward;
        if (config.given("backward_layer")) {
            backward = KerasLayer.read(config.object("backward_layer"));
            if (!backward.config().truth("go_backwards", false)) {
                throw backward.config().refused("go_backwards", "true", "false");
            }
        }
        for (KerasLayer direction : List.of(forward, backward)) {
            if (!KerasRecurrent.isRecurrent(direction)) {
                throw direction.object().refused("class_name", "LSTM, GRU or SimpleRNN", direction.className());
            }
        }
        boolean sequences = forward.config().truth("return_sequences", false);
        if (backward.config().truth("return_sequences", false) != sequences) {
            throw backward.config().refused("return_sequences", "the same in both directions", "another");
        }
        addStack(layer, recurrent.bidirectional(layer, forward, backward), sequences, Head.FINAL_HIDDEN);
    }

    private void addTimeDistributed(KerasLayer layer) throws FormatException {
        KerasLayer inner = KerasLayer.read(layer.config().object("layer"));
        if (!inner.className().equals("Dense")) {
            throw layer.config().refused("layer", "Dense", inner.className());
        }
        addDense(layer, inner, "layer");
        inner.requireNothingElse();
    }

    private void addDense(KerasLayer owner, KerasLayer layer, String part) throws FormatException {
        int units = layer.config().size("units");
        boolean biased = layer.config().truth("use_bias", true);
        ActivationSpec.Function activation = KerasActivations.ofLayer(layer.config(), "activation", "linear");
        String reason = units + " units, as " + layer.config().where() + " says";
        String kernelName = store.name(owner, part, Role.KERNEL);
        long[] shape = store.shape(kernelName);
        Tensor kernel = store.take(kernelName, reason, shape.length == 2 ? Math.max(1, shape[0]) : 1, units);
        store.origin(owner.name() + ".weight", kernelName + " (transposed)");
        Tensor bias = null;
        if (biased) {
            String biasName = store.name(owner, part, Role.BIAS);
            bias = store.take(biasName, reason, units);
            store.origin(owner.name() + ".bias", biasName);
        }
        layers.add(new LinearSpec(owner.name(), KerasLayout.transposed(kernel), bias));
        addActivation(activation);
    }

    private LayerSpec embedding(KerasLayer layer) throws FormatException {
        ConfigObject config = layer.config();
        layer.requireOff("mask_zero");
        config.ignore(List.of("input_length"));
        int tokens = config.size("input_dim");
        int features = config.size("output_dim");
        String name = store.name(layer, "", Role.KERNEL);
        Tensor table = store.take(name, "input_dim and output_dim, as " + config.where() + " says", tokens, features);
        store.origin(layer.name() + ".weight", name);
        try {
            return new EmbeddingSpec(layer.name(), table);
        } catch (IllegalArgumentException e) {
            throw new FormatException(path, config.where(), e);
        }
    }

    private void addActivation(ActivationSpec.@Nullable Function function) throws FormatException {
        if (function == null) {
            return;
        }
        if (layers.isEmpty()) {
            throw new FormatException(path, "config", "a layer with weights first", "an activation", "");
        }
        layers.add(new ActivationSpec(function, layers.getLast().outputSize()));
    }

    private static void requireLastAxis(ConfigObject config) throws FormatException {
        String axis = String.valueOf(config.value("axis"));
        if (config.given("axis") && !axis.equals("-1")) {
            throw config.refused("axis", "-1", axis);
        }
    }
}
