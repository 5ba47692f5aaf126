package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.value.ByteConstant;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operators that compute with integers of 8 bits become those of floats, with the weights that integers and scales stand for.
 * That they round what a run computes, too, is not imitated; the facts take note of it.
 */
final class QuantizedNodes {
    private static final String MICROSOFT = "com.microsoft";

    private static final Set<String> MOVEMENTS = Set.of("Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten");

    /** Behind the inputs of an LSTM. */
    private static final int W_SCALE = 8;

    private final Rewriting rewriting;
    private final Facts facts;

    /** What is made of integers, and also of floats now. */
    private final Set<String> besides = new HashSet<>();

    /** What was made of integers, by their name. */
    private final Map<String, Floats> made = new HashMap<>();

    /** A constant of floats, and what it was made with. */
    private record Floats(
            String name, @Nullable String scale, @Nullable String zeroPoint, boolean transposed) {}

    private QuantizedNodes(Rewriting rewriting) {
        this.rewriting = rewriting;
        facts = rewriting.facts();
    }

    static void rewrite(Rewriting rewriting) {
        QuantizedNodes nodes = new QuantizedNodes(rewriting);
        for (OnnxNode node : rewriting.nodes()) {
            if (node.domain().equals(MICROSOFT) && node.operator().equals("DynamicQuantizeLSTM")) {
                nodes.lstm(node);
            } else if (node.domain().isEmpty() && node.operator().equals("Mul")) {
                nodes.product(node);
            } else if (node.domain().isEmpty() && node.operator().equals("DequantizeLinear")) {
                nodes.rows(node);
                nodes.table(node);
            }
        }
    }

    /** An LSTM whose W and R are (directions, features, gates x units), with a scale for each direction or for each gate's unit. */
    private void lstm(OnnxNode node) {
        int[][] axes = {{0}, {0, 2}};
        String w = floats(3, node.input(1), node.input(W_SCALE), node.input(W_SCALE + 1), axes, 0, 2, 1);
        String r = floats(3, node.input(2), node.input(W_SCALE + 2), node.input(W_SCALE + 3), axes, 0, 2, 1);
        if (w != null && r != null) {
            List<String> inputs = new ArrayList<>(node.inputs().subList(0, W_SCALE));
            inputs.set(1, w);
            inputs.set(2, r);
            replace(node, "LSTM", inputs, node.attributes(), List.of(node.title()));
            facts.roundsRows(node.title());
        }
    }

    /** (x quantized by the row) times a matrix, cast to floats, times both scales: what is made of a MatMul. */
    private void product(OnnxNode node) {
        for (int i = 0; i < 2; i++) {
            OnnxNode cast = rewriting.maker(node.input(i), "Cast");
            OnnxNode scales = rewriting.maker(node.input(1 - i), "Mul");
            OnnxNode product = cast == null || !Facts.isCastToReals(cast) ? null : rewriting.maker(cast.input(0));
            if (product != null && scales != null && product.domain().isEmpty()) {
                integers(node, product, scales);
            }
        }
    }

    private void integers(OnnxNode node, OnnxNode product, OnnxNode scales) {
        OnnxNode quantized = rewriting.maker(product.input(0), "DynamicQuantizeLinear");
        if (quantized == null
                || !product.operator().equals("MatMulInteger")
                || !isOutput(quantized, 0, product.input(0))
                || !isOutput(quantized, 2, product.input(2))) {
            return;
        }
        for (int i = 0; i < 2; i++) {
            String matrix = isOutput(quantized, 1, scales.input(i))
                    ? floats(2, product.input(1), scales.input(1 - i), product.input(3), new int[][] {{1}})
                    : null;
            if (matrix != null) {
                List<String> titles = List.of(product.title(), quantized.title(), node.title());
                replace(node, "MatMul", List.of(quantized.inputs().getFirst(), matrix), Map.of(), titles);
                facts.roundsRows(product.title());
                return;
            }
        }
    }

    /** Rows that are quantized and turned to floats again at once. */
    private void rows(OnnxNode node) {
        OnnxNode quantize = rewriting.maker(node.input(0), "QuantizeLinear");
        String x = quantize == null ? null : quantize.input(0);
        if (quantize != null
                && x != null
                && isSame(quantize.input(1), node.input(1))
                && isSame(quantize.input(2), node.input(2))) {
            replace(node, "Identity", List.of(x), Map.of(), List.of(quantize.title(), node.title()));
            facts.roundsRows(quantize.title());
        }
    }

