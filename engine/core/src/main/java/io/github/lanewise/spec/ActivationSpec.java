package io.github.lanewise.spec;

import java.util.Map;

/**
 * An activation function as a layer of its own.
 *
 * @param function which
 * @param size features of a row, in and out, at least 1
 */
public record ActivationSpec(Function function, int size) implements LayerSpec {
    /** The activation functions. Softmax and log-softmax go over the features of a row. */
    public enum Function {
        /** {@code 1 / (1 + exp(-x))}. */
        SIGMOID,
        /** Hyperbolic tangent. */
        TANH,
        /** {@code x > 0 ? x : 0}; NaN stays NaN. */
        RELU,
        /** {@code exp(x - max) / sum exp(x - max)}. */
        SOFTMAX,
        /** {@code x - max - log sum exp(x - max)}. */
        LOG_SOFTMAX
    }

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if the size is below 1
     */
    public ActivationSpec {
        if (size < 1) {
            throw new IllegalArgumentException(function + ": expected a size of at least 1, found " + size);
        }
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public int inputSize() {
        return size;
    }

    @Override
    public int outputSize() {
        return size;
    }

    @Override
    public Map<String, Tensor> tensors() {
        return Map.of();
    }

    @Override
    public String describe() {
        return switch (function) {
            case SIGMOID -> "Sigmoid";
            case TANH -> "Tanh";
            case RELU -> "ReLU";
            case SOFTMAX -> "Softmax";
            case LOG_SOFTMAX -> "LogSoftmax";
        };
    }
}
