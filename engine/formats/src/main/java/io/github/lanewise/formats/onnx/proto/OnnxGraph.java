package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.onnx.shape.Dim;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph: nodes in an order in which each comes after those that it needs.
 *
 * @param nodes the nodes
 * @param initializers constants by name
 * @param inputs what the graph is given, initializers included where an old exporter lists them
 * @param outputs names of the values that the graph returns
 */
public record OnnxGraph(
        List<OnnxNode> nodes, Map<String, OnnxTensor> initializers, List<Input> inputs, List<String> outputs) {
    public OnnxGraph {
        nodes = List.copyOf(nodes);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * An input.
     *
     * @param name of the value
     * @param type of its elements, or null for one that is no tensor of a type that we know
     * @param shape its extents, or null where the file does not say
     */
    public record Input(
            String name,
            @Nullable ElementType type,
            @Nullable List<Dim> shape) {}
}
