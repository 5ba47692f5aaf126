package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.spec.CellActivation;
import io.github.lanewise.spec.CellActivation.Function;
import org.jspecify.annotations.Nullable;

/** Nodes that are activations of a recurrent cell, and the names of those functions as attributes. */
public final class ActivationNodes {
    private ActivationNodes() {}

    /** What a node computes of each element; null for others. */
    public static @Nullable CellActivation function(OnnxNode node) {
        return switch (node.operator()) {
            case "Sigmoid" -> CellActivation.of(Function.SIGMOID);
            case "Tanh" -> CellActivation.of(Function.TANH);
            case "Relu" -> CellActivation.of(Function.RELU);
            case "Softsign" -> CellActivation.of(Function.SOFTSIGN);
            case "Softplus" -> CellActivation.of(Function.SOFTPLUS);
            case "Elu" -> new CellActivation(Function.ELU, Facts.real(node, "alpha", 1), 0);
            case "LeakyRelu" -> new CellActivation(Function.LEAKY_RELU, Facts.real(node, "alpha", 0.01f), 0);
            case "ThresholdedRelu" -> new CellActivation(Function.THRESHOLDED_RELU, Facts.real(node, "alpha", 1), 0);
            case "HardSigmoid" ->
                new CellActivation(
                        Function.HARD_SIGMOID, Facts.real(node, "alpha", 0.2f), Facts.real(node, "beta", 0.5f));
            default -> null;
        };
    }

    /** The upper bound of a Clip whose lower one is 0, attributes before version 11; NaN for others. */
    static float most(Facts facts, OnnxNode node) {
        boolean inputs = node.inputs().size() == 3;
        float least = inputs ? facts.scalar(node.input(1)) : Facts.real(node, "min", -1);
        float most = inputs ? facts.scalar(node.input(2)) : Facts.real(node, "max", Float.NaN);
        return least == 0 ? most : Float.NaN;
    }

    /** ONNX's name of a function. */
    public static String name(CellActivation activation) {
        return switch (activation.function()) {
            case SIGMOID -> "Sigmoid";
            case TANH -> "Tanh";
            case RELU -> "Relu";
            case HARD_SIGMOID -> "HardSigmoid";
            case AFFINE -> "Affine";
            case LEAKY_RELU -> "LeakyRelu";
            case THRESHOLDED_RELU -> "ThresholdedRelu";
            case SCALED_TANH -> "ScaledTanh";
            case ELU -> "Elu";
            case SOFTSIGN -> "Softsign";
            case SOFTPLUS -> "Softplus";
        };
    }
}
