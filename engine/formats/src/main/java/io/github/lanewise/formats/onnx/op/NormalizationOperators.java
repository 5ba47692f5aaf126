package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.value.Normalizing;
import io.github.lanewise.formats.onnx.value.Normalizing.Part;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LayerNormalization, and the means, squares and roots that exporters write for it before version 17. */
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
        Tensor weight = vector(o, folding, 1, size);
        @Nullable Tensor bias = o.optional(2) == null ? null : vector(o, folding, 2, size);
        return folded(o, folding, rows, weight, bias, epsilon);
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
            return new Rows(rows.chain().then(layer), rows.axes(), rows.features(), rows.head(), -1);
        } catch (IllegalArgumentException e) {
            throw o.refused("a layer normalization", String.valueOf(e.getMessage()));
        }
    }

    /** The mean over the features of a row, or of the squares; null for others. */
    static @Nullable Normalizing mean(NodeContext o, Folding folding, Set<Integer> axes) throws FormatException {
        if (!axes.equals(Set.of(MovementOperators.rank(o, o.value(0)) - 1))) {
            return null;
        }
        if (is(o.value(0), Part.SQUARES)) {
            return ((Normalizing) o.value(0)).to(Part.VARIANCE);
        }
        Rows rows = folding.asRows(o.value(0));
        boolean ofFeatures = rows != null && rows.chain().layer() != null && rows.endsWithFeatures();
        return ofFeatures && rows != null ? new Normalizing(rows, Part.MEAN, 0) : null;
    }

    /** Sub of the mean, Mul with itself, Add of epsilon, Div by the deviation; null for others. */
    static @Nullable Value binary(NodeContext o, Folding folding) throws FormatException {
        Value left = o.value(0);
        Value right = o.value(1);
        return switch (o.operator()) {
            case "Sub" ->
                is(right, Part.MEAN) && rowsOf(right).equals(folding.asRows(left))
                        ? ((Normalizing) right).to(Part.CENTERED)
                        : null;
            case "Mul" -> left.equals(right) ? square(left) : null;
            case "Add" -> right instanceof RealConstant epsilon ? shifted(left, epsilon) : null;
            default ->
                is(left, Part.CENTERED)
                                && is(right, Part.DEVIATION)
                                && rowsOf(left).equals(rowsOf(right))
                        ? divided(o, folding, (Normalizing) right)
                        : null;
        };
    }

    private static boolean is(Value value, Part part) {
        return value instanceof Normalizing normalizing && normalizing.part() == part;
    }

    private static Rows rowsOf(Value value) {
        return ((Normalizing) value).rows();
    }

    private static @Nullable Normalizing shifted(Value value, RealConstant epsilon) {
        boolean once = value instanceof Normalizing variance
                && variance.part() == Part.VARIANCE
                && variance.epsilon() == 0
                && epsilon.count() == 1;
        return once ? new Normalizing(rowsOf(value), Part.VARIANCE, epsilon.data()[0]) : null;
    }

    private static Rows divided(NodeContext o, Folding folding, Normalizing deviation) throws FormatException {
        Rows rows = deviation.rows();
        float[] ones = new float[LayerOperators.sizeOf(rows, folding)];
        Arrays.fill(ones, 1);
        Tensor weight = folding.origins().made(Tensor.of(ones, ones.length), List.of(), "");
        return folded(o, folding, rows, weight, null, deviation.epsilon());
    }

    /** The squares of the rows without their mean; null for others. */
    static @Nullable Normalizing square(Value value) {
        return is(value, Part.CENTERED) ? ((Normalizing) value).to(Part.SQUARES) : null;
    }

    /** The root of the variance; null for others. */
    static @Nullable Normalizing root(Value value) {
        return is(value, Part.VARIANCE) ? ((Normalizing) value).to(Part.DEVIATION) : null;
    }
}
