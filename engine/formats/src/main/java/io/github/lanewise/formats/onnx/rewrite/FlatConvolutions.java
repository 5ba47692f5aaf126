package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.value.RealConstant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions along time that stand as ones of images of a single row, as TensorFlow's exporter writes them: an axis comes and
 * goes around a Conv of two dimensions, whose padding may be a node of its own and whose bias is added behind it.
 */
final class FlatConvolutions {
    private static final long[] CHANNELS_FIRST = {0, 3, 1, 2};

    private final Rewriting rewriting;
    private final Facts facts;

    private FlatConvolutions(Rewriting rewriting) {
        this.rewriting = rewriting;
        facts = rewriting.facts();
    }

    /** Rows (batch, time, features), with as many zeros before and behind them. */
    private record Sequence(String rows, long before, long after) {}

    static void rewrite(Rewriting rewriting) {
        FlatConvolutions convolutions = new FlatConvolutions(rewriting);
        for (OnnxNode node : rewriting.nodes()) {
            if (node.domain().isEmpty() && node.operator().equals("Conv")) {
                convolutions.flatten(node);
            }
        }
    }

    private void flatten(OnnxNode conv) {
        RealConstant weight = facts.reals(conv.input(1));
        Sequence sequence = sequence(conv.input(0));
        OnnxNode squeeze = only(conv.outputs().getFirst(), "Squeeze");
        long[] axes = squeeze == null ? null : facts.numbers(squeeze, 1, "axes");
        boolean flat = weight != null && weight.rank() == 4 && weight.size(2) == 1 && isAxis(axes, 2, 4);
        Map<String, OnnxAttribute> attributes = sequence == null ? null : attributes(conv, sequence);
        if (!flat || weight == null || squeeze == null || sequence == null || attributes == null) {
            return;
        }
        String output = squeeze.outputs().getFirst();
        String given = conv.input(2);
        OnnxNode sum = given == null ? only(output, "Add") : null;
        RealConstant bias = sum == null ? null : bias(sum, output, weight.size(0));
        String made = bias == null || sum == null ? output : sum.outputs().getFirst();
        List<String> inputs = new ArrayList<>(List.of(
                made + ".channels",
                rewriting.constant(
                        made + ".kernel", weight.shaped(new int[] {weight.size(0), weight.size(1), weight.size(3)}))));
        if (bias != null) {
            inputs.add(rewriting.constant(made + ".bias", bias.shaped(new int[] {bias.count()})));
        } else if (given != null) {
            inputs.add(given);
        }
        OnnxNode channels = rewriting.transpose(sequence.rows, made + ".channels", 0, 2, 1);
        OnnxNode flatConv =
                rewriting.node("Conv", conv.name(), inputs, List.of(made), attributes, List.of(conv.title()));
        rewriting.replace(List.of(made), List.of(channels, flatConv));
    }

    private static boolean isAxis(long @Nullable [] axes, int axis, int rank) {
        return axes != null && axes.length == 1 && Facts.axis(axes[0], rank) == axis;
    }

    /** The one reader of a value, if it is of an operator. */
    private @Nullable OnnxNode only(String value, String operator) {
        List<OnnxNode> readers = rewriting.readers(value);
        boolean one = readers.size() == 1
                && !rewriting.isOutput(value)
                && readers.getFirst().domain().isEmpty()
                && readers.getFirst().operator().equals(operator);
        return one ? readers.getFirst() : null;
    }

    /** A constant of as many elements as there are channels, which stand before the positions. */
    private @Nullable RealConstant bias(OnnxNode sum, String rows, int channels) {
        String other = rows.equals(sum.input(0)) ? sum.input(1) : sum.input(0);
        RealConstant bias = facts.reals(other);
        boolean fits = bias != null
                && bias.count() == channels
                && bias.rank() >= 2
                && bias.size(bias.rank() - 1) == 1
                && bias.size(bias.rank() - 2) == channels;
        return fits ? bias : null;
    }

    private @Nullable Sequence sequence(@Nullable String value) {
        OnnxNode transpose = rewriting.maker(value, "Transpose");
        long[] perm = transpose == null ? null : Facts.integers(transpose, "perm");
        OnnxNode unsqueeze = transpose == null ? null : rewriting.maker(transpose.input(0), "Unsqueeze");
        String rows = unsqueeze == null ? null : unsqueeze.input(0);
        boolean flat = unsqueeze != null
                && Arrays.equals(perm, CHANNELS_FIRST)
                && isAxis(facts.numbers(unsqueeze, 1, "axes"), 1, 4);
        OnnxNode pad = rewriting.maker(rows, "Pad");
        if (!flat || rows == null || pad == null) {
            return flat && rows != null ? new Sequence(rows, 0, 0) : null;
        }
        long[] pads = facts.numbers(pad, 1, "pads");
        String inner = pad.input(0);
        OnnxAttribute mode = pad.attributes().get("mode");
        boolean zeros = (mode == null || mode.text.equals("constant"))
                && (pad.input(2) == null ? Facts.real(pad, "value", 0) : facts.scalar(pad.input(2))) == 0
                && pad.input(3) == null;
        boolean alongTime = zeros
                && pads != null
                && pads.length == 6
                && pads[0] == 0
                && pads[2] == 0
                && pads[3] == 0
                && pads[5] == 0
                && pads[1] >= 0
                && pads[4] >= 0;
        return alongTime && pads != null && inner != null ? new Sequence(inner, pads[1], pads[4]) : null;
    }

    /** The attributes without those of the axis that is gone; null where that axis is not left alone. */
    private static @Nullable Map<String, OnnxAttribute> attributes(OnnxNode conv, Sequence sequence) {
        Map<String, OnnxAttribute> attributes = new LinkedHashMap<>(conv.attributes());
        for (String name : List.of("dilations", "strides", "kernel_shape")) {
            long[] both = Facts.integers(conv, name);
            if (both != null && (both.length != 2 || both[0] != 1)) {
                return null;
            }
            if (both != null) {
                attributes.put(name, OnnxAttribute.integers(both[1]));
            }
        }
        long[] pads = Facts.integers(conv, "pads");
        boolean own = pads != null && (pads.length != 4 || pads[0] != 0 || pads[2] != 0);
        OnnxAttribute automatic = conv.attributes().get("auto_pad");
        boolean same = automatic != null && automatic.text.startsWith("SAME");
        boolean padded = sequence.before > 0 || sequence.after > 0;
        if (own || (same && padded)) {
            return null;
        }
        if (!same) {
            attributes.remove("auto_pad");
            long before = sequence.before + (pads == null ? 0 : pads[1]);
            long after = sequence.after + (pads == null ? 0 : pads[3]);
            attributes.put("pads", OnnxAttribute.integers(before, after));
        }
        return attributes;
    }
}
