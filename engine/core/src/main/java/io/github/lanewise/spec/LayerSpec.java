package io.github.lanewise.spec;

import java.util.Map;

/** One layer of a model: what it is, with its weights. */
public sealed interface LayerSpec
        permits RecurrentSpec,
                ProductSpec,
                EmbeddingSpec,
                ActivationSpec,
                MagnitudeSpec,
                LayerNormSpec,
                MergeSpec,
                RepeatSpec,
                KeepSpec,
                MaskSpec,
                SkipSpec {
    /**
     * The layer's name, which begins the names of its tensors in a file.
     *
     * @return the name; empty for a model that is one recurrent stack, and for layers without weights
     */
    default String name() {
        return "";
    }

    /**
     * Features of one input row.
     *
     * @return how many floats the layer reads each time step
     */
    int inputSize();

    /**
     * Features of one output row: as many as of an input row, unless the layer says something else.
     *
     * @return how many floats the layer writes each time step
     */
    default int outputSize() {
        return inputSize();
    }

    /**
     * The layer's weights under PyTorch's names, without the layer's own name.
     *
     * @return an ordered, unmodifiable map; empty for layers without weights
     */
    default Map<String, Tensor> tensors() {
        return Map.of();
    }

    /**
     * The tensors that a {@link Precision} concerns: the weight matrices of recurrent, linear, projection and convolution layers.
     *
     * @return those of {@link #tensors}, under the same names and in the same order; empty for layers without
     */
    default Map<String, Tensor> matrices() {
        return Map.of();
    }

    /**
     * The layer in one line, for people.
     *
     * @return for instance {@code LSTM(8, 128)}
     */
    String describe();
}
