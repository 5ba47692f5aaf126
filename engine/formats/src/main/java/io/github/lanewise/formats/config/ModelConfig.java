package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.json.JsonTree;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.CellKind;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The description of a longer model in a config: layers in a row. */
public final class ModelConfig {
    private enum LayerKind {
        EMBEDDING,
        CONV1D,
        TEMPORAL_CONV1D,
        MAGNITUDE,
        LAYER_NORM,
        LSTM,
        GRU,
        RNN_TANH,
        RNN_RELU,
        LINEAR,
        SIGMOID,
        TANH,
        RELU,
        SOFTMAX,
        LOG_SOFTMAX,
        SKIP
    }

    private static final String BATCH_FIRST = "batch_first";

    private final TakenTensors weights;
    private final List<LayerSpec> layers = new ArrayList<>();

    /** Activations that stand before any layer with a size. */
    private final List<ActivationSpec.Function> leading = new ArrayList<>();

    private ModelConfig(TakenTensors weights) {
        this.weights = weights;
    }

    /**
     * Reads the layers.
     *
     * @param whole whether each tensor of the file has to belong to a layer
     * @param told the batch order that the user gives
     */
    public static ModelSpec read(ConfigObject config, TakenTensors weights, boolean whole, BatchOrder told)
            throws FormatException {
        Head head = config.constant("head", Head.values());
        BatchOrder batchOrder = batchOrder(config, told);
        List<ConfigObject> descriptions = config.objects("layers");
        config.requireNothingElse();
        ModelConfig model = new ModelConfig(weights);
        for (ConfigObject description : descriptions) {
            model.add(description);
        }
        List<String> unused = weights.unused();
        if (whole && !unused.isEmpty()) {
            throw new FormatException(
                    weights.path(),
                    config.where(),
                    "a layer for every tensor",
                    "none for " + Messages.list(unused),
                    "correct the layers or leave the tensors out");
        }
        try {
            return ModelSpec.builder()
                    .addAll(model.layers)
                    .head(head)
                    .batchOrder(batchOrder)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new FormatException(weights.path(), config.where(), e);
        }
    }

    /**
     * The batch order of a model: of the config, where null means that it is not known; otherwise what the user gives, or
     * PyTorch's default.
     */
    public static BatchOrder batchOrder(ConfigObject config, BatchOrder told) throws FormatException {
        if (config.has(BATCH_FIRST)) {
            return config.given(BATCH_FIRST) ? BatchOrder.of(config.truth(BATCH_FIRST, false)) : BatchOrder.UNKNOWN;
        }
        return told == BatchOrder.UNKNOWN ? BatchOrder.TIME_FIRST : told;
    }

    /** The reverse of {@link #batchOrder}. */
    public static void putBatchOrder(ObjectNode config, BatchOrder order) {
        if (order == BatchOrder.UNKNOWN) {
            config.putNull(BATCH_FIRST);
        } else {
            config.put(BATCH_FIRST, order == BatchOrder.BATCH_FIRST);
        }
    }

    private void add(ConfigObject layer) throws FormatException {
        LayerKind kind = layer.constant("kind", LayerKind.values());
        switch (kind) {
            case EMBEDDING -> addSized(layer, embedding(layer));
            case LSTM, GRU, RNN_TANH, RNN_RELU ->
                addSized(
                        layer,
                        StackConfig.readLayer(layer, CellKind.valueOf(kind.name()), layer.string("name"), weights));
            case LINEAR -> addSized(layer, linear(layer));
            case CONV1D -> addSized(layer, FrontEndConfig.convolution(layer, weights));
            case TEMPORAL_CONV1D -> addSized(layer, FrontEndConfig.temporal(layer, weights));
            case LAYER_NORM -> addSized(layer, norm(layer));
            case MAGNITUDE -> addSized(layer, FrontEndConfig.magnitude(layer, weights.path()));
            case SIGMOID, TANH, RELU, SOFTMAX, LOG_SOFTMAX -> {
                layer.requireNothingElse();
                addActivation(ActivationSpec.Function.valueOf(kind.name()));
            }
            case SKIP -> addSkip(layer);
        }
    }

    private void addSkip(ConfigObject layer) throws FormatException {
        layer.requireNothingElse();
        if (layers.isEmpty()) {
            throw new FormatException(weights.path(), layer.where(), "layers before a skip connection", "none", "");
        }
        layers.add(new SkipSpec(layers.getLast().outputSize()));
    }

    private void addActivation(ActivationSpec.Function function) {
        if (layers.isEmpty()) {
            leading.add(function);
        } else {
            layers.add(new ActivationSpec(function, layers.getLast().outputSize()));
        }
    }

    private void addSized(ConfigObject description, LayerSpec layer) throws FormatException {
        if (!layers.isEmpty() && layer.inputSize() != layers.getLast().outputSize()) {
            throw new FormatException(
                    weights.path(),
                    description.where(),
                    "an input size of " + layers.getLast().outputSize() + ", the output size of the layer before",
                    layer.describe(),
                    "");
        }
        for (ActivationSpec.Function function : leading) {
            layers.add(new ActivationSpec(function, layer.inputSize()));
        }
        leading.clear();
        layers.add(layer);
    }

