package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds loops over time, as Loop and Scan nodes, whose bodies are nothing but recurrent cells. */
final class Loops {
    private final Rewriting rewriting;
    private final ConstantPropagation.Computer computer;

    Loops(Rewriting rewriting, ConstantPropagation.Computer computer) {
        this.rewriting = rewriting;
        this.computer = computer;
    }

    void rewrite() throws FormatException {
        for (OnnxNode node : rewriting.nodes()) {
            OnnxAttribute body = node.attributes().get("body");
            OnnxGraph given = body == null || !node.domain().isEmpty() ? null : body.graph;
            OnnxGraph graph = given == null ? null : ordered(given);
            if (graph == null) {
                continue;
            }
            LoopBody loop = switch (node.operator()) {
                case "Loop" -> new CountedLoop(rewriting, node, graph, computer).read();
                case "Scan" -> scan(node, graph);
                default -> null;
            };
            if (loop != null) {
                new LoopRewriter(rewriting, node, loop).rewrite(graph, computer);
            }
        }
    }

    /** The graph with its nodes in order; null where they form a cycle. */
    private static @Nullable OnnxGraph ordered(OnnxGraph graph) {
        List<OnnxNode> nodes = NodeOrder.needed(graph.nodes(), graph.outputs());
        return NodeOrder.isOrdered(nodes)
                ? new OnnxGraph(nodes, graph.initializers(), graph.inputs(), graph.outputs())
                : null;
    }

    /** States first, then rows over which it runs; both come out in the same order. */
    private @Nullable LoopBody scan(OnnxNode node, OnnxGraph graph) {
        int rows = (int) Facts.integer(node, "num_scan_inputs", 0);
        int states = node.inputs().size() - rows;
        boolean fits = rows > 0
                && states >= 0
                && graph.inputs().size() == node.inputs().size()
                && graph.outputs().size() == node.outputs().size()
                && graph.outputs().size() >= states;
        if (!fits || !areAll(node, "scan_input_axes", 0) || !areAll(node, "scan_output_axes", 0)) {
            return null;
        }
        boolean forward = areAll(node, "scan_input_directions", 0) && areAll(node, "scan_output_directions", 0);
        boolean reverse = areAll(node, "scan_input_directions", 1) && areAll(node, "scan_output_directions", 1);
        if (!forward && !reverse) {
            return null;
        }
        LoopBody body = new LoopBody(rewriting.facts(), !forward);
        List<String> inputs = graph.inputs().stream().map(OnnxGraph.Input::name).toList();
        for (int i = 0; i < states; i++) {
            body.addState(
                    inputs.get(i),
                    node.inputs().get(i),
                    graph.outputs().get(i),
                    node.outputs().get(i));
        }
        for (int i = states; i < inputs.size(); i++) {
            body.addRows(inputs.get(i), node.inputs().get(i));
        }
        for (int i = states; i < graph.outputs().size(); i++) {
            body.addOutput(graph.outputs().get(i), node.outputs().get(i));
        }
        return body;
    }

    /** Whether all numbers of an attribute, each 0 by default, are a value. */
    private static boolean areAll(OnnxNode node, String attribute, long value) {
        long[] values = Facts.integers(node, attribute);
        return values == null ? value == 0 : Arrays.stream(values).allMatch(each -> each == value);
    }
}
