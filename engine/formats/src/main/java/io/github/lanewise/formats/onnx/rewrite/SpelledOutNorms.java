package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalizations that exporters spell out, as means, squares and roots over the features: {@code (x - mean) / sqrt(variance
 * + eps)}, as PyTorch's write it before version 17, or {@code x * s + (beta - mean * s)} with {@code s = gamma / sqrt(variance +
 * eps)}, as Keras's does.
 */
final class SpelledOutNorms {
    /** A layer normalization whose weight may be left out. */
    static final String OPERATOR = "LayerNormalization";

    private final Rewriting rewriting;
    private final Facts facts;

    private SpelledOutNorms(Rewriting rewriting) {
        this.rewriting = rewriting;
        facts = rewriting.facts();
    }

    /** The root of a variance: of which rows, and with which epsilon. */
    private record Deviation(String rows, float epsilon) {}

    /** What rows are multiplied with: the deviation's inverse, with a weight or without. */
    private record Scale(Deviation deviation, @Nullable RealConstant weight) {}

    static void rewrite(Rewriting rewriting) {
        SpelledOutNorms norms = new SpelledOutNorms(rewriting);
        for (OnnxNode node : rewriting.nodes()) {
            boolean own = node.domain().isEmpty();
            if (own && node.operator().equals("Div")) {
                norms.divided(node);
            } else if (own && node.operator().equals("Add")) {
                norms.shifted(node);
            }
        }
    }

    private void divided(OnnxNode node) {
        Deviation deviation = deviation(node.input(1));
        if (deviation != null && deviation.rows.equals(centered(node.input(0)))) {
            replace(node, deviation, null, null);
        }
    }

    /** x * s + (beta - mean * s), or x * s - mean * s, which Keras writes as + (-mean) * s. */
    private void shifted(OnnxNode node) {
        for (int i = 0; i < 2; i++) {
            OnnxNode product = rewriting.maker(node.input(i), "Mul");
            String rest = node.input(1 - i);
            for (int j = 0; product != null && rest != null && j < 2; j++) {
                String factor = product.input(1 - j);
                Scale scale = scale(factor);
                if (scale != null && factor != null && scale.deviation.rows.equals(product.input(j))) {
                    shifted(node, scale, factor, rest);
                    return;
                }
            }
        }
    }

    private void shifted(OnnxNode node, Scale scale, String factor, String rest) {
        if (isShift(rest, scale.deviation.rows, factor)) {
            replace(node, scale.deviation, scale.weight, null);
            return;
        }
        OnnxNode sum = rewriting.maker(rest, "Add");
        for (int i = 0; sum != null && i < 2; i++) {
            String shift = sum.input(i);
            RealConstant bias = facts.reals(sum.input(1 - i));
            if (shift != null && bias != null && isShift(shift, scale.deviation.rows, factor)) {
                replace(node, scale.deviation, scale.weight, bias);
                return;
            }
        }
        OnnxNode difference = rewriting.maker(rest, "Sub");
        if (difference != null) {
            RealConstant bias = facts.reals(difference.input(0));
            OnnxNode product = rewriting.maker(difference.input(1), "Mul");
            if (bias != null && product != null && isMeanTimes(product, scale.deviation.rows, factor)) {
                replace(node, scale.deviation, scale.weight, bias);
            }
        }
    }

    /** Whether a value is -mean * factor. */
    private boolean isShift(String value, String rows, String factor) {
        OnnxNode product = rewriting.maker(value, "Mul");
        for (int i = 0; product != null && i < 2; i++) {
            OnnxNode negated = rewriting.maker(product.input(i), "Neg");
            if (negated != null && factor.equals(product.input(1 - i)) && rows.equals(mean(negated.input(0)))) {
                return true;
            }
        }
        return false;
    }

    private boolean isMeanTimes(OnnxNode product, String rows, String factor) {
        return (factor.equals(product.input(1)) && rows.equals(mean(product.input(0))))
                || (factor.equals(product.input(0)) && rows.equals(mean(product.input(1))));
    }

