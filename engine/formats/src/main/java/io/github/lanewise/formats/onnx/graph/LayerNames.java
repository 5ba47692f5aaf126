package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.onnx.fold.Provenance;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.MagnitudeSpec;
import io.github.lanewise.spec.MaskSpec;
import io.github.lanewise.spec.MergeSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.RepeatSpec;
import io.github.lanewise.spec.SkipSpec;
import io.github.lanewise.spec.TemporalConv1dSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of layers as the file has them: what stands before the names of their weights ({@code head} of {@code head.weight}),
 * or the name of the node that has the weights. PyTorch's exporter writes the module and the operator there
 * ({@code /rnn/LSTM}); the module alone is the name. ONNX Runtime's quantization writes on behind both ({@code
 * head.weight_quantized}, {@code /rnn/LSTM_quant}).
 */
final class LayerNames {
    private static final Pattern WEIGHT =
            Pattern.compile("(.+)\\.(?:weight|bias)(?:_(?:ih|hh)_l\\d+(?:_reverse)?)?(?:_quantized)?");

    private final Provenance origins;
    private final Set<String> nodes = new HashSet<>();

    /**
     * Names of a graph.
     *
     * @param graph the graph
     * @param origins of the tensors that were made of it
     */
    LayerNames(OnnxGraph graph, Provenance origins) {
        this.origins = origins;
        addNodes(graph);
    }

    private void addNodes(OnnxGraph graph) {
        for (OnnxNode node : graph.nodes()) {
            nodes.add(node.name());
            for (OnnxAttribute attribute : node.attributes().values()) {
                if (attribute.graph != null) {
                    addNodes(attribute.graph);
                }
            }
        }
    }

    /**
     * Puts the file's names in the place of those that were made up, each once.
     *
     * @param layers the layers, changed in place
     * @param titles operators and names of each layer's nodes
     * @return the names that stay made up, in the layers' order
     */
    List<String> give(List<LayerSpec> layers, List<List<String>> titles) {
        Set<String> taken = new HashSet<>();
        List<@Nullable String> found = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            boolean named = !layers.get(i).name().isEmpty();
            String name = named ? ofFile(origins.constants(layers.get(i)), titles.get(i)) : null;
            found.add(name != null && taken.add(name) ? name : null);
        }
        List<String> madeUp = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            String name = found.get(i);
            String before = layers.get(i).name();
            if (name == null && !before.isEmpty()) {
                name = before;
                for (int n = 2; !taken.add(name); n++) {
                    name = before + "_" + n;
                }
                madeUp.add(name);
            }
            if (name != null && !name.equals(before)) {
                layers.set(i, named(layers.get(i), name));
            }
        }
        return madeUp;
    }

    private @Nullable String ofFile(List<String> constants, List<String> titles) {
        Set<String> modules = new HashSet<>();
        for (String constant : constants) {
            Matcher weight = WEIGHT.matcher(constant);
            if (weight.matches()) {
                modules.add(weight.group(1));
            }
        }
        if (modules.size() == 1) {
            return modules.iterator().next();
        }
        return titles.isEmpty() ? null : ofNode(titles.getFirst());
    }

    /** Of an operator and the name of a node, that name without the operator at its end; null where the node has no name. */
    private @Nullable String ofNode(String title) {
        int space = title.indexOf(' ');
        String name = title.substring(space + 1);
        if (space < 0 || !nodes.contains(name)) {
            return null;
        }
        String inFloats = title.substring(0, space).replaceFirst("^DynamicQuantize|Integer$", "");
        String end = "/+" + Pattern.quote(inFloats) + "(_\\d+)?(_quant)?$";
        String module = name.replaceFirst(end, "").replaceFirst("^/", "");
        return module.isEmpty() ? name : module;
    }

    private static LayerSpec named(LayerSpec layer, String name) {
        return switch (layer) {
            case RecurrentSpec stack -> LayerStacks.named(stack, name);
            case LinearSpec linear -> new LinearSpec(name, linear.weight(), linear.bias());
            case EmbeddingSpec embedding -> new EmbeddingSpec(name, embedding.weight());
            case LayerNormSpec norm -> new LayerNormSpec(name, norm.weight(), norm.bias(), norm.epsilon());
            case Conv1dSpec convolution ->
                Conv1dSpec.builder(name, convolution.weight(), convolution.positions())
                        .bias(convolution.bias())
                        .stride(convolution.stride())
                        .padding(convolution.padding())
                        .build();
            case TemporalConv1dSpec convolution ->
                TemporalConv1dSpec.builder(name, convolution.weight())
                        .bias(convolution.bias())
                        .dilation(convolution.dilation())
                        .lookAhead(convolution.lookAhead())
                        .build();
            case ActivationSpec _, KeepSpec _, MagnitudeSpec _, MaskSpec _, MergeSpec _, RepeatSpec _, SkipSpec _ ->
                layer;
        };
    }
}
