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
}
