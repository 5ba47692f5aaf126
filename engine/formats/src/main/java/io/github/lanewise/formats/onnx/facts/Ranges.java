package io.github.lanewise.formats.onnx.facts;

import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import org.jspecify.annotations.Nullable;

/** Parts of axes, as Slice and Split count them. */
public final class Ranges {
    private Ranges() {}

    /** How many elements a slice of an axis has; null where that is not known. */
    public static @Nullable Dim length(Dim extent, long start, long end, long step) {
        if (step == 1 && start == 0 && end >= Integer.MAX_VALUE) {
            return extent;
        }
        if (extent.isNumber() && step == 1) {
            long size = extent.factor();
            long from = Math.clamp(start < 0 ? start + size : start, 0, size);
            long to = Math.clamp(end < 0 ? end + size : end, 0, size);
            return Dim.of(Math.max(0, to - from));
        }
        if (start == -1 && end <= -Integer.MAX_VALUE && step == -1) {
            return extent;
        }
        boolean oneOfMany = step == 1
                && (end == start + 1 || (start == -1 && end >= Integer.MAX_VALUE))
                && !extent.isNumber()
                && end != 0;
        return oneOfMany ? Dim.ONE : null;
    }

    /** The lengths of the parts that a Split makes of an axis; null where it does not say them. */
    public static int @Nullable [] parts(Facts facts, OnnxNode node, int extent) {
        int count = node.outputs().size();
        boolean given = node.input(1) != null || node.attributes().containsKey("split");
        long[] lengths = facts.numbers(node, 1, "split");
        if (given && (lengths == null || lengths.length != count)) {
            return null;
        }
        int[] parts = new int[count];
        int each = (extent + count - 1) / count;
        int left = extent;
        for (int i = 0; i < count; i++) {
            long length = lengths == null ? Math.min(each, left) : lengths[i];
            if (length < 0 || length > left) {
                return null;
            }
            parts[i] = (int) length;
            left -= parts[i];
        }
        return left == 0 ? parts : null;
    }
}
