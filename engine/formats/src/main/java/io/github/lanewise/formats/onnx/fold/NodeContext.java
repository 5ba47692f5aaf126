package io.github.lanewise.formats.onnx.fold;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.OnnxTensor;
import io.github.lanewise.formats.onnx.proto.Refusals;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node with the values of its inputs. Attributes that nobody has asked for are refused in the end. */
public final class NodeContext {
    private final Refusals source;
    private final OnnxNode node;
    private final List<@Nullable Value> values;
    private final int opset;
    private final Set<String> read = new HashSet<>();

    public NodeContext(Refusals source, OnnxNode node, List<@Nullable Value> values, int opset) {
        this.source = source;
        this.node = node;
        this.values = values;
        this.opset = opset;
    }

    public Refusals source() {
        return source;
    }

    public OnnxNode node() {
        return node;
    }

    /** Whether the node stands for several of the file. */
    public boolean isRewritten() {
        return !node.replaced().isEmpty();
    }

    public String operator() {
        return node.operator();
    }

    public int opset() {
        return opset;
    }

    public FormatException refused(String expected, String found) {
        return source.refused(node, expected, found);
    }

    public FormatException refusedInput(int index, String expected, Value found) {
        return refused(expected + " as input " + index, found.describe());
    }

    public int count() {
        return values.size();
    }

    @Nullable
    public Value optional(int index) {
        return index < values.size() ? values.get(index) : null;
    }

    public Value value(int index) throws FormatException {
        Value value = optional(index);
        if (value == null) {
            throw refused("input " + index, "none");
        }
        return value;
    }

    /** All inputs that are there. */
    public List<Value> given() {
        List<Value> given = new ArrayList<>();
        for (@Nullable Value value : values) {
            if (value != null) {
                given.add(value);
            }
        }
        return given;
    }

    /** All inputs, each of which has to be there. */
    public List<Value> all() throws FormatException {
        List<Value> all = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            all.add(value(i));
        }
        return all;
    }

    /** Integers whose values are known. */
    public long[] numbers(int index) throws FormatException {
        Value value = value(index);
        if (value instanceof IntegerConstant integers && integers.rank() <= 1) {
            long[] numbers = integers.numbers();
            if (numbers != null) {
                return numbers;
            }
        }
        throw unknown(index);
    }

    /** The refusal of integers that only a run knows. Of an input of the graph a user may know them before. */
    public FormatException unknown(int index) throws FormatException {
        Value value = value(index);
        String expected = "integers that are known before the model runs as input " + index;
        return value instanceof InputView
                ? source.refused(node.where(), expected, value.describe(), "set this input")
                        .answeredBy(ReadOption.SET)
                : refused(expected, value.describe());
    }

    /** Integers from an input if it is there, otherwise from an attribute, where they stood in older versions. */
    public long @Nullable [] numbers(int index, String attribute) throws FormatException {
        if (optional(index) != null) {
            return numbers(index);
        }
        return integers(attribute);
    }

    private @Nullable OnnxAttribute attribute(String name, OnnxAttribute.Type type) throws FormatException {
        read.add(name);
        OnnxAttribute attribute = node.attributes().get(name);
        if (attribute != null && attribute.type != type) {
            throw refused("attribute " + name + " of type " + type, attribute.type.toString());
        }
        return attribute;
    }

    public boolean has(String name) {
        return node.attributes().containsKey(name);
    }

    public long integer(String name, long otherwise) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.INT);
        return attribute == null ? otherwise : attribute.integer;
    }

    /** 0 or 1. */
    public boolean truth(String name) throws FormatException {
        long value = integer(name, 0);
        if (value != 0 && value != 1) {
            throw refused("attribute " + name + " of 0 or 1", Long.toString(value));
        }
        return value == 1;
    }

    public float real(String name, float otherwise) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.FLOAT);
        return attribute == null ? otherwise : attribute.real;
    }

    public String text(String name, String otherwise) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.STRING);
        return attribute == null ? otherwise : attribute.text;
    }

    public long @Nullable [] integers(String name) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.INTS);
        return attribute == null ? null : attribute.integers;
    }

    public float[] reals(String name) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.FLOATS);
        return attribute == null ? new float[0] : attribute.reals;
    }

    public List<String> texts(String name) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.STRINGS);
        return attribute == null ? List.of() : attribute.texts;
    }

    @Nullable
    public OnnxTensor tensor(String name) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.TENSOR);
        return attribute == null ? null : attribute.tensor;
    }

    public OnnxGraph graph(String name) throws FormatException {
        OnnxAttribute attribute = attribute(name, OnnxAttribute.Type.GRAPH);
        if (attribute == null || attribute.graph == null) {
            throw refused("attribute " + name, "none");
        }
        return attribute.graph;
    }

    /** An axis, counted from the end where it is negative. */
    public int axis(long axis, int rank) throws FormatException {
        if (axis < -rank || axis >= rank) {
            throw refused("an axis from " + -rank + " to " + (rank - 1), Long.toString(axis));
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** An attribute axis. */
    public int axis(String name, long otherwise, int rank) throws FormatException {
        return axis(integer(name, otherwise), rank);
    }

    public void requireNothingElse() throws FormatException {
        Set<String> others = new TreeSet<>(node.attributes().keySet());
        others.removeAll(read);
        if (!others.isEmpty()) {
            throw refused("no attributes but " + new TreeSet<>(read), others.toString());
        }
    }
}
