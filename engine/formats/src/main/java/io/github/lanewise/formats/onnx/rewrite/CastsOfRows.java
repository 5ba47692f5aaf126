package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Leaves out casts to types of reals. Everything that a run computes is float32 here, so they change nothing, but they would hide
 * the patterns that later passes look for.
 */
final class CastsOfRows {
    private static final Set<String> ATTRIBUTES = Set.of("to", "saturate");

    private CastsOfRows() {}

    /** The nodes without such casts, but for those that make an output or that a graph within reads. */
    static List<OnnxNode> leftOut(List<OnnxNode> nodes, List<String> outputs) {
        Set<String> kept = new HashSet<>(outputs);
        for (OnnxNode node : nodes) {
            for (OnnxAttribute attribute : node.attributes().values()) {
                if (attribute.graph != null) {
                    kept.addAll(attribute.graph.outputs());
                    attribute.graph.nodes().forEach(inner -> ConstantPropagation.addInputs(inner, kept));
                }
            }
        }
        Map<String, String> sources = new HashMap<>();
        List<OnnxNode> rest = new ArrayList<>();
        for (OnnxNode node : nodes) {
            String input = node.input(0);
            String output = node.output(0);
            if (input != null && output != null && !kept.contains(output) && isToReals(node)) {
                sources.put(output, sources.getOrDefault(input, input));
            } else {
                rest.add(reading(node, sources));
            }
        }
        return rest;
    }

    private static boolean isToReals(OnnxNode node) {
        return node.domain().isEmpty()
                && node.operator().equals("Cast")
                && ATTRIBUTES.containsAll(node.attributes().keySet())
                && Facts.isCastToReals(node);
    }

    private static OnnxNode reading(OnnxNode node, Map<String, String> sources) {
        if (node.inputs().stream().noneMatch(sources::containsKey)) {
            return node;
        }
        List<String> inputs = node.inputs().stream()
                .map(input -> sources.getOrDefault(input, input))
                .toList();
        return new OnnxNode(
                node.name(),
                node.domain(),
                node.operator(),
                inputs,
                node.outputs(),
                node.attributes(),
                node.replaced());
    }
}
