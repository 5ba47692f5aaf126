package io.github.lanewise.formats.onnx;

import io.github.lanewise.formats.FormatException;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
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
    private final Source source;
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

        void spend(Operands o, Value value) throws FormatException {
            left -= value instanceof Grid grid ? grid.count() : 1;
            if (left < 0) {
                throw o.refused("constants of a size that the file justifies", "more");
            }
        }
    }

    Evaluator(Source source, OnnxGraph graph, int opset, Folding folding, Budget budget, @Nullable Evaluator outer) {
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
        for (OnnxNode node : graph.nodes()) {
            if (node.outputs().stream().anyMatch(needed::contains)) {
                evaluate(node);
            }
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
            value = Constants.of(source, graph.initializers().get(name));
            values.put(name, value);
        }
        return value == null && outer != null ? outer.find(name) : value;
    }

    private void evaluate(OnnxNode node) throws FormatException {
        if (!node.domain().isEmpty()) {
            throw source.refused(node, "operators of ONNX itself", "domain '" + node.domain() + "'");
        }
        List<@Nullable Value> inputs = new ArrayList<>();
        for (String input : node.inputs()) {
            Value value = input.isEmpty() ? null : find(input);
            if (value == null && !input.isEmpty()) {
                throw source.refused(node, "a value '" + input + "' that is made before", "none");
            }
            inputs.add(value);
        }
        Operands operands = new Operands(source, node, inputs, opset);
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

    private List<Value> results(Operands o) throws FormatException {
        return switch (o.operator()) {
            case "LSTM", "GRU", "RNN" -> RecurrentOperators.fold(o, folding);
            case "Split" -> SelectionOperators.split(o, folding);
            case "If" -> branch(o);
            default -> List.of(result(o));
        };
    }

    private Value result(Operands o) throws FormatException {
        return switch (o.operator()) {
            case "Identity" -> o.value(0);
            case "Constant" -> Constants.constant(o);
            case "ConstantOfShape" -> Constants.constantOfShape(o);
            case "Shape" -> Constants.shape(o);
            case "Size" -> Constants.size(o);
            case "Expand" -> Constants.expand(o);
            case "Cast" -> Constants.cast(o, folding);
            case "Dropout" -> Constants.dropout(o);
            case "Transpose" -> MovementOperators.transpose(o);
            case "Unsqueeze" -> MovementOperators.unsqueeze(o);
            case "Squeeze" -> MovementOperators.squeeze(o, folding.sizes());
            case "Flatten" -> MovementOperators.flatten(o, folding);
            case "Reshape" -> MovementOperators.reshape(o, folding);
            case "Slice" -> SelectionOperators.slice(o, folding);
            case "Gather" -> SelectionOperators.gather(o, folding);
            case "SplitToSequence" -> StepOperators.splitToSequence(o);
            case "SequenceAt" -> StepOperators.sequenceAt(o, folding.sizes());
            case "Concat" -> JoinOperators.concat(o, folding);
            case "Not" -> ArithmeticOperators.not(o);
            case "Add", "Sub", "Mul", "Div" -> {
                Grid known = ArithmeticOperators.binary(o, folding.sizes());
                Value same = known == null ? ArithmeticOperators.neutral(o) : known;
                Value part = same != null ? same : MagnitudeOperators.binary(o);
                part = part != null ? part : NormalizationOperators.binary(o, folding);
                part = part != null ? part : UnrolledOperators.add(o, folding);
                yield part != null ? part : LayerOperators.affine(o, folding);
            }
            case "LayerNormalization" -> NormalizationOperators.layer(o, folding);
            case "Pow" -> MagnitudeOperators.pow(o);
            case "Sqrt" -> MagnitudeOperators.sqrt(o, folding);
            case "Pad" -> ConvolutionOperators.pad(o, folding);
            case "Conv" -> ConvolutionOperators.conv(o, folding);
            case "ReduceMean" -> MovementOperators.mean(o, folding);
            case "Equal", "Less", "Greater", "And", "Or" -> {
                Grid known = ArithmeticOperators.binary(o, folding.sizes());
                if (known == null) {
                    throw o.refusedInput(0, "integers that are known before the model runs", o.value(0));
                }
                yield known;
            }
            case "MatMul" -> LayerOperators.matMul(o, folding);
            case "Gemm" -> LayerOperators.gemm(o, folding);
            case "Relu" -> {
                Hidden hidden = UnrolledOperators.activation(o, folding, CellKind.RNN_RELU);
                yield hidden == null ? LayerOperators.activation(o, folding, ActivationSpec.Function.RELU) : hidden;
            }
            case "Sigmoid" -> LayerOperators.activation(o, folding, ActivationSpec.Function.SIGMOID);
            case "Tanh" -> {
                Hidden hidden = UnrolledOperators.activation(o, folding, CellKind.RNN_TANH);
                yield hidden == null ? LayerOperators.activation(o, folding, ActivationSpec.Function.TANH) : hidden;
            }
            case "Softmax" -> LayerOperators.activation(o, folding, ActivationSpec.Function.SOFTMAX);
            case "LogSoftmax" -> LayerOperators.activation(o, folding, ActivationSpec.Function.LOG_SOFTMAX);
            default ->
                throw o.refused(
                        "operators that fold into recurrent, linear, embedding and convolution layers and activations",
                        o.operator());
        };
    }

    /** The branch that a known condition takes. */
    private List<Value> branch(Operands o) throws FormatException {
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
