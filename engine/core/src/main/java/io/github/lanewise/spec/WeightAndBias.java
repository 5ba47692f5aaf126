package io.github.lanewise.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors of a layer that has a weight and perhaps a bias, under PyTorch's names. */
final class WeightAndBias {
    private WeightAndBias() {}

    static Map<String, Tensor> tensors(Tensor weight, @Nullable Tensor bias) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("weight", weight);
        if (bias != null) {
            tensors.put("bias", bias);
        }
        return Collections.unmodifiableMap(tensors);
    }

    /** Checks the tensors of a convolution; returns what its messages begin with. */
    static String checkConvolution(String name, Tensor weight, @Nullable Tensor bias) {
        String where = "convolution '" + name + "'";
        if (weight.rank() != 3 || weight.data().length == 0) {
            throw new IllegalArgumentException(where + ", tensor weight: expected shape (out_channels, in_channels,"
                    + " kernel_size), each at least 1, found " + weight.shapeText());
        }
        if (bias != null) {
            bias.requireShape(where + ", tensor bias", weight.size(0));
        }
        return where;
    }
}
