package io.github.lanewise.formats.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.json.ConfigObject;
import io.github.lanewise.formats.json.JsonTree;
import io.github.lanewise.formats.stack.TakenTensors;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The description of a longer model in a config: layers in a row. */
public final class ModelConfig {
    private static final String BATCH_FIRST = "batch_first";

    private final TakenTensors weights;
    private final List<LayerSpec> layers = new ArrayList<>();
    private final List<Precision> precisions = new ArrayList<>();

    /** Descriptions that stand before any layer with a size of its own. */
    private final List<ConfigObject> leading = new ArrayList<>();

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
        if (!model.leading.isEmpty()) {
            throw new FormatException(
                    weights.path(), config.where() + ", layers", "a layer that says its size", "activations only", "");
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
        return config.made(
                () -> model.layers().head(head).batchOrder(batchOrder).build());
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

    private ModelSpec.Builder layers() {
        ModelSpec.Builder builder = ModelSpec.builder();
        for (int i = 0; i < layers.size(); i++) {
            builder.add(layers.get(i), precisions.get(i));
        }
        return builder;
    }

    private void add(ConfigObject description) throws FormatException {
        LayerCodec<?> codec = LayerCodecs.of(description);
        if (layers.isEmpty() && codec.rowSize() == LayerCodec.RowSize.NEIGHBOUR) {
            leading.add(description);
            return;
        }
        int before = layers.isEmpty() ? 0 : layers.getLast().outputSize();
        Precision precision = codec.hasMatrices() ? PrecisionKey.read(description) : Precision.FP32;
        LayerSpec layer = codec.read(new LayerDescription(description, weights.in(precision), before));
        if (!layers.isEmpty() && layer.inputSize() != before) {
            throw new FormatException(
                    weights.path(),
                    description.where(),
                    "an input size of " + before + ", the output size of the layer before",
                    layer.describe(),
                    "");
        }
        for (ConfigObject first : leading) {
            add(LayerCodecs.of(first).read(new LayerDescription(first, weights, layer.inputSize())), Precision.FP32);
        }
        leading.clear();
        add(layer, precision);
    }

    private void add(LayerSpec layer, Precision precision) {
        layers.add(layer);
        precisions.add(precision);
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
        requireSizes(model);
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
        ArrayNode descriptions = config.putArray("layers");
        for (int i = 0; i < model.layers().size(); i++) {
            LayerSpec layer = model.layers().get(i);
            ObjectNode description = descriptions.addObject();
            LayerCodecs.of(layer).writeWithKind(layer, description);
            PrecisionKey.write(model.precision(i), description);
        }
        return config;
    }

    /** Refuses a model that could not be read back, because a layer takes its size from those before it and none has one. */
    private static void requireSizes(ModelSpec model) {
        for (LayerSpec layer : model.layers()) {
            LayerCodec.RowSize size = LayerCodecs.of(layer).rowSize();
            if (size == LayerCodec.RowSize.OWN) {
                return;
            }
            if (size == LayerCodec.RowSize.LAYER_BEFORE) {
                break;
            }
        }
        throw new IllegalArgumentException(
                "expected a model that has a layer with weights before a merge, a repeat or a"
                        + " skip connection, found " + model.describe() + "; its description would say no sizes");
    }
}
