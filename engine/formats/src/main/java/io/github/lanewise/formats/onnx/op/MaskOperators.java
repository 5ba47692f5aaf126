package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.KeepSpec;
import io.github.lanewise.spec.MaskSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mul of rows and of what layers have made of the same rows: a mask. */
final class MaskOperators {
    private MaskOperators() {}

    /** Rows times a mask that layers make of them, in any order; null where the operands are others. */
    static @Nullable Rows masked(NodeContext o, Folding folding) throws FormatException {
        Rows one = o.value(0) instanceof Constant ? null : folding.asRows(o.value(0));
        Rows other = o.value(1) instanceof Constant ? null : folding.asRows(o.value(1));
        if (one == null || other == null || !o.operator().equals("Mul")) {
            return null;
        }
        Rows inOrder = masked(o, folding, one, other);
        return inOrder == null ? masked(o, folding, other, one) : inOrder;
    }

    private static @Nullable Rows masked(NodeContext o, Folding folding, Rows rows, Rows mask) {
        int size = LayerOperators.sizeOf(rows, folding);
        if (size < 1 || size != LayerOperators.sizeOf(mask, folding) || !areAlike(rows, mask)) {
            return null;
        }
        LayerChain keep = rows.chain().then(new KeepSpec(size));
        folding.origins().made(keep, o);
        LayerChain kept = mask.chain().keeping(rows.chain(), keep, folding.origins()::moved);
        return kept == null ? null : mask.through(kept.then(new MaskSpec(size)));
    }

    /** Whether rows have the same axes of time and batch, and their features last. */
    private static boolean areAlike(Rows rows, Rows mask) {
        return rows.head() == Head.EVERY_STEP
                && mask.head() == Head.EVERY_STEP
                && rows.endsWithFeatures()
                && mask.endsWithFeatures()
                && before(rows).equals(before(mask));
    }

    private static List<List<AxisPart>> before(Rows rows) {
        return rows.axes().subList(0, rows.axes().size() - 1);
    }
}
