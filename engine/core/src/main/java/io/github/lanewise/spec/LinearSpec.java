package io.github.lanewise.spec;

import org.jspecify.annotations.Nullable;

/**
 * A linear layer, PyTorch's {@code nn.Linear}: {@code y = weight x + bias}.
 *
 * @param name the layer's name
 * @param weight shape (outputSize, inputSize), each at least 1
 * @param bias shape (outputSize), or null for none
 */
public record LinearSpec(
        String name, Tensor weight, @Nullable Tensor bias) implements ProductSpec {
    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if a shape is wrong, naming tensor, expected and found
     */
    public LinearSpec {
        if (weight.rank() != 2 || weight.size(0) < 1 || weight.size(1) < 1) {
            throw new IllegalArgumentException("linear layer '" + name
                    + "', tensor weight: expected shape (out_features, in_features), each at least 1, found "
                    + weight.shapeText());
        }
        if (bias != null) {
            bias.requireShape("linear layer '" + name + "', tensor bias", weight.size(0));
        }
    }

    @Override
    public int inputSize() {
        return weight.size(1);
    }

    @Override
    public int outputSize() {
        return weight.size(0);
    }

    @Override
    public String describe() {
        return "Linear(" + inputSize() + ", " + outputSize() + (bias == null ? ", no bias)" : ")");
    }
}
