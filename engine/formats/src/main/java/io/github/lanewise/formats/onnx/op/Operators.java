package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.ActivationSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The operators that fold, by their names. */
public final class Operators {
    /** The operator that takes one of two graphs. The evaluator computes it. */
    public static final String BRANCH = "If";

    /** The domain of operators that no file has. */
    private static final String REWRITTEN = "rewritten";

    /** Arithmetic that exporters leave on constants. On anything else no layer computes it. */
    private static final List<String> OF_CONSTANTS = List.of("Sqrt", "Reciprocal", "Neg", "Pow", "Min", "Max");

    /** What is left of quantization once the first phase has gone through a graph: that of constants. */
    private static final Set<String> QUANTIZATION = Set.of("DequantizeLinear", "QuantizeLinear");

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
        addRewritten();
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
        add("Tile", (o, folding) -> ConstantOperators.tile(o));
        add("Cast", ConstantOperators::cast);
        add("DequantizeLinear", (o, folding) -> QuantizationOperators.dequantize(o));
        add("QuantizeLinear", (o, folding) -> QuantizationOperators.quantize(o));
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
        add("Concat", JoinOperators::concat);
        add("ReduceMean", MovementOperators::mean);
        KNOWN.put("Split", SelectionOperators::split);
    }

    private static void addArithmetic() {
        add("Not", (o, folding) -> ArithmeticOperators.not(o));
        add("ReduceProd", (o, folding) -> ArithmeticOperators.product(o));
        for (String name : List.of("Add", "Sub", "Mul", "Div")) {
            add(name, Operators::binary);
        }
        for (String name : List.of("Equal", "Less", "Greater", "And", "Or")) {
            add(name, Operators::comparison);
        }
        for (String name : OF_CONSTANTS) {
            add(name, (o, folding) -> ArithmeticOperators.ofConstants(o));
        }
    }

    private static void addLayers() {
        for (String name : List.of("LSTM", "GRU", "RNN")) {
            KNOWN.put(name, RecurrentOperators::fold);
        }
        add("LayerNormalization", NormalizationOperators::layer);
        add("BatchNormalization", AffineOperators::batchNormalization);
        add("Pad", ConvolutionOperators::pad);
        add("Conv", ConvolutionOperators::conv);
        add("MatMul", LayerOperators::matMul);
        add("Gemm", LayerOperators::gemm);
        addActivation("Relu", ActivationSpec.Function.RELU);
        addActivation("Tanh", ActivationSpec.Function.TANH);
        addActivation("Sigmoid", ActivationSpec.Function.SIGMOID);
        for (String name : List.of("LeakyRelu", "Elu", "HardSigmoid", "ThresholdedRelu", "Softsign", "Softplus")) {
            add(name, LayerOperators::activation);
        }
        addActivation("Softmax", ActivationSpec.Function.SOFTMAX);
        addActivation("LogSoftmax", ActivationSpec.Function.LOG_SOFTMAX);
    }

    /** Operators that no file has: what the first phase puts in the place of several nodes. */
    private static void addRewritten() {
        add(REWRITTEN + ".LayerNormalization", NormalizationOperators::layer);
        add(REWRITTEN + ".Magnitude", MagnitudeOperators::magnitude);
        add(REWRITTEN + ".Steps", MovementOperators::steps);
    }

    private static void addActivation(String name, ActivationSpec.Function function) {
        add(name, (o, folding) -> LayerOperators.activation(o, folding, function));
    }

    private static Value binary(NodeContext o, Folding folding) throws FormatException {
        Constant known = ArithmeticOperators.binary(o, folding.sizes());
        Value same = known == null ? ArithmeticOperators.neutral(o) : known;
        Value merged = same == null ? JoinOperators.merged(o, folding) : same;
        Value rows = merged == null ? MaskOperators.masked(o, folding) : merged;
        return rows != null ? rows : AffineOperators.affine(o, folding);
    }

    private static Value comparison(NodeContext o, Folding folding) throws FormatException {
        Constant known = ArithmeticOperators.binary(o, folding.sizes());
        if (known == null) {
            throw o.unknown(o.value(0) instanceof Constant ? 1 : 0);
        }
        return known;
    }

    /** How a node's operator folds; it has to be known. */
    public static Operator of(NodeContext o) {
        return Objects.requireNonNull(KNOWN.get(key(o.node())), o.operator());
    }

    private static String key(OnnxNode node) {
        if (node.domain().isEmpty()) {
            return node.operator();
        }
        // A file may have a domain of that name, too; our rules are for what the first phase has made.
        boolean ofFile = node.domain().equals(REWRITTEN) && node.replaced().isEmpty();
        return ofFile ? "" : node.domain() + "." + node.operator();
    }

    /** Whether an operator may make constants of constants. */
    public static boolean isOfConstants(OnnxNode node) {
        return node.domain().isEmpty() && KNOWN.containsKey(node.operator());
    }

    private static boolean isKnown(OnnxNode node) {
        boolean ofConstants = node.domain().isEmpty()
                && (OF_CONSTANTS.contains(node.operator()) || QUANTIZATION.contains(node.operator()));
        return key(node).equals(BRANCH) || (KNOWN.containsKey(key(node)) && !ofConstants);
    }

    /** The nodes of other operators than those that fold. */
    public static List<OnnxNode> unsupported(List<OnnxNode> nodes) {
        return nodes.stream().filter(node -> !isKnown(node)).toList();
    }

    /** The nodes of operators that nothing folds, also not once more is known of what they read. */
    public static List<OnnxNode> neverSupported(List<OnnxNode> nodes) {
        return nodes.stream()
                .filter(node -> !isKnown(node) && !isOfConstants(node))
                .toList();
    }
}