    /** Rows of a table of integers, which may be moved before they become floats: an embedding. */
    private void table(OnnxNode node) {
        Deque<OnnxNode> moved = new ArrayDeque<>();
        OnnxNode maker = rewriting.maker(node.input(0));
        while (maker != null && maker.domain().isEmpty() && MOVEMENTS.contains(maker.operator())) {
            moved.push(maker);
            maker = rewriting.maker(maker.input(0));
        }
        if (maker == null || !maker.domain().isEmpty() || !maker.operator().equals("Gather")) {
            return;
        }
        String table = floats(2, maker.input(0), node.input(1), node.input(2), new int[][] {});
        if (table != null) {
            String value = beside(maker, table);
            for (OnnxNode movement : moved) {
                value = beside(movement, value);
            }
            replace(node, "Identity", List.of(value), Map.of(), List.of(node.title()));
        }
    }

    /** A node that does the same with floats, beside it, unless it is there already; others may read the integers as well. */
    private String beside(OnnxNode node, String first) {
        String output = output(node);
        String floats = output + ".floats";
        if (besides.add(output)) {
            List<String> inputs = new ArrayList<>(node.inputs());
            inputs.set(0, first);
            OnnxNode same = rewriting.node(
                    node.operator(), node.name(), inputs, List.of(floats), node.attributes(), List.of(node.title()));
            rewriting.replace(List.of(output), List.of(node, same));
        }
        return floats;
    }

    /**
     * A constant of what integers stand for. It is made once, however many nodes read them.
     *
     * @param rank of the integers
     * @param axes which axes a scale and a zero point may be for, unless they are for all
     * @param perm how the constant is transposed; none to leave it as it is
     * @return its name; null where it is no such constant, or one that other nodes read in another way
     */
    private @Nullable String floats(
            int rank,
            @Nullable String numbers,
            @Nullable String scale,
            @Nullable String zeroPoint,
            int[][] axes,
            int... perm) {
        if (numbers == null || !(constant(numbers) instanceof ByteConstant bytes) || bytes.rank() != rank) {
            return null;
        }
        Floats known = made.get(numbers);
        if (known == null) {
            RealConstant reals = dequantized(bytes, scale, zeroPoint, axes);
            if (reals == null) {
                return null;
            }
            Constant moved = perm.length == 0 ? reals : reals.transposed(perm);
            known = new Floats(rewriting.constant(numbers + ".floats", moved), scale, zeroPoint, perm.length > 0);
            made.put(numbers, known);
        }
        return known.equals(new Floats(known.name(), scale, zeroPoint, perm.length > 0)) ? known.name() : null;
    }

    /** What integers stand for; null where scales and zero points are no constants, or of other shapes. */
    private @Nullable RealConstant dequantized(
            ByteConstant bytes, @Nullable String scale, @Nullable String zeroPoint, int[][] axes) {
        Constant zeroPoints = constant(zeroPoint);
        boolean isKnown = zeroPoint == null || zeroPoints instanceof ByteConstant;
        if (!(constant(scale) instanceof RealConstant scales) || !isKnown) {
            return null;
        }
        Constant spreadScales = spread(scales, bytes, axes);
        Constant spreadZeroPoints = zeroPoints == null ? null : spread(zeroPoints, bytes, axes);
        return spreadScales == null || (zeroPoints != null && spreadZeroPoints == null)
                ? null
                : bytes.dequantized((RealConstant) spreadScales, (ByteConstant) spreadZeroPoints);
    }

    private static @Nullable Constant spread(Constant given, Constant over, int[][] axes) {
        Constant spread = given.count() == 1 ? given.spread(over.shape()) : null;
        for (int i = 0; spread == null && i < axes.length; i++) {
            spread = given.spread(over.shape(), axes[i]);
        }
        return spread;
    }

    private @Nullable Constant constant(@Nullable String name) {
        return name != null && facts.constant(name) instanceof Constant constant ? constant : null;
    }

    /** Whether two values are one, or constants of the same elements. */
    private boolean isSame(@Nullable String one, @Nullable String other) {
        if (one == null || other == null || one.equals(other)) {
            return one == null ? other == null : one.equals(other);
        }
        Constant first = constant(one);
        Constant second = constant(other);
        return first != null && second != null && first.hasSameElements(second);
    }

    private static boolean isOutput(OnnxNode node, int index, @Nullable String value) {
        return value != null && value.equals(node.output(index));
    }

    private static String output(OnnxNode node) {
        return node.outputs().stream()
                .filter(output -> !output.isEmpty())
                .findFirst()
                .orElse("");
    }

    private void replace(
            OnnxNode node,
            String operator,
            List<String> inputs,
            Map<String, OnnxAttribute> attributes,
            List<String> titles) {
        List<String> made =
                node.outputs().stream().filter(output -> !output.isEmpty()).toList();
        OnnxNode floats = rewriting.node(operator, node.name(), inputs, node.outputs(), attributes, titles);
        rewriting.replace(made, List.of(floats));
    }
}
