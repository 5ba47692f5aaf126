package io.github.lanewise.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A layer whose output is a product with one weight: a linear layer or a convolution. */
public sealed interface ProductSpec extends LayerSpec permits LinearSpec, Conv1dSpec, TemporalConv1dSpec {
    /**
     * The weight, the kernel of a convolution.
     *
     * @return shape (outputs, inputs) of a linear layer, (out channels, in channels, kernel size) of a convolution, each at least 1
     */
    Tensor weight();

    /**
     * The bias.
     *
     * @return shape (outputs) or (out channels), or null for none
     */
    @Nullable
    Tensor bias();

    @Override
    default Map<String, Tensor> tensors() {
        return WeightAndBias.tensors(weight(), bias());
    }

    @Override
    default Map<String, Tensor> matrices() {
        return WeightAndBias.tensors(weight(), null);
    }
}
