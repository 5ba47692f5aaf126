package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.fold.NodeContext;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.AxisPart;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.ActivationSpec;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators that become linear layers and activations. */
final class LayerOperators {
    private LayerOperators() {}

    static Value matMul(NodeContext o, Folding folding) throws FormatException {
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

    static Rows features(NodeContext o, Folding folding, int index) throws FormatException {
        Rows rows = folding.rows(o, index);
        if (!rows.endsWithFeatures()) {
            throw o.refusedInput(index, "rows whose last axis is their features", rows);
        }
        return rows;
    }

    /** How many features rows have; -1 where only a run knows. */
    static int sizeOf(Rows rows, Folding folding) {
        return folding.sizes().known(AxisPart.extent(rows.features())).asInt();
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

    /** A constant of one number for each feature, or of one for all. */
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

    /** An activation of single elements with its numbers, by default those of the ONNX operator. */
    static Rows activation(NodeContext o, Folding folding) throws FormatException {
        CellActivation activation = switch (o.operator()) {
            case "LeakyRelu" -> new CellActivation(CellActivation.Function.LEAKY_RELU, o.real("alpha", 0.01f), 0);
            case "Elu" -> new CellActivation(CellActivation.Function.ELU, o.real("alpha", 1), 0);
            case "ThresholdedRelu" ->
                new CellActivation(CellActivation.Function.THRESHOLDED_RELU, o.real("alpha", 1), 0);
            case "HardSigmoid" ->
                new CellActivation(CellActivation.Function.HARD_SIGMOID, o.real("alpha", 0.2f), o.real("beta", 0.5f));
            case "Softsign" -> CellActivation.of(CellActivation.Function.SOFTSIGN);
            default -> CellActivation.of(CellActivation.Function.SOFTPLUS);
        };
        Rows rows = sizedRows(o, folding);
        ActivationSpec layer = ActivationSpec.of(activation, sizeOf(rows, folding));
        return rows.through(rows.chain().then(layer));
    }

    private static Rows sizedRows(NodeContext o, Folding folding) throws FormatException {
        Rows rows = folding.rows(o, 0);
        if (sizeOf(rows, folding) < 1 || rows.direction() >= 0) {
            throw o.refusedInput(0, "rows of a known number of features", rows);
        }
        return rows;
    }

    static Rows activation(NodeContext o, Folding folding, ActivationSpec.Function function) throws FormatException {
        Rows rows = sizedRows(o, folding);
        if (function == ActivationSpec.Function.SOFTMAX || function == ActivationSpec.Function.LOG_SOFTMAX) {
            requireFeatures(o, rows);
        }
        return rows.through(rows.chain().then(new ActivationSpec(function, sizeOf(rows, folding))));
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
