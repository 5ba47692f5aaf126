package io.github.lanewise.formats.onnx.facts;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.OnnxTensor;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes what does not depend on a run: constants of constants, and the shapes that a graph asks for. */
public final class ConstantPropagation {
    /** Computes constants. */
    public interface Computer {
        /**
         * The constant that a tensor of the file is.
         *
         * @throws FormatException if it is of a type that is not read
         */
        Value constant(OnnxTensor tensor) throws FormatException;

        /**
         * What a node makes of constants.
         *
         * @return null where it makes no constants
         * @throws FormatException if the graph makes more constants than its file justifies
         */
        @Nullable
        List<Value> compute(OnnxNode node, List<@Nullable Value> inputs) throws FormatException;
    }

    private final Facts facts;
    private final Computer computer;

    private ConstantPropagation(Facts facts, Computer computer) {
        this.facts = facts;
        this.computer = computer;
    }

    /** The nodes that make no constants. Of the others, and of all extents that are known, the facts take note. */
    public static List<OnnxNode> run(OnnxGraph graph, List<OnnxNode> nodes, Facts facts, Computer computer)
            throws FormatException {
        ConstantPropagation propagation = new ConstantPropagation(facts, computer);
        propagation.addTensors(graph, nodes);
        return propagation.run(nodes);
    }

    /** The same once more, where more extents are known than before. */
    public static List<OnnxNode> again(List<OnnxNode> nodes, Facts facts, Computer computer) throws FormatException {
        return new ConstantPropagation(facts, computer).run(nodes);
    }

    private List<OnnxNode> run(List<OnnxNode> nodes) throws FormatException {
        List<OnnxNode> rest = new ArrayList<>();
        for (OnnxNode node : nodes) {
            if (!propagated(node)) {
                rest.add(node);
                Extents.note(facts, node);
            }
        }
        return rest;
    }

    /** The tensors of the file that some node reads, also one of a graph within. */
    private void addTensors(OnnxGraph graph, List<OnnxNode> nodes) throws FormatException {
        Set<String> wanted = new HashSet<>(graph.outputs());
        nodes.forEach(node -> addInputs(node, wanted));
        for (Map.Entry<String, OnnxTensor> tensor : graph.initializers().entrySet()) {
            if (wanted.contains(tensor.getKey())) {
                facts.put(tensor.getKey(), computer.constant(tensor.getValue()));
            }
        }
    }

    /** The names that a node needs, those of its graphs included. */
    public static void addInputs(OnnxNode node, Set<String> names) {
        names.addAll(node.inputs());
        node.attributes().values().forEach(attribute -> {
            OnnxGraph graph = attribute.graph;
            if (graph != null) {
                names.addAll(graph.outputs());
                graph.nodes().forEach(inner -> addInputs(inner, names));
            }
        });
    }

    /** Whether a node makes constants. The facts take note of them. */
    private boolean propagated(OnnxNode node) throws FormatException {
        Value shape = shape(node);
        if (shape != null) {
            facts.put(Objects.requireNonNull(node.output(0)), shape);
            return true;
        }
        List<@Nullable Value> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String name = node.input(i);
            Value constant = name == null ? null : facts.constant(name);
            if (name != null && constant == null) {
                return false;
            }
            inputs.add(constant);
        }
        List<Value> results = computer.compute(node, inputs);
        for (int i = 0; results != null && i < results.size(); i++) {
            String output = node.output(i);
            if (output != null) {
                facts.put(output, results.get(i));
            }
        }
        return results != null;
    }

    /** What Shape makes of a value whose extents are known. */
    private @Nullable Value shape(OnnxNode node) {
        String input = node.input(0);
        List<Dim> dims = input == null || !node.domain().isEmpty() ? null : facts.extents(input);
        if (dims == null || node.output(0) == null) {
            return null;
        }
        if (node.operator().equals("Size")) {
            return new IntegerConstant(List.of(Dim.product(dims)));
        }
        if (!node.operator().equals("Shape")) {
            return null;
        }
        return IntegerConstant.ofShape(dims, Facts.integer(node, "start", 0), Facts.integer(node, "end", dims.size()));
    }
}
