package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.op.ConstantOperators;
import io.github.lanewise.formats.onnx.op.Operators;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a graph once, node by node, and says of each value what is known of it. Nodes that no output needs are left
 * out.
 */
final class Evaluator {
    private final Refusals source;
    private final OnnxGraph graph;
    private final int opset;
    private final Folding folding;
    private final @Nullable Evaluator outer;
    private final Budget budget;
    private final Map<String, Value> values = new HashMap<>();

    /** Elements of constants that a graph may make, so that a small file cannot ask for all memory there is. */
    static final class Budget {
        private long left;

        Budget(long elements) {
            left = elements;
        }

        void spend(NodeContext o, Value value) throws FormatException {
            left -= value instanceof Constant grid ? grid.count() : 1;
            if (left < 0) {
                throw o.refused("constants of a size that the file justifies", "more");
            }
        }
    }

    Evaluator(Refusals source, OnnxGraph graph, int opset, Folding folding, Budget budget, @Nullable Evaluator outer) {
        this.source = source;
        this.graph = graph;
        this.opset = opset;
        this.folding = folding;
        this.budget = budget;
        this.outer = outer;
    }

    /** Gives a value that no node makes. */
    void put(String name, Value value) {
        values.put(name, value);
    }

    /** The values of the graph's outputs. */
    List<Value> outputs() throws FormatException {
        Set<String> needed = needed();
        List<OnnxNode> nodes = graph.nodes().stream()
                .filter(node -> node.outputs().stream().anyMatch(needed::contains))
                .toList();
        Operators.requireKnown(source, nodes);
        for (OnnxNode node : nodes) {
            evaluate(node);
        }
        List<Value> outputs = new ArrayList<>();
        for (String output : graph.outputs()) {
            Value value = find(output);
            if (value == null) {
                throw source.refused("output '" + output + "'", "a value of the graph", "none", "");
            }
            outputs.add(value);
        }
        return outputs;
    }

    /** Names that the outputs need, from back to front. */
    private Set<String> needed() {
        Set<String> needed = new HashSet<>(graph.outputs());
        for (OnnxNode node : graph.nodes().reversed()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                addInputs(node, needed);
            }
        }
        needed.remove("");
        return needed;
    }

    private static void addInputs(OnnxNode node, Set<String> needed) {
        needed.addAll(node.inputs());
        for (OnnxAttribute attribute : node.attributes().values()) {
            if (attribute.graph != null) {
                needed.addAll(attribute.graph.outputs());
                attribute.graph.nodes().forEach(inner -> addInputs(inner, needed));
            }
        }
    }

    private @Nullable Value find(String name) throws FormatException {
        Value value = values.get(name);
        if (value == null && graph.initializers().containsKey(name)) {
            value = ConstantOperators.of(source, graph.initializers().get(name));
            values.put(name, value);
        }
        return value == null && outer != null ? outer.find(name) : value;
    }

    private void evaluate(OnnxNode node) throws FormatException {
        List<@Nullable Value> inputs = new ArrayList<>();
        for (String input : node.inputs()) {
            Value value = input.isEmpty() ? null : find(input);
            if (value == null && !input.isEmpty()) {
                throw source.refused(node, "a value '" + input + "' that is made before", "none");
            }
            inputs.add(value);
        }
        NodeContext operands = new NodeContext(source, node, inputs, opset);
        try {
            List<Value> results = results(operands);
            operands.requireNothingElse();
            folding.origins().evaluated(operands, folding, results);
            for (int i = 0; i < node.outputs().size(); i++) {
                String output = node.output(i);
                if (output != null) {
                    if (i >= results.size()) {
                        throw operands.refused(results.size() + " outputs at most", "output '" + output + "'");
                    }
                    budget.spend(operands, results.get(i));
                    values.put(output, results.get(i));
                }
            }
        } catch (ArithmeticException e) {
            throw operands.refused("sizes that an int holds", String.valueOf(e.getMessage()));
        }
    }

    private List<Value> results(NodeContext o) throws FormatException {
        return o.operator().equals(Operators.BRANCH)
                ? branch(o)
                : Operators.of(o).fold(o, folding);
    }

    /** The branch that a known condition takes. */
    private List<Value> branch(NodeContext o) throws FormatException {
        long[] condition = o.numbers(0);
        OnnxGraph then = o.graph("then_branch");
        OnnxGraph otherwise = o.graph("else_branch");
        if (condition.length != 1) {
            throw o.refusedInput(0, "one truth value", o.value(0));
        }
        OnnxGraph taken = condition[0] != 0 ? then : otherwise;
        return new Evaluator(source, taken, opset, folding, budget, this).outputs();
    }
}
