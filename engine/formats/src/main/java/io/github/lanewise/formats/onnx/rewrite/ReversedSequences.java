package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers over sequences that a ReverseSequence or a Slice turns round as a whole, as Keras's backward layers are
 * written: each is the reverse direction of a recurrent node, whose rows stand in the order of time.
 */
final class ReversedSequences {
    private final Rewriting rewriting;
    private final Facts facts;

    private ReversedSequences(Rewriting rewriting) {
        this.rewriting = rewriting;
        facts = rewriting.facts();
    }

    static void rewrite(Rewriting rewriting) {
        ReversedSequences reversed = new ReversedSequences(rewriting);
        for (OnnxNode node : rewriting.nodes()) {
            boolean recurrent = Set.of("LSTM", "GRU", "RNN").contains(node.operator())
                    && node.domain().isEmpty()
                    && node.input(4) == null
                    && Facts.integer(node, "layout", 0) == 0;
            if (recurrent && direction(node).equals("forward")) {
                reversed.turn(node);
            }
        }
    }

    private static String direction(OnnxNode node) {
        OnnxAttribute direction = node.attributes().get("direction");
        return direction == null ? "forward" : direction.text.toLowerCase(Locale.ROOT);
    }

    /** What stands behind a node's rows, and from which it is made anew. */
    private record Use(OnnxNode node, String rows, int time) {}

    private void turn(OnnxNode node) {
        String x = node.input(0);
        List<OnnxNode> made = new ArrayList<>();
        String straight = x == null ? null : straight(x, 0, node.outputs().getFirst(), made);
        String rows = node.output(0);
        if (straight == null) {
            return;
        }
        List<Use> uses = new ArrayList<>();
        if (rows != null && !readers(rows, 0, uses)) {
            return;
        }
        OnnxNode turned = turned(node, straight);
        made.add(turned);
        rewriting.replace(List.of(firstOutput(node)), made);
        for (Use use : uses) {
            finish(use, turned);
        }
    }

