package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.UnrolledState;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The operators that fold, by their names. */
public final class Operators {
    /** The operator that takes one of two graphs, which is the evaluator's own. */
    public static final String BRANCH = "If";

    /** What a part of a message has room for; further operators are named in the next one. */
    private static final int MAX_FOUND = 500;

    private static final int MAX_NAME = 60;

    private static final Map<String, Operator> KNOWN = new HashMap<>();

    /** What an operator makes of its operands. */
    public interface Operator {
        List<Value> fold(NodeContext o, Folding folding) throws FormatException;
    }

    /** An operator of one result. */
    private interface Single {
        Value fold(NodeContext o, Folding folding) throws FormatException;
    }

    static {
        addConstants();
        addMovements();
        addArithmetic();
        addLayers();
    }

    private Operators() {}

    private static void add(String name, Single operator) {
        KNOWN.put(name, (o, folding) -> List.of(operator.fold(o, folding)));
    }

    private static void addConstants() {
        add("Identity", (o, folding) -> o.value(0));
        add("Constant", (o, folding) -> ConstantOperators.constant(o));
        add("ConstantOfShape", (o, folding) -> ConstantOperators.constantOfShape(o));
        add("Shape", (o, folding) -> ConstantOperators.shape(o));
        add("Size", (o, folding) -> ConstantOperators.size(o));
        add("Expand", (o, folding) -> ConstantOperators.expand(o));
        add("Cast", ConstantOperators::cast);
        add("Dropout", (o, folding) -> ConstantOperators.dropout(o));
    }

    private static void addMovements() {
        add("Transpose", (o, folding) -> MovementOperators.transpose(o));
        add("Unsqueeze", (o, folding) -> MovementOperators.unsqueeze(o));
        add("Squeeze", (o, folding) -> MovementOperators.squeeze(o, folding.sizes()));
        add("Flatten", MovementOperators::flatten);
        add("Reshape", MovementOperators::reshape);
        add("Slice", SelectionOperators::slice);
        add("Gather", SelectionOperators::gather);
        add("SplitToSequence", (o, folding) -> StepOperators.splitToSequence(o));
        add("SequenceAt", (o, folding) -> StepOperators.sequenceAt(o, folding.sizes()));
        add("Concat", JoinOperators::concat);
        add("ReduceMean", MovementOperators::mean);
        KNOWN.put("Split", SelectionOperators::split);
    }

    private static void addArithmetic() {
        add("Not", (o, folding) -> ArithmeticOperators.not(o));
        for (String name : List.of("Add", "Sub", "Mul", "Div")) {
            add(name, Operators::binary);
        }
        for (String name : List.of("Equal", "Less", "Greater", "And", "Or")) {
            add(name, Operators::comparison);
        }
        add("Pow", (o, folding) -> MagnitudeOperators.pow(o));
        add("Sqrt", MagnitudeOperators::sqrt);
    }

    private static void addLayers() {
        for (String name : List.of("LSTM", "GRU", "RNN")) {
            KNOWN.put(name, RecurrentOperators::fold);
        }
        add("LayerNormalization", NormalizationOperators::layer);
        add("Pad", ConvolutionOperators::pad);
        add("Conv", ConvolutionOperators::conv);
        add("MatMul", LayerOperators::matMul);
        add("Gemm", LayerOperators::gemm);
        add("Relu", (o, folding) -> step(o, folding, CellKind.RNN_RELU, ActivationSpec.Function.RELU));
        add("Tanh", (o, folding) -> step(o, folding, CellKind.RNN_TANH, ActivationSpec.Function.TANH));
        addActivation("Sigmoid", ActivationSpec.Function.SIGMOID);
        addActivation("Softmax", ActivationSpec.Function.SOFTMAX);
        addActivation("LogSoftmax", ActivationSpec.Function.LOG_SOFTMAX);
    }

    private static void addActivation(String name, ActivationSpec.Function function) {
        add(name, (o, folding) -> LayerOperators.activation(o, folding, function));
    }

    private static Value binary(NodeContext o, Folding folding) throws FormatException {
        Constant known = ArithmeticOperators.binary(o, folding.sizes());
        Value same = known == null ? ArithmeticOperators.neutral(o) : known;
        Value part = same != null ? same : MagnitudeOperators.binary(o);
        part = part != null ? part : NormalizationOperators.binary(o, folding);
        part = part != null ? part : UnrolledOperators.add(o, folding);
        return part != null ? part : LayerOperators.affine(o, folding);
    }

    private static Value comparison(NodeContext o, Folding folding) throws FormatException {
        Constant known = ArithmeticOperators.binary(o, folding.sizes());
        if (known == null) {
            throw o.refusedInput(0, "integers that are known before the model runs", o.value(0));
        }
        return known;
    }

    /** An activation, perhaps that of an unrolled recurrence's step. */
    private static Value step(NodeContext o, Folding folding, CellKind kind, ActivationSpec.Function function)
            throws FormatException {
        UnrolledState hidden = UnrolledOperators.activation(o, folding, kind);
        return hidden == null ? LayerOperators.activation(o, folding, function) : hidden;
    }

    /** How a node's operator folds; it has to be known. */
    public static Operator of(NodeContext o) {
        return Objects.requireNonNull(KNOWN.get(o.operator()), o.operator());
    }

    private static boolean isKnown(OnnxNode node) {
        return node.domain().isEmpty() && (node.operator().equals(BRANCH) || KNOWN.containsKey(node.operator()));
    }

    /**
     * Refuses nodes of other operators, all of them in one message.
     *
     * @param nodes of one graph; those of a branch are looked at when it is taken
     */
    public static void requireKnown(Refusals source, List<OnnxNode> nodes) throws FormatException {
        Map<String, List<OnnxNode>> others = new LinkedHashMap<>();
        for (OnnxNode node : nodes) {
            if (!isKnown(node)) {
                others.computeIfAbsent(node.domain() + "." + node.operator(), key -> new ArrayList<>())
                        .add(node);
            }
        }
        if (others.isEmpty()) {
            return;
        }
        List<OnnxNode> first = others.values().iterator().next();
        StringBuilder found = new StringBuilder();
        List<String> more = new ArrayList<>();
        for (List<OnnxNode> each : others.values()) {
            String text = describe(each);
            if (found.isEmpty()) {
                found.append(text);
            } else if (found.length() + text.length() < MAX_FOUND) {
                found.append(", ").append(text);
            } else {
                more.add(each.getFirst().operator() + " (" + each.size() + ")");
            }
        }
        throw source.refused(
                others.size() == 1 ? first.getFirst().where() : "graph",
                "operators that fold into recurrent, linear, embedding and convolution layers and activations",
                found.toString(),
                more.isEmpty() ? "" : "also " + String.join(", ", more));
    }

    /** An operator, how many nodes have it, and the first of them. */
    private static String describe(List<OnnxNode> nodes) {
        OnnxNode first = nodes.getFirst();
        String domain = first.domain().isEmpty() ? "" : " of domain '" + first.domain() + "'";
        String count = nodes.size() == 1 ? "1 node, " : nodes.size() + " nodes, the first ";
        String name = first.called();
        String called = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "..." : name;
        return first.operator() + domain + " (" + count + "'" + called + "')";
    }
}
