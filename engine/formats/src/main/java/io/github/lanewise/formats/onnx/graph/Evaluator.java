package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.op.ConstantOperators;
import io.github.lanewise.formats.onnx.op.Operators;
import io.github.lanewise.formats.onnx.op.UnsupportedOperators;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.OnnxTensor;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.rewrite.GraphRewriter;
import io.github.lanewise.formats.onnx.rewrite.NodeOrder;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a graph in two phases: it is rewritten, and then the operator of each node says of its values what is known of them.
 * Nodes that no output needs are left out.
 */
final class Evaluator {
    private final Refusals source;
    private final OnnxGraph graph;
    private final int opset;
    private final Folding folding;
    private final @Nullable Evaluator outer;
    private final Budget budget;
    private final Facts facts;
    private final Map<String, Value> values = new HashMap<>();

    /** Elements of constants that a graph may make, so that a small file cannot ask for all memory there is. */
    static final class Budget {
        private long left;

        Budget(long elements) {
            left = elements;
        }

        void spend(NodeContext o, Value value) throws FormatException {
            left -= value instanceof Constant constant ? constant.count() : 1;
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
        facts = new Facts(outer == null ? null : outer.facts);
    }

    /** Gives a value that no node makes. */
    void put(String name, Value value, List<Dim> dims) {
        values.put(name, value);
        if (value instanceof Constant) {
            facts.put(name, value);
        } else {
            facts.putExtents(name, dims);
        }
    }

    /** The values of the graph's outputs. */
    List<Value> outputs() throws FormatException {
        List<OnnxNode> needed = NodeOrder.needed(graph.nodes(), graph.outputs());
        folding.origins().read(needed.size());
        List<OnnxNode> nodes = rewritten();
        folding.roundRows(facts.rounding());
        List<OnnxNode> unsupported = Operators.unsupported(nodes);
        if (!unsupported.isEmpty()) {
            String cut = outer == null ? CutPoints.hint(graph, needed, unsupported) : "";
            throw UnsupportedOperators.refused(source, unsupported, unsupportedElsewhere(unsupported), cut);
        }
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

    /** Nodes of branches, taken or not, whose operators fold into no layer either. */
    private List<OnnxNode> unsupportedElsewhere(List<OnnxNode> here) {
        Evaluator root = this;
        while (root.outer != null) {
            root = root.outer;
        }
        List<OnnxNode> found = new ArrayList<>();
        root.addUnsupported(found);
        found.removeAll(here);
        return found;
    }

    private void addUnsupported(List<OnnxNode> found) {
        for (OnnxNode node : NodeOrder.needed(graph.nodes(), graph.outputs())) {
            for (OnnxAttribute attribute : node.attributes().values()) {
                if (attribute.graph != null && node.operator().equals(Operators.BRANCH)) {
                    Evaluator branch = new Evaluator(source, attribute.graph, opset, folding, budget, this);
                    try {
                        found.addAll(Operators.neverSupported(branch.rewritten()));
                    } catch (FormatException e) {
                        // It is refused for this reason if it is taken.
                        continue;
                    }
                    branch.addUnsupported(found);
                }
            }
        }
    }

    private List<OnnxNode> rewritten() throws FormatException {
        try {
            return new GraphRewriter(facts, new Computer()).rewrite(graph);
        } catch (ArithmeticException e) {
            throw source.refused("graph", "sizes that an int holds", String.valueOf(e.getMessage()), "");
        }
    }

    /** Constants, by the same operators that fold everything else. */
    private final class Computer implements ConstantPropagation.Computer {
        @Override
        public Value constant(OnnxTensor tensor) throws FormatException {
            return ConstantOperators.of(source, tensor);
        }

        @Override
        public @Nullable List<Value> compute(OnnxNode node, List<@Nullable Value> inputs) throws FormatException {
            if (!Operators.isOfConstants(node)) {
                return null;
            }
            NodeContext context = new NodeContext(source, node, inputs, opset);
            List<Value> results;
            try {
                results = Operators.of(context).fold(context, folding);
                context.requireNothingElse();
            } catch (FormatException | ArithmeticException e) {
                // What cannot be computed may not be needed once the graph is rewritten; if it is, it is refused then.
                return null;
            }
            for (Value result : results) {
                if (!(result instanceof Constant || result instanceof RepeatedConstant)) {
                    return null;
                }
                budget.spend(context, result);
            }
            return results;
        }
    }

    private @Nullable Value find(String name) throws FormatException {
        Value value = values.get(name);
        if (value == null) {
            value = facts.constant(name);
        }
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
