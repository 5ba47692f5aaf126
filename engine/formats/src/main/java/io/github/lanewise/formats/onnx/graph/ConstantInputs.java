package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.rewrite.NodeOrder;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.text.Messages;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Inputs of a graph that are set before it is read, and are constants from then on. */
final class ConstantInputs {
    private final Refusals source;
    private final Map<String, OnnxGraph.Input> inputs = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();
    private final Map<String, Tensor> values = new LinkedHashMap<>();
    private final Map<String, Long> extents = new HashMap<>();

    private ConstantInputs(Refusals source, OnnxGraph graph) {
        this.source = source;
        for (OnnxGraph.Input input : graph.inputs()) {
            if (!graph.initializers().containsKey(input.name())) {
                inputs.put(input.name(), input);
            }
        }
        for (OnnxNode node : NodeOrder.needed(graph.nodes(), graph.outputs())) {
            ConstantPropagation.addInputs(node, read);
        }
    }

    /**
     * What is set.
     *
     * @param set by the names of inputs
     * @param offered by a run, which cannot say otherwise
     * @throws FormatException if the graph has no such input, has no use for it, or it is of another type or shape
     */
    static ConstantInputs of(Refusals source, OnnxGraph graph, Map<String, Tensor> set, Map<String, Tensor> offered)
            throws FormatException {
        ConstantInputs constants = new ConstantInputs(source, graph);
        for (Map.Entry<String, Tensor> entry : set.entrySet()) {
            String name = entry.getKey();
            Tensor value = constants.checked(name, entry.getValue());
            constants.requireSame(name, value, offered.getOrDefault(name, value));
            constants.values.put(name, value);
        }
        return constants;
    }

    /** What is set, in the shapes of the graph's inputs. */
    Map<String, Tensor> values() {
        return values;
    }

    /** The extents of an input that is not set. Names that set inputs have too become numbers. */
    List<Dim> shape(List<Dim> dims) {
        List<Dim> known = new ArrayList<>();
        for (Dim dim : dims) {
            Long extent = dim.isNumber() ? null : extents.get(dim.symbols().getFirst());
            known.add(extent == null ? dim : Dim.of(extent));
        }
        return known;
    }

    private Tensor checked(String name, Tensor value) throws FormatException {
        OnnxGraph.Input input = inputs.get(name);
        if (input == null) {
            throw refused(name, "the name of one of the graph's inputs, " + Messages.list(inputs.keySet()), "another");
        }
        if (!read.contains(name)) {
            throw source.refused(
                    "input '" + name + "'",
                    "an input that the outputs depend on",
                    "one that they do not",
                    "leave it out");
        }
        ElementType type = input.type();
        if (type == null) {
            throw refused(name, "an input of numbers", "one of another type");
        }
        for (int i = 0; i < value.data().length; i++) {
            if (!type.holds(value.data()[i])) {
                String at = value.data().length == 1 ? "" : " at index " + i;
                throw refused(name, "numbers of its type, " + type, Messages.number(value.data()[i]) + at);
            }
        }
        return input.shape() == null ? value : shaped(name, value, input.shape());
    }

    /** The value in the input's shape. A single number fits every shape of one element. */
    private Tensor shaped(String name, Tensor value, List<Dim> dims) throws FormatException {
        if (value.data().length == 1 && dims.stream().allMatch(dim -> dim.is(1))) {
            int[] ones = new int[dims.size()];
            Arrays.fill(ones, 1);
            return Tensor.of(value.data(), ones);
        }
        if (!Dim.fit(dims, value.shape(), extents)) {
            String known = extents.isEmpty() ? "" : " with " + extents;
            throw refused(
                    name,
                    "shape " + Dim.text(dims) + known,
                    value.data().length == 1 ? "one number" : value.shapeText());
        }
        return value;
    }

    private void requireSame(String name, Tensor value, Tensor offered) throws FormatException {
        int at = Arrays.mismatch(value.data(), offered.data());
        if (at >= 0) {
            boolean both = at < value.data().length && at < offered.data().length;
            throw source.refused(
                    "input '" + name + "'",
                    (both ? Messages.number(value.data()[at]) : value.shapeText()) + ", to which it is set",
                    (both ? Messages.number(offered.data()[at]) : offered.shapeText()) + " among the inputs of the run",
                    "leave one of the two out");
        }
    }

    private FormatException refused(String name, String expected, String found) {
        return source.refused("input '" + name + "'", expected, found, "");
    }

    /** An input that is set as a constant; null for any other. */
    @Nullable
    Constant constant(OnnxGraph.Input input) {
        Tensor value = values.get(input.name());
        if (value == null) {
            return null;
        }
        if (Objects.requireNonNull(input.type()).isReal()) {
            return new RealConstant(value.data(), Set.of(input.name()), value.shape());
        }
        List<Dim> integers = new ArrayList<>();
        for (float number : value.data()) {
            integers.add(Dim.of((long) number));
        }
        return new IntegerConstant(integers, value.shape());
    }
}
