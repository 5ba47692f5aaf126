package io.github.lanewise.formats.onnx.facts;

import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The extents of what a node makes, where those of its inputs say them. */
public final class Extents {
    private static final Set<String> SAME = Set.of(
            "Identity",
            "Cast",
            "Dropout",
            "Sigmoid",
            "Tanh",
            "Relu",
            "Elu",
            "LeakyRelu",
            "HardSigmoid",
            "Softsign",
            "Softplus",
            "ThresholdedRelu",
            "Softmax",
            "LogSoftmax",
            "Neg",
            "Sqrt",
            "Reciprocal",
            "Clip",
            "Not",
            "LayerNormalization",
            "BatchNormalization",
            "ReverseSequence",
            // A list has the extents of its elements.
            "SequenceAt");

    private final Facts facts;
    private final OnnxNode node;
    private final @Nullable List<Dim> first;

    private Extents(Facts facts, OnnxNode node) {
        this.facts = facts;
        this.node = node;
        String input = node.input(0);
        first = input == null ? null : facts.extents(input);
    }

    /** Takes note of the extents of a node's outputs. */
    public static void note(Facts facts, OnnxNode node) {
        Extents extents = new Extents(facts, node);
        if (node.operator().equals("Split")) {
            extents.split();
            return;
        }
        if (Set.of("LSTM", "GRU", "RNN").contains(node.operator())) {
            extents.recurrent();
            return;
        }
        List<Dim> dims = extents.ofFirst();
        String output = node.output(0);
        if (dims != null && output != null) {
            facts.putExtents(output, dims);
        }
    }

    private @Nullable List<Dim> ofFirst() {
        if (first == null || SAME.contains(node.operator())) {
            return first;
        }
        return switch (node.operator()) {
            case "Add", "Sub", "Mul", "Div", "Pow", "Less", "Greater", "Equal", "And", "Or" -> broadcast(second());
            case "MatMul" -> product(false);
            case "Gemm" -> product(Facts.integer(node, "transB", 0) == 1);
            case "Concat" -> concatenated();
            case "Slice" -> sliced();
            case "Gather" -> gathered();
            case "Transpose" -> transposed();
            case "Unsqueeze" -> unsqueezed();
            case "Squeeze" -> squeezed();
            case "Reshape" -> reshaped();
            case "Expand" -> expanded();
            case "SplitToSequence" -> listed();
            case "ReduceMean" -> averaged();
            case "GlobalAveragePool" -> pooled();
            case "Conv" -> convolved();
            default -> null;
        };
    }

    private List<Dim> known() {
        return Objects.requireNonNull(first);
    }

    private @Nullable List<Dim> second() {
        String input = node.input(1);
        return input == null ? null : facts.extents(input);
    }

    private @Nullable List<Dim> broadcast(@Nullable List<Dim> other) {
        if (other == null) {
            return null;
        }
        List<Dim> result = new ArrayList<>();
        int rank = Math.max(known().size(), other.size());
        for (int i = 1; i <= rank; i++) {
            Dim one = i <= known().size() ? known().get(known().size() - i) : Dim.ONE;
            Dim two = i <= other.size() ? other.get(other.size() - i) : Dim.ONE;
            result.addFirst(one.is(1) ? two : one);
        }
        return result;
    }

    private @Nullable List<Dim> product(boolean transposed) {
        List<Dim> matrix = second();
        if (matrix == null || matrix.size() != 2 || known().isEmpty() || Facts.integer(node, "transA", 0) == 1) {
            return null;
        }
        List<Dim> result = new ArrayList<>(known());
        result.set(result.size() - 1, matrix.get(transposed ? 0 : 1));
        return result;
    }

