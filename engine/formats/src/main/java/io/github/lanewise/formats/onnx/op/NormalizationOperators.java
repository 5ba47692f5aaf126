package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** LayerNormalization. One that the rewriter has put in the place of several nodes may have no weight. */
final class NormalizationOperators {
    private NormalizationOperators() {}

    static Rows layer(NodeContext o, Folding folding) throws FormatException {
        Rows rows = folding.rows(o, 0);
        int rank = rows.axes().size();
        if (!rows.endsWithFeatures() || o.axis("axis", -1, rank) != rank - 1) {
            throw o.refusedInput(0, "rows whose features are the axis", rows);
        }
        float epsilon = o.real("epsilon", 1e-5f);
        if (o.integer("stash_type", 1) != 1) {
            throw o.refused("attribute stash_type of 1 (FLOAT)", Long.toString(o.integer("stash_type", 1)));
        }
        int size = LayerOperators.sizeOf(rows, folding);
        Tensor weight = o.optional(1) == null && o.isRewritten() ? ones(folding, size) : vector(o, folding, 1, size);
        @Nullable Tensor bias = o.optional(2) == null ? null : vector(o, folding, 2, size);
        return folded(o, folding, rows, weight, bias, epsilon);
    }

    private static Tensor ones(Folding folding, int size) {
        float[] ones = new float[Math.max(0, size)];
        Arrays.fill(ones, 1);
        return folding.origins().made(Tensor.of(ones, ones.length), List.of(), "");
    }

    private static Tensor vector(NodeContext o, Folding folding, int index, int size) throws FormatException {
        RealConstant vector = folding.constant(o, index, "a vector");
        if (!vector.hasShape(size)) {
            throw o.refused("a vector of " + size + " features", vector.describe());
        }
        return folding.origins().made(vector.tensor(), vector.names(), "");
    }

    private static Rows folded(
            NodeContext o, Folding folding, Rows rows, Tensor weight, @Nullable Tensor bias, float epsilon)
            throws FormatException {
        try {
            LayerNormSpec layer = new LayerNormSpec(folding.layerName("norm"), weight, bias, epsilon);
            return rows.through(rows.chain().then(layer));
        } catch (IllegalArgumentException e) {
            throw o.refused("a layer normalization", String.valueOf(e.getMessage()));
        }
    }
}
