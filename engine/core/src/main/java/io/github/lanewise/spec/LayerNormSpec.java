package io.github.lanewise.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's {@code nn.LayerNorm} over the features of a row: {@code (x - mean) / sqrt(variance + epsilon) * weight + bias},
 * where the variance is that of the row itself (divided by its size).
 *
 * @param name the layer's name
 * @param weight shape (features)
 * @param bias shape (features), or null for none
 * @param epsilon what is added to the variance, at least 0
 */
public record LayerNormSpec(
        String name, Tensor weight, @Nullable Tensor bias, float epsilon) implements LayerSpec {
    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if a shape or epsilon is wrong, naming expected and found
     */
    public LayerNormSpec {
        String where = "layer normalization '" + name + "'";
        if (weight.rank() != 1 || weight.data().length == 0) {
            throw new IllegalArgumentException(
                    where + ", tensor weight: expected shape (features), at least 1, found " + weight.shapeText());
        }
        if (bias != null) {
            bias.requireShape(where + ", tensor bias", weight.size(0));
        }
        if (!(epsilon >= 0) || Float.isInfinite(epsilon)) {
            throw new IllegalArgumentException(where + ": expected an epsilon of at least 0, found " + epsilon);
        }
    }

    @Override
    public int inputSize() {
        return weight.size(0);
    }

    @Override
    public Map<String, Tensor> tensors() {
        return WeightAndBias.tensors(weight, bias);
    }

    @Override
    public String describe() {
        return "LayerNorm(" + inputSize() + (bias == null ? ", no bias)" : ")");
    }
}
