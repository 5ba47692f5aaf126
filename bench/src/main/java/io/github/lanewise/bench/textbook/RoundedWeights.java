package io.github.lanewise.bench.textbook;

import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.Conv1dSpec;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.LinearSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Precision;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.ArrayList;
import java.util.List;

/** A model in float32 with the weights that another one computes with in its layers' precisions. */
public final class RoundedWeights {
    private RoundedWeights() {}

    /**
     * Rounds the weight matrices of each layer as its precision says.
     *
     * @param spec LSTM stacks without projection, linear layers, convolutions within rows, and layers without weights
     * @return the same layers in float32; those that were in float32 are the same objects
     * @throws IllegalArgumentException naming a layer in another precision whose weights this class does not know
     */
    public static ModelSpec of(ModelSpec spec) {
        ModelSpec.Builder rounded = ModelSpec.builder().head(spec.head()).batchOrder(spec.batchOrder());
        for (int layer = 0; layer < spec.layers().size(); layer++) {
            rounded.add(round(spec.layers().get(layer), spec.precision(layer)));
        }
        return rounded.build();
    }

    private static LayerSpec round(LayerSpec layer, Precision precision) {
        if (precision == Precision.FP32 || layer.tensors().isEmpty()) {
            return layer;
        }
        return switch (layer) {
            case RecurrentSpec stack when stack.projSize() == 0 -> stack(stack, precision);
            case LinearSpec linear ->
                new LinearSpec(linear.name(), precision.round(linear.name(), linear.weight()), linear.bias());
            case Conv1dSpec convolution -> convolution(convolution, precision);
            default ->
                throw new IllegalArgumentException(
                        "expected an LSTM without projection, a linear layer or a convolution" + " within rows in "
                                + precision.text() + ", found " + layer.describe());
        };
    }

    private static RecurrentSpec stack(RecurrentSpec stack, Precision precision) {
        List<CellWeights> weights = new ArrayList<>();
        for (CellWeights cell : stack.weights()) {
            weights.add(new CellWeights(
                    precision.round("weight_ih", cell.weightIh()),
                    precision.round("weight_hh", cell.weightHh()),
                    cell.biasIh(),
                    cell.biasHh(),
                    null,
                    cell.peepholes()));
        }
        return RecurrentSpec.builder(stack.kind(), stack.inputSize(), stack.hiddenSize())
                .name(stack.name())
                .numLayers(stack.numLayers())
                .bidirectional(stack.bidirectional())
                .reverse(stack.reverse())
                .bias(stack.bias())
                .options(stack.options().toArray(CellOptions[]::new))
                .build(weights, stack.initialHidden(), stack.initialCell());
    }

    private static Conv1dSpec convolution(Conv1dSpec convolution, Precision precision) {
        return Conv1dSpec.builder(
                        convolution.name(),
                        precision.round(convolution.name(), convolution.weight()),
                        convolution.positions())
                .bias(convolution.bias())
                .stride(convolution.stride())
                .padding(convolution.padding())
                .build();
    }
}
