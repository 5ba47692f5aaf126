package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Channels;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.InputView;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RecurrentNode;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.onnx.value.ValueExtents;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Operators that pick from an axis or put side by side: Slice, Gather, Split. */
final class SelectionOperators {
    private SelectionOperators() {}

    static Value slice(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        long[] starts = o.numbers(1, "starts");
        long[] ends = o.numbers(2, "ends");
        long[] axes = o.numbers(3, "axes");
        long[] steps = o.optional(4) == null ? null : o.numbers(4);
        if (starts == null || ends == null || starts.length != ends.length) {
            throw o.refused("starts and ends, one an axis", "others");
        }
        if ((axes != null && axes.length != starts.length) || (steps != null && steps.length != starts.length)) {
            throw o.refused("an axis and a step for each of " + starts.length + " starts", "others");
        }
        for (int i = 0; i < starts.length; i++) {
            int rank = ValueExtents.rank(value);
            int axis = o.axis(axes == null ? i : axes[i], rank);
            value = sliced(o, folding, value, axis, starts[i], ends[i], steps == null ? 1 : steps[i]);
        }
        return value;
    }

    private static Value sliced(NodeContext o, Folding folding, Value value, int axis, long start, long end, long step)
            throws FormatException {
        Dim extent = folding.sizes().known(ValueExtents.of(value).get(axis));
        if (step == 1 && start == 0 && (end >= Integer.MAX_VALUE || extent.is(end))) {
            return value;
        }
        if (!extent.isNumber()) {
            // The last or the first of an axis whose extent only a run knows.
            if (step == 1 && start == -1 && end >= Integer.MAX_VALUE) {
                return picked(o, folding, value, axis, -1);
            }
            if (step == 1 && start == 0 && end == 1) {
                return picked(o, folding, value, axis, 0);
            }
            throw o.refused(
                    "all of an axis, or its last, since its extent " + extent + " is not known", start + " to " + end);
        }
        if (step == 0 || Math.abs(step) > Integer.MAX_VALUE) {
            throw o.refused("a step other than 0", Long.toString(step));
        }
        long size = extent.factor();
        long from = Math.clamp(start < 0 ? start + size : start, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        long to = Math.clamp(end < 0 ? end + size : end, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        int count = (int) Math.max(0, step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step);
        return ranged(o, folding, value, axis, (int) from, (int) step, count);
    }

    private static Value ranged(NodeContext o, Folding folding, Value value, int axis, int from, int step, int count)
            throws FormatException {
        return switch (value) {
            case Constant constant -> constant.sliced(axis, from, step, count);
            case RepeatedConstant repeated when step == 1 -> repeated.sliced(axis, from, count);
            case FinalStates states
            when states.isArrayAxis(axis) && count > 0 -> states.sliced(axis, from, step, count);
            case InputView view
            when step == 1 && count == 1 && view.axes().get(axis).size() == 1 -> view.at(axis, from);
            case InputView view
            when step == 1 && count > 1 && view.axes().get(axis).size() == 1 -> {
                AxisPart old = view.axes().get(axis).getFirst();
                AxisPart part = new AxisPart(old.id(), Dim.of(count), old.from() + from);
                yield view.moved(AxisPart.replaced(view.axes(), axis, List.of(part)));
            }
            case Rows rows
            when step == 1 && count > 0 && isChannels(rows, axis) -> new Channels(rows, axis, from, count);
            case Rows rows when step == 1 && count == 1 -> picked(o, folding, rows, axis, from);
            default -> throw o.refusedInput(0, "a slice of layers and directions, or the last time step", value);
        };
    }

    /** Whether an axis has the channels of what is not recurrent, whole. */
    private static boolean isChannels(Rows rows, int axis) {
        return !rows.chain().isRecurrent()
                && rows.chain().layer() != null
                && !rows.features().isEmpty()
                && rows.axes().get(axis).equals(List.of(rows.features().getLast()));
    }

    /** One element of an axis, which then has extent 1. */
    private static Value picked(NodeContext o, Folding folding, Value value, int axis, long index)
            throws FormatException {
        Dim extent = folding.sizes().known(ValueExtents.of(value).get(axis));
        boolean last = index == -1 || extent.is(index + 1);
        if (extent.isNumber() && (index < -extent.factor() || index >= extent.factor())) {
            throw o.refused("an index below the extent " + extent, Long.toString(index));
        }
        if (extent.isNumber() && !(value instanceof Rows)) {
            return ranged(o, folding, value, axis, (int) (index < 0 ? index + extent.factor() : index), 1, 1);
        }
        if (value instanceof Rows rows && extent.is(1)) {
            return rows;
        }
        if (value instanceof Rows rows
                && rows.head() == Head.EVERY_STEP
                && rows.chain().isRecurrent()) {
            List<AxisPart> parts = rows.axes().get(axis);
            List<List<AxisPart>> axes = AxisPart.replaced(rows.axes(), axis, List.of());
            if (last && parts.equals(folding.time()) && rows.direction() < 0) {
                return new Rows(rows.chain(), axes, rows.features(), Head.LAST_STEP, -1);
            }
            Rows end = parts.equals(folding.time()) ? endOfDirection(rows, axes, last, index == 0) : null;
            if (end != null) {
                return end;
            }
            boolean direction =
                    rows.hasDirections() && parts.equals(rows.features().subList(0, 1));
            if (direction && extent.isNumber()) {
                int which = (int) (index < 0 ? index + extent.factor() : index);
                return new Rows(rows.chain(), axes, rows.features(), rows.head(), which);
            }
        }
        throw o.refusedInput(0, "the last time step, or a direction, of a recurrent layer", value);
    }

    /** The last step of the forward direction, or the first of the reverse one: its final hidden state. */
    private static @Nullable Rows endOfDirection(Rows rows, List<List<AxisPart>> axes, boolean last, boolean first) {
        List<RecurrentNode> nodes = rows.chain().nodes();
        boolean ends = rows.direction() == 0 ? last : rows.direction() == 1 && first;
        boolean whole = nodes.size() == 1 && nodes.getFirst().lengths() == null;
        return ends && whole
                ? new Rows(rows.chain(), axes, rows.features(), Head.FINAL_HIDDEN, rows.direction())
                : null;
    }

    static Value gather(NodeContext o, Folding folding) throws FormatException {
        Value data = o.value(0);
        Value indices = o.value(1);
        int rank = ValueExtents.rank(data);
        int axis = o.axis("axis", 0, rank);
        if (data instanceof RealConstant table && indices instanceof InputView tokens) {
            return embedding(o, folding, table, axis, tokens);
        }
        long[] numbers = o.numbers(1);
        boolean scalar = ((IntegerConstant) indices).rank() == 0;
        if (data instanceof Constant constant) {
            int[] known = new int[numbers.length];
            for (int i = 0; i < known.length; i++) {
                known[i] = o.axis(numbers[i], constant.size(axis));
            }
            return constant.gathered(axis, known, scalar);
        }
        if (numbers.length != 1) {
            throw o.refusedInput(1, "one index", indices);
        }
        Value one = picked(o, folding, data, axis, numbers[0]);
        return scalar ? MovementOperators.dropped(o, one, axis) : one;
    }

    private static Rows embedding(NodeContext o, Folding folding, RealConstant table, int axis, InputView tokens)
            throws FormatException {
        ElementType type = folding.inputType(tokens.input());
        // Of floats only where a cast to integers has been left out: the engine takes whole numbers and no others.
        boolean whole = type != null && (!type.isReal() || o.isRewritten());
        if (axis != 0 || table.rank() != 2 || !tokens.isWhole() || !whole) {
            throw o.refused("a table of rows and an input of integers", table.describe() + " and " + tokens.describe());
        }
        String name = folding.layerName("embedding");
        AxisPart feature = AxisPart.whole(name + ".features", Dim.of(table.size(1)));
        List<AxisPart> features = AxisPart.axis(feature);
        List<List<AxisPart>> axes = new ArrayList<>(tokens.axes());
        axes.add(features);
        try {
            EmbeddingSpec layer = new EmbeddingSpec(name, folding.origins().made(table.tensor(), table.names(), ""));
            return new Rows(LayerChain.of(tokens).then(layer), axes, features, Head.EVERY_STEP, -1);
        } catch (IllegalArgumentException e) {
            throw o.refused("a table of an embedding", String.valueOf(e.getMessage()));
        }
    }

    /** Split into equal parts, or as its sizes say. */
    static List<Value> split(NodeContext o, Folding folding) throws FormatException {
        Value value = o.value(0);
        int axis = o.axis("axis", 0, ValueExtents.rank(value));
        int parts = o.node().outputs().size();
        Dim extent = folding.sizes().known(ValueExtents.of(value).get(axis));
        long @Nullable [] lengths = o.numbers(1, "split");
        if (!extent.isNumber()
                || o.integer("num_outputs", parts) != parts
                || (lengths != null && lengths.length != parts)) {
            throw o.refused("an axis of known extent, split into " + parts, "extent " + extent);
        }
        List<Value> values = new ArrayList<>();
        int from = 0;
        int each = (int) ((extent.factor() + parts - 1) / parts);
        for (int i = 0; i < parts; i++) {
            long length = lengths == null ? Math.min(each, extent.factor() - from) : Objects.requireNonNull(lengths)[i];
            if (length < 0 || length > extent.factor() - from) {
                throw o.refused("parts that make up " + extent, Long.toString(length));
            }
            boolean whole = length == extent.factor();
            values.add(whole ? value : ranged(o, folding, value, axis, from, 1, (int) length));
            from += (int) length;
        }
        if (from != extent.factor()) {
            throw o.refused("parts that make up " + extent, Integer.toString(from));
        }
        return values;
    }
}
