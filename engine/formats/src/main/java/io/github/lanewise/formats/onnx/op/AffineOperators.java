package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.fold.Provenance;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.formats.onnx.value.ValueExtents;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Add, Sub, Mul and Div of rows and a constant, and BatchNormalization. A linear layer or a normalization before them takes
 * them in. Behind any other layer, or an input, they become a linear layer with a diagonal matrix.
 */
final class AffineOperators {
    private AffineOperators() {}

    static Rows affine(NodeContext o, Folding folding) throws FormatException {
        int at = isConstant(folding, o.value(1), o.value(0)) ? 0 : 1;
        Rows rows = LayerOperators.features(o, folding, at);
        boolean reversed =
                at == 1 && (o.operator().equals("Sub") || o.operator().equals("Div"));
        if (reversed && o.operator().equals("Div")) {
            throw o.refused("rows divided by a constant, not a constant by rows", rows.describe());
        }
        RealConstant constant = LayerOperators.vector(o, folding, 1 - at, size(o, folding, rows, 1 - at));
        if (!reversed && rows.chain().layer() instanceof LayerNormSpec norm) {
            return ofNorm(o, folding, rows, norm, constant);
        }
        if (!reversed && rows.chain().layer() instanceof LinearSpec before) {
            LinearSpec after = followed(before, o.operator(), constant.data(), false);
            return changed(folding, rows, before, after, constant.names());
        }
        return diagonal(o, folding, rows, reversed, constant);
    }

    /** A constant beside rows; an input of fewer dimensions is one that is given before the run. */
    private static boolean isConstant(Folding folding, Value value, Value other) {
        boolean lower = ValueExtents.of(value).size() < ValueExtents.of(other).size();
        return value instanceof Constant || (folding.isGiven(value) && (lower || !folding.isGiven(other)));
    }

    /** How many features rows have: as many as a constant of more than one element, if nothing else says it. */
    private static int size(NodeContext o, Folding folding, Rows rows, int constant) throws FormatException {
        int size = LayerOperators.sizeOf(rows, folding);
        if (size >= 0) {
            return size;
        }
        int count = folding.constant(o, constant, "a vector").count();
        Dim extent = AxisPart.extent(rows.features());
        if (count < 2 || !folding.sizes().learn(extent, Dim.of(count))) {
            throw o.refused("rows of a known number of features", extent.toString());
        }
        return count;
    }

    private static Rows diagonal(NodeContext o, Folding folding, Rows rows, boolean reversed, RealConstant constant)
            throws FormatException {
        int size = constant.count();
        float[] ones = new float[size];
        Arrays.fill(ones, reversed ? -1 : 1);
        LinearSpec layer = diagonal(o, folding.layerName("scale"), ones);
        return added(folding, rows, followed(layer, o.operator(), constant.data(), reversed), constant.names());
    }

    /** A linear layer that takes in the operator behind it. A reversed difference adds to the layer's negative. */
    private static LinearSpec followed(LinearSpec layer, String operator, float[] vector, boolean reversed) {
        return switch (operator) {
            case "Add" -> shifted(layer, vector, 1);
            case "Sub" -> shifted(layer, vector, reversed ? 1 : -1);
            case "Mul" -> scaled(layer, vector, false);
            default -> scaled(layer, vector, true);
        };
    }

    private static LinearSpec diagonal(NodeContext o, String name, float[] scale) throws FormatException {
        int size = scale.length;
        if ((long) size * size > Constant.MAX_FILLED) {
            throw o.refused("at most " + (int) Math.sqrt(Constant.MAX_FILLED) + " features", size + "");
        }
        Tensor weight = Tensor.zeros(size, size);
        for (int i = 0; i < size; i++) {
            weight.data()[i * size + i] = scale[i];
        }
        return new LinearSpec(name, weight, null);
    }

    private static Rows added(Folding folding, Rows rows, LinearSpec layer, Set<String> names) {
        folding.origins().made(layer.weight(), names, "on the diagonal");
        Tensor bias = layer.bias();
        if (bias != null) {
            folding.origins().made(bias, names, "");
        }
        return rows.through(rows.chain().then(layer));
    }

    private static Rows changed(Folding folding, Rows rows, LinearSpec before, LinearSpec after, Set<String> names) {
        takeNote(folding.origins(), before, after, names);
        return replaced(rows, after);
    }

    /** The same rows with another layer in the place of the last one. */
    private static Rows replaced(Rows rows, LayerSpec after) {
        return rows.through(Objects.requireNonNull(rows.chain().before()).then(after));
    }

