package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.text.Messages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The refusal of a graph that has operators which fold into no layer: all of them, and what can be done. */
public final class UnsupportedOperators {
    /** The longest list of operators with their nodes. Those that do not fit are in the hint, by their names. */
    private static final int MAX_FOUND = 500;

    private static final int MAX_NAME = 60;

    private static final String LOOP =
            "a Loop or Scan is read if its body is one LSTM, GRU or RNN cell, or several in a row, over all steps of its rows and"
                    + " nothing else: export the layer instead of the loop, as torch.nn.LSTM or keras.layers.LSTM";

    private static final String STEPS =
            "single time steps are read if together they are a recurrent layer whose steps have the same weights and the rows"
                    + " of one value in order";

    private static final String QUANTIZED = "export the model with its weights as floats";

    private static final String PART = "export the part of the model up to the first of them, and do the rest outside";

    private UnsupportedOperators() {}

    /**
     * The refusal.
     *
     * @param nodes those of the graph, or of a branch that is taken
     * @param inBranches nodes of other branches, which count if they are taken
     * @param cut how to cut the nodes off; empty where no cut leaves them out
     */
    public static FormatException refused(
            Refusals source, List<OnnxNode> nodes, List<OnnxNode> inBranches, String cut) {
        Map<String, List<OnnxNode>> byOperator = byOperator(nodes);
        List<String> more = new ArrayList<>();
        String found = list(byOperator, more);
        if (!inBranches.isEmpty()) {
            found += "; in branches of If: " + list(byOperator(inBranches), more);
        }
        String hint = hint(nodes, cut);
        return source.refused(
                byOperator.size() == 1 ? nodes.getFirst().where() : "graph",
                "operators that fold into recurrent, linear, embedding and convolution layers and activations",
                found,
                more.isEmpty() ? hint : "also " + String.join(", ", more) + "; " + hint);
    }

    private static Map<String, List<OnnxNode>> byOperator(List<OnnxNode> nodes) {
        Map<String, List<OnnxNode>> byOperator = new LinkedHashMap<>();
        for (OnnxNode node : nodes) {
            byOperator
                    .computeIfAbsent(node.domain() + "." + node.operator(), key -> new ArrayList<>())
                    .add(node);
        }
        return byOperator;
    }

    private static String list(Map<String, List<OnnxNode>> byOperator, List<String> more) {
        StringBuilder found = new StringBuilder();
        for (List<OnnxNode> each : byOperator.values()) {
            String text = describe(each);
            if (found.isEmpty()) {
                found.append(text);
            } else if (found.length() + text.length() < MAX_FOUND) {
                found.append(", ").append(text);
            } else {
                more.add(each.getFirst().operator() + " (" + each.size() + ")");
            }
        }
        return found.toString();
    }

    /** An operator, how many nodes have it, and the first of them. */
    private static String describe(List<OnnxNode> nodes) {
        OnnxNode first = nodes.getFirst();
        String domain = first.domain().isEmpty() ? "" : " of domain '" + first.domain() + "'";
        String count = nodes.size() == 1 ? "1 node, " : nodes.size() + " nodes, the first ";
        return first.operator() + domain + " (" + count + "'" + Messages.shorten(first.called(), MAX_NAME) + "')";
    }

    /** What to do; where several hints apply, the first of them. */
    private static String hint(List<OnnxNode> nodes, String cut) {
        Set<String> operators = nodes.stream().map(OnnxNode::operator).collect(Collectors.toSet());
        if (operators.contains("Loop") || operators.contains("Scan")) {
            return LOOP;
        }
        if (operators.stream().anyMatch(operator -> operator.matches(".*Quantize.*|.*Integer.*|QLinear.*"))) {
            return QUANTIZED;
        }
        if (operators.contains("SequenceAt") || operators.contains("SplitToSequence")) {
            return STEPS;
        }
        return cut.isEmpty() ? PART : cut;
    }
}
