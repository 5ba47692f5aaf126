package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.Extents;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes of a graph while they are rewritten: which of them make and read a value, and what stands in their place. */
final class Rewriting {
    /** The domain of operators that only rewritten nodes have. */
    static final String DOMAIN = "rewritten";

    private final Facts facts;
    private final List<OnnxNode> nodes;
    private final List<String> outputs;
    private final Map<String, Integer> makers = new HashMap<>();
    private final Map<String, List<OnnxNode>> readers = new HashMap<>();
    private final Set<Integer> removed = new HashSet<>();
    private final Map<Integer, List<OnnxNode>> inserted = new LinkedHashMap<>();

    Rewriting(Facts facts, List<OnnxNode> nodes, List<String> outputs) {
        this.facts = facts;
        this.nodes = List.copyOf(nodes);
        this.outputs = List.copyOf(outputs);
        for (int i = 0; i < nodes.size(); i++) {
            OnnxNode node = nodes.get(i);
            for (String output : node.outputs()) {
                makers.put(output, i);
            }
            for (String input : node.inputs()) {
                readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
            }
        }
    }

    Facts facts() {
        return facts;
    }

    List<OnnxNode> nodes() {
        return nodes;
    }

    /** The node that makes a value; null for an input or a constant. */
    @Nullable
    OnnxNode maker(@Nullable String value) {
        Integer index = value == null ? null : makers.get(value);
        return index == null ? null : nodes.get(index);
    }

    /** The node that makes a value, if it is of an operator. */
    @Nullable
    OnnxNode maker(@Nullable String value, String operator) {
        OnnxNode node = maker(value);
        return node != null && node.domain().isEmpty() && node.operator().equals(operator) ? node : null;
    }

    /** Where in the order of nodes a value is made. */
    int place(String value) {
        return makers.getOrDefault(value, -1);
    }

    List<OnnxNode> readers(String value) {
        return readers.getOrDefault(value, List.of());
    }

    boolean isOutput(String value) {
        return outputs.contains(value);
    }

    /** Puts nodes in the place of those that make some values. */
    void replace(List<String> made, List<OnnxNode> by) {
        int place = made.stream().mapToInt(this::place).min().orElse(0);
        for (String value : made) {
            removed.add(place(value));
        }
        inserted.computeIfAbsent(place, key -> new ArrayList<>()).addAll(by);
    }

    boolean hasChanged() {
        return !removed.isEmpty();
    }

    /** The nodes as they are now. */
    List<OnnxNode> result() {
        List<OnnxNode> result = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            result.addAll(inserted.getOrDefault(i, List.of()));
            if (!removed.contains(i)) {
                result.add(nodes.get(i));
            }
        }
        return result;
    }

    /** The nodes between some values and those that they are made of. */
    List<OnnxNode> between(List<String> made, Set<String> from) {
        Set<Integer> found = new HashSet<>();
        List<String> open = new ArrayList<>(made);
        while (!open.isEmpty()) {
            String value = open.removeLast();
            int index = place(value);
            if (index >= 0 && !from.contains(value) && found.add(index)) {
                open.addAll(nodes.get(index).inputs());
            }
        }
        return found.stream().sorted().map(nodes::get).toList();
    }

    /** The value whose square another one is, as a product with itself or as a power; null where it is none. */
    @Nullable
    String squared(@Nullable String value) {
        OnnxNode product = maker(value, "Mul");
        String factor = product == null ? null : product.input(0);
        if (product != null && factor != null && factor.equals(product.input(1))) {
            return factor;
        }
        OnnxNode power = maker(value, "Pow");
        return power != null && facts.isNumber(power.input(1), 2) ? power.input(0) : null;
    }

    /** A constant for new nodes. */
    String constant(String name, Value value) {
        facts.put(name, value);
        return name;
    }

    /** Integers for new nodes. */
    String integers(String name, long... numbers) {
        List<Dim> dims = new ArrayList<>();
        for (long number : numbers) {
            dims.add(Dim.of(number));
        }
        return constant(name, new IntegerConstant(dims, numbers.length));
    }

    /** A new node of one of ONNX's operators. Axes are inputs of it, as in version 13 and later. */
    OnnxNode node(
            String operator,
            String name,
            List<String> inputs,
            List<String> made,
            Map<String, OnnxAttribute> attributes,
            List<String> replaced) {
        OnnxNode node = new OnnxNode(name, "", operator, inputs, made, attributes, replaced);
        Extents.note(facts, node);
        return node;
    }

    OnnxNode squeeze(String input, String output, long... axes) {
        String axesName = integers(output + ".squeezed", axes);
        return node("Squeeze", "", List.of(input, axesName), List.of(output), Map.of(), List.of());
    }

    OnnxNode unsqueeze(String input, String output, long... axes) {
        String axesName = integers(output + ".unsqueezed", axes);
        return node("Unsqueeze", "", List.of(input, axesName), List.of(output), Map.of(), List.of());
    }

    /** Axes of extent 1 added, if there are any to add. */
    OnnxNode unsqueeze(String input, String output, List<Long> axes) {
        return axes.isEmpty()
                ? identity(input, output)
                : unsqueeze(input, output, axes.stream().mapToLong(axis -> axis).toArray());
    }

    OnnxNode transpose(String input, String output, long... perm) {
        Map<String, OnnxAttribute> attributes = Map.of("perm", OnnxAttribute.integers(perm));
        return node("Transpose", "", List.of(input), List.of(output), attributes, List.of());
    }

    OnnxNode identity(String input, String output) {
        return node("Identity", "", List.of(input), List.of(output), Map.of(), List.of());
    }
}
