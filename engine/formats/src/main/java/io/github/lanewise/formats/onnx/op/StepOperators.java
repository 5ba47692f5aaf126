package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Flipped;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.StepList;
import io.github.lanewise.formats.onnx.value.TimeStep;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.LinearSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that take single time steps of rows: SplitToSequence and SequenceAt, and the Slice that turns time round. */
final class StepOperators {
    private StepOperators() {}

    static StepList splitToSequence(NodeContext o) throws FormatException {
        Value value = o.value(0);
        int axis = o.axis("axis", 0, MovementOperators.rank(o, value));
        boolean keepsAxis = o.integer("keepdims", 1) != 0;
        Value split = o.optional(1);
        if (split != null) {
            throw o.refusedInput(1, "no lengths, for steps of one element each,", split);
        }
        if (value instanceof Flipped flipped && flipped.axis() == axis) {
            return new StepList(flipped.rows(), axis, true, keepsAxis);
        }
        if (value instanceof Rows rows && hasSteps(rows, axis)) {
            return new StepList(rows, axis, false, keepsAxis);
        }
        throw o.refusedInput(0, "rows of every step of a linear layer, split along time,", value);
    }

    static Value sequenceAt(NodeContext o, KnownExtents sizes) throws FormatException {
        if (!(o.value(0) instanceof StepList list)) {
            throw o.refusedInput(0, "a sequence of SplitToSequence", o.value(0));
        }
        long[] position = o.numbers(1);
        if (position.length != 1) {
            throw o.refusedInput(1, "one position", o.value(1));
        }
        Dim extent = sizes.known(AxisPart.extent(list.rows().axes().get(list.axis())));
        long index = position[0] < 0 && extent.isNumber() ? position[0] + extent.factor() : position[0];
        if (index < 0 || index > Integer.MAX_VALUE || (extent.isNumber() && index >= extent.factor())) {
            throw o.refused("a position from 0 below the extent " + extent, Long.toString(position[0]));
        }
        TimeStep step = step(list.rows(), list.axis(), list.reversed(), (int) index);
        return list.keepsAxis() ? step : MovementOperators.dropped(o, step, list.axis());
    }

    /** Whether an axis of rows may be time, of a linear layer in front of a recurrence. */
    static boolean hasSteps(Rows rows, int axis) {
        return rows.head() == Head.EVERY_STEP
                && rows.direction() < 0
                && rows.chain().layer() instanceof LinearSpec
                && rows.axes().get(axis).size() <= 1
                && !rows.axes().get(axis).equals(rows.features());
    }

    /** One step, whose axis then has extent 1. */
    static TimeStep step(Rows rows, int axis, boolean reversed, int index) {
        return new TimeStep(
                rows.chain(),
                rows.features(),
                rows.axes().get(axis),
                reversed,
                index,
                AxisPart.replaced(rows.axes(), axis, List.of()));
    }

    /** All of an axis, from its end to its beginning, whatever its extent; null where a Slice is another. */
    static @Nullable Flipped flipped(Value value, int axis, long start, long end, long step) {
        boolean flips = start == -1 && end <= -Integer.MAX_VALUE && step == -1;
        return flips && value instanceof Rows rows && hasSteps(rows, axis) ? new Flipped(rows, axis) : null;
    }
}