    private LayerSpec embedding(ConfigObject layer) throws FormatException {
        String name = layer.string("name");
        int tokens = layer.size("num_embeddings");
        int features = layer.size("embedding_dim");
        layer.requireNothingElse();
        String reason =
                "num_embeddings " + tokens + " and embedding_dim " + features + ", as " + layer.where() + " says";
        Tensor weight = weights.take(prefix(name) + "weight", reason, tokens, features);
        try {
            return new EmbeddingSpec(name, weight);
        } catch (IllegalArgumentException e) {
            throw new FormatException(weights.path(), layer.where(), e);
        }
    }

    private LayerSpec linear(ConfigObject layer) throws FormatException {
        String name = layer.string("name");
        int inputs = layer.size("in_features");
        int outputs = layer.size("out_features");
        boolean bias = layer.truth("bias", true);
        layer.requireNothingElse();
        String reason = "in_features " + inputs + ", out_features " + outputs + " and bias " + bias + ", as "
                + layer.where() + " says";
        Tensor weight = weights.takeLinear(prefix(name) + "weight", reason, outputs, inputs);
        @Nullable Tensor vector = bias ? weights.take(prefix(name) + "bias", reason, outputs) : null;
        return new LinearSpec(name, weight, vector);
    }

    /** What begins the names of a layer's tensors. */
    private LayerNormSpec norm(ConfigObject layer) throws FormatException {
        String name = layer.string("name");
        int features = layer.size("features");
        float epsilon = layer.number("eps", 1e-5f);
        boolean bias = layer.truth("bias", true);
        layer.requireNothingElse();
        String reason = "features " + features + ", as " + layer.where() + " says";
        Tensor weight = weights.take(prefix(name) + "weight", reason, features);
        Tensor vector = bias ? weights.take(prefix(name) + "bias", reason, features) : null;
        try {
            return new LayerNormSpec(name, weight, vector, epsilon);
        } catch (IllegalArgumentException e) {
            throw new FormatException(weights.path(), layer.where(), e);
        }
    }

    public static String prefix(String layerName) {
        return layerName.isEmpty() ? "" : layerName + ".";
    }

    /** How a model over audio cuts its rows; null where the config does not say. */
    public static @Nullable AudioFrames audio(ConfigObject config) throws FormatException {
        ConfigObject audio = config.optionalObject("audio");
        if (audio == null) {
            return null;
        }
        AudioFrames frames =
                new AudioFrames(audio.size("sample_rate"), audio.size("hop"), audio.integer("context", 0, 0));
        audio.requireNothingElse();
        return frames;
    }

    /** The reverse of {@link #read} and {@link #audio}. */
    public static ObjectNode write(ModelSpec model, @Nullable AudioFrames audio) {
        ObjectNode config = JsonTree.object();
        config.put("kind", "MODEL");
        config.put("head", model.head().name());
        putBatchOrder(config, model.batchOrder());
        if (audio != null) {
            config.putObject("audio")
                    .put("sample_rate", audio.sampleRate())
                    .put("hop", audio.hop())
                    .put("context", audio.context());
        }
        var descriptions = config.putArray("layers");
        for (LayerSpec layer : model.layers()) {
            write(descriptions.addObject(), layer);
        }
        return config;
    }

    private static void write(ObjectNode description, LayerSpec layer) {
        switch (layer) {
            case EmbeddingSpec embedding -> {
                description.put("kind", LayerKind.EMBEDDING.name()).put("name", embedding.name());
                description.put("num_embeddings", embedding.tokens()).put("embedding_dim", embedding.outputSize());
            }
            case RecurrentSpec stack -> {
                description.put("kind", stack.kind().name()).put("name", stack.name());
                StackConfig.writeShape(description, stack);
            }
            case LinearSpec linear -> {
                description.put("kind", LayerKind.LINEAR.name()).put("name", linear.name());
                description.put("in_features", linear.inputSize()).put("out_features", linear.outputSize());
                description.put("bias", linear.bias() != null);
            }
            case Conv1dSpec convolution ->
                FrontEndConfig.write(description.put("kind", LayerKind.CONV1D.name()), convolution);
            case TemporalConv1dSpec convolution ->
                FrontEndConfig.write(description.put("kind", LayerKind.TEMPORAL_CONV1D.name()), convolution);
            case LayerNormSpec norm ->
                description
                        .put("kind", LayerKind.LAYER_NORM.name())
                        .put("name", norm.name())
                        .put("features", norm.inputSize())
                        .put("eps", norm.epsilon())
                        .put("bias", norm.bias() != null);
            case MagnitudeSpec magnitude ->
                description
                        .put("kind", LayerKind.MAGNITUDE.name())
                        .put("channels", magnitude.channels())
                        .put("positions", magnitude.positions());
            case ActivationSpec activation ->
                description.put("kind", activation.function().name());
            case SkipSpec _ -> description.put("kind", LayerKind.SKIP.name());
        }
    }
}
