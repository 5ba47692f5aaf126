package io.github.lanewise.spec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An activation function as a layer of its own. Immutable; two with the same function, numbers and size are equal.
 */
public final class ActivationSpec implements LayerSpec {
    /** The activation functions: those of single elements, and softmax and log-softmax, which go over the features of a row. */
    public enum Function {
        /** {@code 1 / (1 + exp(-x))}. */
        SIGMOID(CellActivation.Function.SIGMOID, "Sigmoid"),
        /** Hyperbolic tangent. */
        TANH(CellActivation.Function.TANH, "Tanh"),
        /** {@code x > 0 ? x : 0}; NaN stays NaN. */
        RELU(CellActivation.Function.RELU, "ReLU"),
        /** {@code max(0, min(1, alpha x + beta))}. */
        HARD_SIGMOID(CellActivation.Function.HARD_SIGMOID, "HardSigmoid"),
        /** {@code alpha x + beta}. */
        AFFINE(CellActivation.Function.AFFINE, "Affine"),
        /** {@code x >= 0 ? x : alpha x}. */
        LEAKY_RELU(CellActivation.Function.LEAKY_RELU, "LeakyReLU"),
        /** {@code x >= alpha ? x : 0}. */
        THRESHOLDED_RELU(CellActivation.Function.THRESHOLDED_RELU, "ThresholdedReLU"),
        /** {@code alpha tanh(beta x)}. */
        SCALED_TANH(CellActivation.Function.SCALED_TANH, "ScaledTanh"),
        /** {@code x >= 0 ? x : alpha (exp(x) - 1)}. */
        ELU(CellActivation.Function.ELU, "ELU"),
        /** {@code x / (1 + |x|)}. */
        SOFTSIGN(CellActivation.Function.SOFTSIGN, "Softsign"),
        /** {@code log(1 + exp(x))}. */
        SOFTPLUS(CellActivation.Function.SOFTPLUS, "Softplus"),
        /** {@code exp(x - max) / sum exp(x - max)}. */
        SOFTMAX(null, "Softmax"),
        /** {@code x - max - log sum exp(x - max)}. */
        LOG_SOFTMAX(null, "LogSoftmax");

        private final CellActivation.@Nullable Function ofElements;
        private final String title;

        Function(CellActivation.@Nullable Function ofElements, String title) {
            this.ofElements = ofElements;
            this.title = title;
        }

        /**
         * What the function does to each element, where it is one of single elements.
         *
         * @return the function as cells have it, which says whether there are numbers; null for softmax and log-softmax
         */
        public CellActivation.@Nullable Function ofElements() {
            return ofElements;
        }
    }

    private final Function function;
    private final @Nullable CellActivation ofElements;
    private final int size;

    private ActivationSpec(Function function, @Nullable CellActivation ofElements, int size) {
        if (size < 1) {
            throw new IllegalArgumentException(function + ": expected a size of at least 1, found " + size);
        }
        this.function = function;
        this.ofElements = ofElements;
        this.size = size;
    }

    /**
     * A function without numbers.
     *
     * @param function one that has neither alpha nor beta
     * @param size features of a row, in and out, at least 1
     * @throws IllegalArgumentException if the function has numbers, or the size is below 1
     */
    public ActivationSpec(Function function, int size) {
        this(function, function.ofElements == null ? null : CellActivation.of(function.ofElements), size);
    }

    /**
     * A function of single elements with its numbers.
     *
     * @param activation the function, as cells have it
     * @param size features of a row, in and out, at least 1
     * @return the layer
     * @throws IllegalArgumentException if the size is below 1
     */
    public static ActivationSpec of(CellActivation activation, int size) {
        return new ActivationSpec(Function.valueOf(activation.function().name()), activation, size);
    }

    /**
     * The function.
     *
     * @return which
     */
    public Function function() {
        return function;
    }

    /**
     * What the function does to each element, where it is one of single elements.
     *
     * @return the function with its numbers, as cells have it; null for softmax and log-softmax
     */
    public @Nullable CellActivation ofElements() {
        return ofElements;
    }

    /**
     * Features of a row, in and out.
     *
     * @return at least 1
     */
    public int size() {
        return size;
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public String describe() {
        return function.title + (ofElements == null ? "" : ofElements.numbers());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ActivationSpec o
                && function == o.function
                && Objects.equals(ofElements, o.ofElements)
                && size == o.size;
    }

    @Override
    public int hashCode() {
        return Objects.hash(function, ofElements, size);
    }
}