    private @Nullable Scale scale(@Nullable String value) {
        Deviation plain = inverse(value);
        if (plain != null) {
            return new Scale(plain, null);
        }
        OnnxNode product = rewriting.maker(value, "Mul");
        for (int i = 0; product != null && i < 2; i++) {
            Deviation deviation = inverse(product.input(i));
            RealConstant weight = facts.reals(product.input(1 - i));
            if (deviation != null && weight != null) {
                return new Scale(deviation, weight);
            }
        }
        return null;
    }

    private @Nullable Deviation inverse(@Nullable String value) {
        OnnxNode node = rewriting.maker(value, "Reciprocal");
        return node == null ? null : deviation(node.input(0));
    }

    private @Nullable Deviation deviation(@Nullable String value) {
        OnnxNode root = rewriting.maker(value, "Sqrt");
        OnnxNode sum = root == null ? null : rewriting.maker(root.input(0), "Add");
        for (int i = 0; sum != null && i < 2; i++) {
            float epsilon = facts.scalar(sum.input(1 - i));
            String rows = variance(sum.input(i));
            if (rows != null && epsilon > 0) {
                return new Deviation(rows, epsilon);
            }
        }
        return null;
    }

    /** The rows whose variance a value is. */
    private @Nullable String variance(@Nullable String value) {
        return centered(rewriting.squared(mean(value)));
    }

    /** The rows of which a value is what is left without their mean. */
    private @Nullable String centered(@Nullable String value) {
        OnnxNode node = rewriting.maker(value, "Sub");
        String rows = node == null ? null : node.input(0);
        return rows != null && node != null && rows.equals(mean(node.input(1))) ? rows : null;
    }

    /** What a value is the mean of, over the last axis, which stays; of three axes GlobalAveragePool says the same. */
    private @Nullable String mean(@Nullable String value) {
        OnnxNode pool = rewriting.maker(value, "GlobalAveragePool");
        String rows = pool == null ? null : pool.input(0);
        if (rows != null) {
            return facts.rank(rows) == 3 ? rows : null;
        }
        OnnxNode node = rewriting.maker(value, "ReduceMean");
        String input = node == null ? null : node.input(0);
        if (node == null || input == null || Facts.integer(node, "keepdims", 1) != 1) {
            return null;
        }
        long[] axes = facts.numbers(node, 1, "axes");
        int rank = facts.rank(input);
        boolean last = axes != null && axes.length == 1 && (axes[0] == -1 || (rank > 0 && axes[0] == rank - 1));
        return last ? input : null;
    }

    private void replace(
            OnnxNode node, Deviation deviation, @Nullable RealConstant weight, @Nullable RealConstant bias) {
        String output = node.outputs().getFirst();
        List<String> inputs = new ArrayList<>(List.of(deviation.rows));
        if (weight != null || bias != null) {
            inputs.add(weight == null ? "" : vector(output + ".weight", weight));
        }
        if (bias != null) {
            inputs.add(vector(output + ".bias", bias));
        }
        List<OnnxNode> nodes = rewriting.between(List.of(output), Set.of(deviation.rows));
        String title = "LayerNormalization written out in " + nodes.size() + " nodes up to " + node.title();
        Map<String, OnnxAttribute> attributes = Map.of("epsilon", OnnxAttribute.real(deviation.epsilon));
        OnnxNode norm = new OnnxNode(
                node.name(), Rewriting.DOMAIN, OPERATOR, inputs, List.of(output), attributes, List.of(title));
        rewriting.replace(List.of(output), List.of(norm));
    }

    /** A constant with axes of extent 1 as the vector that it is. */
    private String vector(String name, RealConstant constant) {
        Value vector = constant.shaped(new int[] {constant.count()});
        return rewriting.constant(name, vector);
    }
}
