package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.fold.Provenance;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.StepSum;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.LayerNormSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Operators that become linear layers and activations. */
final class LayerOperators {
    private LayerOperators() {}

    static Value matMul(NodeContext o, Folding folding) throws FormatException {
        StepSum sum = UnrolledOperators.matMul(o, folding);
        if (sum != null) {
            return sum;
        }
        Rows rows = features(o, folding);
        RealConstant matrix = folding.constant(o, 1, "a matrix");
        requireMatrix(o, matrix, sizeOf(rows, folding), 0);
        Tensor weight = ((RealConstant) matrix.transposed(new int[] {1, 0})).tensor();
        return linear(folding, rows, folding.origins().made(weight, matrix.names(), "transposed"), null);
    }

    static Rows gemm(NodeContext o, Folding folding) throws FormatException {
        Rows rows = features(o, folding);
        RealConstant matrix = folding.constant(o, 1, "a matrix");
        float alpha = o.real("alpha", 1);
        float beta = o.real("beta", 1);
        boolean transposed = o.truth("transB");
        if (o.truth("transA") || rows.axes().size() != 2) {
            throw o.refused("rows (batch, features) as they are", rows.describe() + " with transA or of another rank");
        }
        requireMatrix(o, matrix, sizeOf(rows, folding), transposed ? 1 : 0);
        RealConstant weight = transposed ? matrix : (RealConstant) matrix.transposed(new int[] {1, 0});
        @Nullable Tensor bias = null;
        if (o.optional(2) != null) {
            RealConstant vector = vector(o, folding, 2, weight.size(0));
            Tensor shift = Tensor.of(scaled(vector.data(), beta), vector.count());
            bias = folding.origins().made(shift, vector.names(), "");
        }
        Tensor scaled = alpha == 1 ? weight.tensor() : Tensor.of(scaled(weight.data(), alpha), weight.shape());
        folding.origins().made(scaled, matrix.names(), transposed ? "" : "transposed");
        return linear(folding, rows, scaled, bias);
    }

    /** Rows whose last axis is their features. */
    private static Rows features(NodeContext o, Folding folding) throws FormatException {
        return features(o, folding, 0);
    }

    private static Rows features(NodeContext o, Folding folding, int index) throws FormatException {
        Rows rows = folding.rows(o, index);
        if (!rows.endsWithFeatures()) {
            throw o.refusedInput(index, "rows whose last axis is their features", rows);
        }
        return rows;
    }

    static int sizeOf(Rows rows, Folding folding) {
        Dim size = folding.sizes().known(AxisPart.extent(rows.features()));
        return size.isNumber() && size.factor() <= Integer.MAX_VALUE ? (int) size.factor() : -1;
    }

    private static void requireMatrix(NodeContext o, RealConstant matrix, int inputs, int axis) throws FormatException {
        if (matrix.rank() != 2 || matrix.count() == 0 || (inputs >= 0 && matrix.size(axis) != inputs)) {
            throw o.refused("a matrix of " + inputs + " features", matrix.describe());
        }
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length && factor != 1; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    /** A constant of a number a feature, or one for all. */
    static RealConstant vector(NodeContext o, Folding folding, int index, int size) throws FormatException {
        RealConstant constant = folding.constant(o, index, "a vector");
        int rank = constant.rank();
        boolean fits = constant.count() == 1 || (constant.count() == size && constant.size(rank - 1) == size);
        if (!fits || rank > 4) {
            throw o.refused("a vector of " + size + " features", constant.describe());
        }
        return (RealConstant) constant.shaped(new int[] {constant.count()}).expanded(new int[] {size});
    }

    private static Rows linear(Folding folding, Rows rows, Tensor weight, @Nullable Tensor bias) {
        LinearSpec layer = new LinearSpec(folding.layerName("linear"), weight, bias);
        List<AxisPart> features = AxisPart.axis(AxisPart.whole(layer.name() + ".features", Dim.of(weight.size(0))));
        List<List<AxisPart>> axes = AxisPart.replaced(rows.axes(), rows.axes().size() - 1, features);
        return new Rows(rows.chain().then(layer), axes, features, rows.head(), -1);
    }

    /** Add, Sub, Mul or Div of rows and a constant, right behind a linear layer, which takes it in. */
    static Rows affine(NodeContext o, Folding folding) throws FormatException {
        int at = folding.asRows(o.value(0)) != null && o.value(1) instanceof Constant ? 0 : 1;
        boolean turned = at == 1 && (o.operator().equals("Sub") || o.operator().equals("Div"));
        Rows rows = features(o, folding, at);
        if (!turned && rows.chain().layer() instanceof LayerNormSpec norm) {
            return ofNorm(o, folding, rows, norm, vector(o, folding, 1 - at, norm.outputSize()));
        }
        if (turned || !(rows.chain().layer() instanceof LinearSpec before)) {
            throw o.refused("a constant that the linear layer before can take in", rows.describe());
        }
        RealConstant constant = vector(o, folding, 1 - at, before.outputSize());
        float[] vector = constant.data();
        LinearSpec after = switch (o.operator()) {
            case "Add" -> shifted(before, vector, 1);
            case "Sub" -> shifted(before, vector, -1);
            case "Mul" -> scaled(before, vector, false);
            default -> scaled(before, vector, true);
        };
        takeNote(folding.origins(), before, after, constant);
        LayerChain chain = Objects.requireNonNull(rows.chain().before()).then(after);
        return new Rows(chain, rows.axes(), rows.features(), rows.head(), -1);
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
        LayerChain chain = Objects.requireNonNull(rows.chain().before()).then(after);
        return new Rows(chain, rows.axes(), rows.features(), rows.head(), -1);
    }

    private static boolean isOnes(Tensor tensor) {
        for (float element : tensor.data()) {
            if (element != 1) {
                return false;
            }
        }
        return true;
    }

    private static void takeNote(Provenance origins, LinearSpec before, LinearSpec after, RealConstant constant) {
        Tensor bias = after.bias();
        if (!after.weight().equals(before.weight())) {
            origins.changed(after.weight(), before.weight(), constant.names());
        }
        if (bias != null) {
            Tensor old = before.bias();
            if (old == null) {
                origins.made(bias, constant.names(), "");
            } else {
                origins.changed(bias, old, constant.names());
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

    static Rows activation(NodeContext o, Folding folding, ActivationSpec.Function function) throws FormatException {
        Rows rows = folding.rows(o, 0);
        if (function == ActivationSpec.Function.SOFTMAX || function == ActivationSpec.Function.LOG_SOFTMAX) {
            requireFeatures(o, rows);
        }
        int size = sizeOf(rows, folding);
        if (size < 1 || rows.direction() >= 0) {
            throw o.refusedInput(0, "rows of a known number of features", rows);
        }
        LayerChain chain = rows.chain().then(new ActivationSpec(function, size));
        return new Rows(chain, rows.axes(), rows.features(), rows.head(), -1);
    }

    /** Before version 13 the axis is the first of those that the sum goes over, from then on the only one. */
    private static void requireFeatures(NodeContext o, Rows rows) throws FormatException {
        int rank = rows.axes().size();
        int axis = o.axis("axis", o.opset() < 13 ? 1 : -1, rank);
        List<AxisPart> summed = o.opset() < 13
                ? rows.axes().subList(axis, rank).stream().flatMap(List::stream).toList()
                : rows.axes().get(axis);
        if (!summed.equals(rows.features())) {
            throw o.refused("axis of the features", "axis " + axis);
        }
    }
}