    private @Nullable List<Dim> concatenated() {
        int axis = Facts.axis(node, 0, known().size());
        if (axis < 0) {
            return null;
        }
        Dim sum = Dim.of(0);
        for (String input : node.inputs()) {
            List<Dim> dims = facts.extents(input);
            Dim longer = dims == null || dims.size() != known().size() ? null : sum.plus(dims.get(axis));
            if (longer == null) {
                return null;
            }
            sum = longer;
        }
        List<Dim> result = new ArrayList<>(known());
        result.set(axis, sum);
        return result;
    }

    private @Nullable List<Dim> sliced() {
        long[] starts = facts.numbers(node, 1, "starts");
        long[] ends = facts.numbers(node, 2, "ends");
        long[] axes = facts.numbers(node, 3, "axes");
        long[] steps = node.input(4) == null ? null : facts.numbers(node.input(4));
        if (starts == null || ends == null || (node.input(4) != null && steps == null)) {
            return null;
        }
        List<Dim> result = new ArrayList<>(known());
        for (int i = 0; i < starts.length; i++) {
            int axis = Facts.axis(axes == null ? i : axes[i], known().size());
            if (axis < 0 || i >= ends.length) {
                return null;
            }
            Dim length = Ranges.length(known().get(axis), starts[i], ends[i], steps == null ? 1 : steps[i]);
            if (length == null) {
                return null;
            }
            result.set(axis, length);
        }
        return result;
    }

    private @Nullable List<Dim> gathered() {
        int axis = Facts.axis(node, 0, known().size());
        List<Dim> indices = second();
        if (axis < 0 || indices == null) {
            return null;
        }
        List<Dim> result = new ArrayList<>(known().subList(0, axis));
        result.addAll(indices);
        result.addAll(known().subList(axis + 1, known().size()));
        return result;
    }

    private @Nullable List<Dim> transposed() {
        long[] perm = Facts.integers(node, "perm");
        if (perm == null) {
            List<Dim> result = new ArrayList<>(known());
            Collections.reverse(result);
            return result;
        }
        List<Dim> result = new ArrayList<>();
        for (long each : perm) {
            int axis = Facts.axis(each, known().size());
            if (axis < 0) {
                return null;
            }
            result.add(known().get(axis));
        }
        return result;
    }

    private @Nullable List<Dim> unsqueezed() {
        long[] axes = facts.numbers(node, 1, "axes");
        if (axes == null) {
            return null;
        }
        TreeSet<Integer> sorted = new TreeSet<>();
        for (long axis : axes) {
            sorted.add(Facts.axis(axis, known().size() + axes.length));
        }
        List<Dim> result = new ArrayList<>(known());
        for (int axis : sorted) {
            if (axis < 0 || axis > result.size()) {
                return null;
            }
            result.add(axis, Dim.ONE);
        }
        return result;
    }

    private @Nullable List<Dim> squeezed() {
        long[] axes = facts.numbers(node, 1, "axes");
        TreeSet<Integer> sorted = new TreeSet<>();
        for (int i = 0; i < known().size() && axes == null; i++) {
            if (node.input(1) != null || !known().get(i).isNumber()) {
                return null;
            }
            if (known().get(i).is(1)) {
                sorted.add(i);
            }
        }
        for (int i = 0; axes != null && i < axes.length; i++) {
            sorted.add(Facts.axis(axes[i], known().size()));
        }
        List<Dim> result = new ArrayList<>(known());
        for (int axis : sorted.descendingSet()) {
            if (axis < 0) {
                return null;
            }
            result.remove(axis);
        }
        return result;
    }

    private @Nullable List<Dim> reshaped() {
        long[] shape = facts.numbers(node.input(1));
        if (shape == null) {
            return null;
        }
        List<Dim> result = new ArrayList<>();
        for (int i = 0; i < shape.length; i++) {
            boolean copied = shape[i] == 0 && Facts.integer(node, "allowzero", 0) == 0;
            if (copied && i >= known().size()) {
                return null;
            }
            result.add(copied ? known().get(i) : Dim.of(shape[i]));
        }
        int inferred = result.indexOf(Dim.of(-1));
        if (inferred >= 0) {
            result.set(inferred, Dim.ONE);
            Dim rest = Dim.product(known()).dividedBy(Dim.product(result));
            if (rest == null) {
                return null;
            }
            result.set(inferred, rest);
        }
        return result;
    }