    /** (x - mean) / sqrt(variance + epsilon) * scale + bias over the second axis, as where a model runs and is not trained. */
    static Rows batchNormalization(NodeContext o, Folding folding) throws FormatException {
        Rows sequence = TemporalConvolutions.rows(o.value(0));
        Rows rows = sequence == null ? folding.rows(o, 0) : sequence;
        boolean ofFeatures =
                rows.axes().size() >= 2 && rows.axes().get(1).equals(rows.features()) && rows.direction() < 0;
        if (!ofFeatures) {
            throw o.refusedInput(0, "rows whose features are axis 1", rows);
        }
        o.real("momentum", 0);
        if (o.truth("training_mode") || o.integer("spatial", 1) != 1) {
            throw o.refused("training_mode 0", "a graph that trains");
        }
        float epsilon = o.real("epsilon", 1e-5f);
        RealConstant gamma = folding.constant(o, 1, "scale");
        int size = gamma.count();
        RealConstant beta = vector(o, folding, 2, "B", size);
        RealConstant mean = vector(o, folding, 3, "mean", size);
        RealConstant variance = vector(o, folding, 4, "var", size);
        float[] scale = new float[size];
        float[] shift = new float[size];
        for (int i = 0; i < size; i++) {
            double factor = gamma.data()[i] / Math.sqrt((double) variance.data()[i] + epsilon);
            scale[i] = (float) factor;
            shift[i] = (float) (beta.data()[i] - mean.data()[i] * factor);
        }
        Set<String> names = RealConstant.names(gamma, beta, mean, variance);
        requireSize(o, folding, rows, size);
        if (rows.chain().layer() instanceof LinearSpec before) {
            return changed(folding, rows, before, shifted(scaled(before, scale, false), shift, 1), names);
        }
        LinearSpec layer = diagonal(o, folding.layerName("scale"), scale);
        return added(folding, rows, shifted(layer, shift, 1), names);
    }

    private static RealConstant vector(NodeContext o, Folding folding, int index, String what, int size)
            throws FormatException {
        RealConstant vector = folding.constant(o, index, what);
        if (!vector.hasShape(size)) {
            throw o.refused(what + " of shape (" + size + ")", vector.describe());
        }
        return vector;
    }

    private static void requireSize(NodeContext o, Folding folding, Rows rows, int size) throws FormatException {
        Dim extent = folding.sizes().known(AxisPart.extent(rows.features()));
        if (!extent.is(size) && !folding.sizes().learn(extent, Dim.of(size))) {
            throw o.refused("rows of " + size + " features, as scale has it", extent.toString());
        }
    }

    /** What a normalization is multiplied with, and what is added to it. */
    private static Rows ofNorm(NodeContext o, Folding folding, Rows rows, LayerNormSpec before, RealConstant constant)
            throws FormatException {
        Tensor given = folding.origins().made(constant.tensor(), constant.names(), "");
        boolean product = o.operator().equals("Mul") && isOnes(before.weight());
        if (before.bias() != null || !(product || o.operator().equals("Add"))) {
            throw o.refused("one product, then one sum, behind a layer normalization", rows.describe());
        }
        LayerNormSpec after = product
                ? new LayerNormSpec(before.name(), given, null, before.epsilon())
                : new LayerNormSpec(before.name(), before.weight(), given, before.epsilon());
        return replaced(rows, after);
    }

    private static boolean isOnes(Tensor tensor) {
        for (float element : tensor.data()) {
            if (element != 1) {
                return false;
            }
        }
        return true;
    }

    private static void takeNote(Provenance origins, LinearSpec before, LinearSpec after, Set<String> names) {
        Tensor bias = after.bias();
        if (!after.weight().equals(before.weight())) {
            origins.changed(after.weight(), before.weight(), names);
        }
        if (bias != null) {
            Tensor old = before.bias();
            if (old == null) {
                origins.made(bias, names, "");
            } else {
                origins.changed(bias, old, names);
            }
        }
    }

    private static LinearSpec shifted(LinearSpec layer, float[] vector, int sign) {
        float[] bias = new float[layer.outputSize()];
        for (int i = 0; i < bias.length; i++) {
            bias[i] =
                    sign * vector[i] + (layer.bias() == null ? 0 : layer.bias().data()[i]);
        }
        return new LinearSpec(layer.name(), layer.weight(), Tensor.of(bias, bias.length));
    }

    private static LinearSpec scaled(LinearSpec layer, float[] vector, boolean divided) {
        int inputs = layer.inputSize();
        float[] weight = layer.weight().data().clone();
        for (int i = 0; i < weight.length; i++) {
            weight[i] = divided ? weight[i] / vector[i / inputs] : weight[i] * vector[i / inputs];
        }
        float @Nullable [] bias =
                layer.bias() == null ? null : layer.bias().data().clone();
        for (int i = 0; bias != null && i < bias.length; i++) {
            bias[i] = divided ? bias[i] / vector[i] : bias[i] * vector[i];
        }
        return new LinearSpec(
                layer.name(),
                Tensor.of(weight, layer.outputSize(), inputs),
                bias == null ? null : Tensor.of(bias, bias.length));
    }
}
