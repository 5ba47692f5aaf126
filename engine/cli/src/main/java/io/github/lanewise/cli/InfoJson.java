package io.github.lanewise.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import io.github.lanewise.Backend;
import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.onnx.OnnxModel;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.RepeatSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code info} says of a model, for scripts. */
final class InfoJson {
    /** What an input is free to choose: how many steps, and how many sequences. */
    private static final ValueNode STEPS = TextNode.valueOf("T");

    private static final ValueNode SEQUENCES = TextNode.valueOf("N");

    private InfoJson() {}

    /**
     * One object.
     *
     * @param graph the model's graph; null where it is of another format
     * @throws CommandException if this machine cannot compute with the backend that it was told to use
     */
    static ObjectNode of(ModelFile model, @Nullable OnnxModel graph) throws CommandException {
        ModelSpec spec = model.spec();
        ObjectNode json = Json.object()
                .put("file", model.path().toString())
                .put("model", spec.describe())
                .put("read_from", model.form());
        if (graph != null) {
            json.set("graph", graph(graph));
        }
        json.put("tokens", spec.layers().getFirst() instanceof EmbeddingSpec)
                .put("input_size", spec.inputSize())
                .put("output_size", spec.outputSize());
        json.set("input_shape", shape(spec, STEPS, spec.inputSize()));
        json.set("output_shape", outputShape(spec));
        json.put("batch_first", batchFirst(spec.batchOrder()))
                .put("head", HeadArgument.typed(spec.head()))
                .put("can_step", spec.wholeSequenceReason() == null)
                .put("parameters", spec.parameters())
                .put("bytes", StoredWeights.bytes(spec));
        json.set("layers", layers(spec, graph));
        json.set("not_used", Json.strings(model.unused()));
        json.put("possible_head", model.possibleHead());
        json.set("notes", Json.strings(model.notes()));
        json.set("sound", sound(model.audio()));
        json.set("origins", strings(model.origins()));
        json.put("backend", Backends.describe(Backend.AUTO));
        json.set(
                "available_backends",
                Json.strings(Backend.available().stream().map(Backend::toString).toList()));
        return json;
    }

    private static ObjectNode graph(OnnxModel graph) {
        ObjectNode json = Json.object().put("producer", graph.producer()).put("opset", graph.opset());
        json.set("inputs", strings(graph.inputs()));
        json.set("constants", strings(graph.constants()));
        json.set("outputs", strings(graph.outputs()));
        json.set("made_up_names", Json.strings(graph.madeUpNames()));
        return json;
    }

    private static ObjectNode strings(Map<String, String> map) {
        ObjectNode json = Json.object();
        map.forEach(json::put);
        return json;
    }

    private static ArrayNode outputShape(ModelSpec spec) {
        if (spec.head() != Head.EVERY_STEP) {
            return JsonNodeFactory.instance.arrayNode().add(SEQUENCES).add(spec.outputSize());
        }
        boolean repeats = spec.layers().stream().anyMatch(RepeatSpec.class::isInstance);
        // Behind a repeat the number of steps is the model's, whatever the input's.
        return shape(spec, repeats ? IntNode.valueOf(spec.outputRows(1)) : STEPS, spec.outputSize());
    }

    private static ArrayNode shape(ModelSpec spec, ValueNode steps, int features) {
        ArrayNode shape = JsonNodeFactory.instance.arrayNode();
        switch (spec.batchOrder()) {
            case BATCH_FIRST -> shape.add(SEQUENCES).add(steps);
            case TIME_FIRST -> shape.add(steps).add(SEQUENCES);
            case UNKNOWN -> shape.add(steps);
        }
        return shape.add(features);
    }

    private static @Nullable Boolean batchFirst(BatchOrder order) {
        return order == BatchOrder.UNKNOWN ? null : order == BatchOrder.BATCH_FIRST;
    }

    private static ArrayNode layers(ModelSpec spec, @Nullable OnnxModel graph) {
        ArrayNode layers = Json.objects(List.of());
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            ObjectNode json = layers.addObject()
                    .put("layer", layer.describe())
                    .put("name", layer.name())
                    .put("input_size", layer.inputSize())
                    .put("output_size", layer.outputSize())
                    .put("parameters", InfoCommand.parameters(layer))
                    .put(
                            "precision",
                            layer.matrices().isEmpty()
                                    ? null
                                    : spec.precision(i).text())
                    .put("bytes", StoredWeights.bytes(spec, i));
            if (graph != null) {
                json.set("folded_from", Json.strings(graph.folded().get(i)));
            }
        }
        return layers;
    }

    private static @Nullable ObjectNode sound(@Nullable AudioFrames audio) {
        return audio == null
                ? null
                : Json.object()
                        .put("sample_rate_hz", audio.sampleRate())
                        .put("samples_per_step", audio.size() == 1 ? 1 : audio.hop())
                        .put("context_samples", audio.context());
    }
}