    private @Nullable List<Dim> averaged() {
        long[] axes = facts.numbers(node, 1, "axes");
        if (axes == null || Facts.integer(node, "keepdims", 1) != 1) {
            return null;
        }
        List<Dim> result = new ArrayList<>(known());
        for (long each : axes) {
            int axis = Facts.axis(each, result.size());
            if (axis < 0) {
                return null;
            }
            result.set(axis, Dim.ONE);
        }
        return result;
    }

    private @Nullable List<Dim> expanded() {
        String shape = node.input(1);
        return shape != null && facts.constant(shape) instanceof IntegerConstant integers
                ? broadcast(integers.elements())
                : null;
    }

    /** Of a kernel of one element without stride and padding, which changes the channels only. */
    private @Nullable List<Dim> convolved() {
        List<Dim> kernel = second();
        if (kernel == null || kernel.size() != known().size() || known().size() < 3) {
            return null;
        }
        boolean one = kernel.subList(2, kernel.size()).stream().allMatch(dim -> dim.is(1));
        if (!one || !areAll(Facts.integers(node, "strides"), 1) || !areAll(Facts.integers(node, "pads"), 0)) {
            return null;
        }
        List<Dim> result = new ArrayList<>(known());
        result.set(1, kernel.getFirst());
        return result;
    }

    private static boolean areAll(long @Nullable [] numbers, long expected) {
        return numbers == null || Arrays.stream(numbers).allMatch(number -> number == expected);
    }

    private List<Dim> pooled() {
        List<Dim> result = new ArrayList<>(known());
        for (int axis = 2; axis < result.size(); axis++) {
            result.set(axis, Dim.ONE);
        }
        return result;
    }

    /** Of each element of a list of steps. */
    private @Nullable List<Dim> listed() {
        int axis = Facts.axis(node, 0, known().size());
        if (axis < 0 || node.input(1) != null) {
            return null;
        }
        List<Dim> result = new ArrayList<>(known());
        if (Facts.integer(node, "keepdims", 1) == 0) {
            result.remove(axis);
        } else {
            result.set(axis, Dim.ONE);
        }
        return result;
    }

    private void split() {
        int axis = first == null ? -1 : Facts.axis(node, 0, first.size());
        if (axis < 0 || !known().get(axis).isNumber()) {
            return;
        }
        int[] lengths = Ranges.parts(facts, node, (int) known().get(axis).factor());
        for (int i = 0; lengths != null && i < lengths.length; i++) {
            List<Dim> part = new ArrayList<>(known());
            part.set(axis, Dim.of(lengths[i]));
            String output = node.output(i);
            if (output != null) {
                facts.putExtents(output, part);
            }
        }
    }

    /** Y (time, directions, batch, units), and the final states without time; with layout 1 their batch comes first. */
    private void recurrent() {
        String hidden = node.input(2);
        List<Dim> matrix = hidden == null ? null : facts.extents(hidden);
        if (first == null || first.size() != 3 || matrix == null || matrix.size() != 3) {
            return;
        }
        boolean batchFirst = Facts.integer(node, "layout", 0) == 1;
        Dim directions = matrix.getFirst();
        Dim units = matrix.getLast();
        Dim batch = first.get(batchFirst ? 0 : 1);
        Dim time = first.get(batchFirst ? 1 : 0);
        List<Dim> rows = batchFirst ? List.of(batch, time, directions, units) : List.of(time, directions, batch, units);
        List<Dim> states = batchFirst ? List.of(batch, directions, units) : List.of(directions, batch, units);
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.output(i);
            if (output != null) {
                facts.putExtents(output, i == 0 ? rows : states);
            }
        }
    }
}