    private static String firstOutput(OnnxNode node) {
        return node.outputs().stream()
                .filter(output -> !output.isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private OnnxNode turned(OnnxNode node, String x) {
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(0, x);
        Map<String, OnnxAttribute> attributes = new LinkedHashMap<>(node.attributes());
        attributes.put("direction", OnnxAttribute.text("reverse"));
        List<String> outputs = new ArrayList<>(node.outputs());
        while (outputs.size() < 2) {
            outputs.add("");
        }
        if (outputs.get(1).isEmpty()) {
            outputs.set(1, firstOutput(node) + ".last");
        }
        return rewriting.node(node.operator(), node.name(), inputs, outputs, attributes, node.titles());
    }

    /** A value in its own order, of one whose axis is turned round; null where it is not. */
    private @Nullable String straight(String value, int axis, String name, List<OnnxNode> made) {
        OnnxNode maker = rewriting.maker(value);
        String input = maker == null ? null : maker.input(0);
        if (maker == null || input == null) {
            return null;
        }
        if (isTurned(maker, axis)) {
            return input;
        }
        long[] perm = maker.operator().equals("Transpose") ? Facts.integers(maker, "perm") : null;
        String before = perm == null ? null : straight(input, (int) perm[axis], name, made);
        if (perm == null || before == null) {
            return null;
        }
        String output = name + ".straight";
        made.add(rewriting.transpose(before, output, perm));
        return output;
    }

    private boolean isTurned(OnnxNode node, int axis) {
        String input = node.inputs().getFirst();
        if (node.operator().equals("Slice")) {
            long[] starts = facts.numbers(node, 1, "starts");
            long[] ends = facts.numbers(node, 2, "ends");
            long[] axes = facts.numbers(node, 3, "axes");
            long[] steps = facts.numbers(node.input(4));
            return starts != null
                    && ends != null
                    && axes != null
                    && steps != null
                    && starts.length == 1
                    && starts[0] == -1
                    && ends[0] <= -Integer.MAX_VALUE
                    && steps[0] == -1
                    && Facts.axis(axes[0], facts.rank(input)) == axis;
        }
        return node.operator().equals("ReverseSequence")
                && Facts.integer(node, "time_axis", 0) == axis
                && isWhole(node.input(1), input, axis);
    }

    /** Whether lengths are all that the axis has, for every sequence. */
    private boolean isWhole(@Nullable String lengths, String value, int axis) {
        List<Dim> dims = facts.extents(value);
        if (lengths == null || dims == null || axis >= dims.size()) {
            return false;
        }
        Value constant = facts.constant(lengths);
        if (constant instanceof IntegerConstant integers) {
            return integers.elements().stream().allMatch(dims.get(axis)::equals);
        }
        OnnxNode expand = rewriting.maker(lengths, "Expand");
        String one = expand == null ? null : expand.input(0);
        return one != null
                && facts.constant(one) instanceof IntegerConstant integers
                && integers.count() == 1
                && integers.elements().getFirst().equals(dims.get(axis));
    }

    /** The nodes behind rows whose axis of time is turned round: those that turn it back, or take its last step. */
    private boolean readers(String value, int time, List<Use> uses) {
        if (rewriting.isOutput(value)) {
            return false;
        }
        for (OnnxNode reader : rewriting.readers(value)) {
            String output = reader.output(0);
            boolean follows = output != null
                    && switch (reader.operator()) {
                        case "Transpose" -> readers(output, moved(reader, time), uses);
                        case "Squeeze" -> readers(output, squeezed(reader, value, time), uses);
                        case "Identity" -> readers(output, time, uses);
                        case "ReverseSequence", "Slice", "Gather" -> {
                            boolean ends = isTurned(reader, time) || isLast(reader, time);
                            uses.add(new Use(reader, value, time));
                            yield ends;
                        }
                        default -> false;
                    };
            if (!follows) {
                return false;
            }
        }
        return true;
    }

    private static int moved(OnnxNode transpose, int time) {
        long[] perm = Facts.integers(transpose, "perm");
        for (int i = 0; perm != null && i < perm.length; i++) {
            if (perm[i] == time) {
                return i;
            }
        }
        return -1;
    }

    private int squeezed(OnnxNode squeeze, String value, int time) {
        long[] axes = facts.numbers(squeeze, 1, "axes");
        int before = 0;
        for (int i = 0; axes != null && i < axes.length; i++) {
            before += Facts.axis(axes[i], facts.rank(value)) < time ? 1 : 0;
        }
        return time - before;
    }

    private boolean isLast(OnnxNode node, int time) {
        String input = node.inputs().getFirst();
        int extent = facts.size(input, time);
        if (node.operator().equals("Gather")) {
            long[] index = facts.numbers(node.input(1));
            return Facts.axis(node, 0, facts.rank(input)) == time
                    && index != null
                    && index.length == 1
                    && (index[0] == -1 || index[0] == extent - 1);
        }
        long[] starts = facts.numbers(node, 1, "starts");
        long[] axes = facts.numbers(node, 3, "axes");
        return node.operator().equals("Slice")
                && starts != null
                && starts.length == 1
                && (starts[0] == -1 || starts[0] == extent - 1)
                && Facts.axis(axes == null ? 0 : axes[0], facts.rank(input)) == time
                && facts.size(node.outputs().getFirst(), time) == 1;
    }

    /** Rows that were turned back are the node's own; the last step is the final state. */
    private void finish(Use use, OnnxNode turned) {
        String output = use.node.outputs().getFirst();
        if (isTurned(use.node, use.time)) {
            rewriting.replace(List.of(output), List.of(rewriting.identity(use.rows, output)));
            return;
        }
        // Y_h (1, batch, units), and what is left of the rows: their axes without time.
        List<Dim> dims = facts.extents(output);
        String last = turned.outputs().get(1);
        List<OnnxNode> made = new ArrayList<>();
        String state = output + ".state";
        made.add(rewriting.squeeze(last, state, 0));
        List<Long> ones = new ArrayList<>();
        for (int i = 0; dims != null && i < dims.size() - 1; i++) {
            if (dims.get(i).is(1) && ones.size() < dims.size() - 2) {
                ones.add((long) i);
            }
        }
        made.add(rewriting.unsqueeze(state, output, ones));
        rewriting.replace(List.of(output), made);
    }
}
