package io.github.lanewise.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one layer and direction of a recurrent stack, rows in PyTorch's gate order (LSTM i, f, g, o; GRU r, z,
 * n). G is the number of gates, I the layer's input size, H the hidden size, R the size of the recurrent input: H, or
 * the projection's size.
 *
 * @param weightIh {@code weight_ih}, shape (G H, I)
 * @param weightHh {@code weight_hh}, shape (G H, R)
 * @param biasIh {@code bias_ih}, shape (G H), or null for a stack without bias
 * @param biasHh {@code bias_hh}, shape (G H), or null for a stack without bias
 * @param weightHr {@code weight_hr}, shape (R, H), or null without projection
 * @param peepholes for LSTM: what the gates see of the cell state, element by element, shape (3 H): of i, o and f one after
 *     another, ONNX's order; or null for none, as in PyTorch. i and f see the state of the step before, o the new one
 */
public record CellWeights(
        Tensor weightIh,
        Tensor weightHh,
        @Nullable Tensor biasIh,
        @Nullable Tensor biasHh,
        @Nullable Tensor weightHr,
        @Nullable Tensor peepholes) {
    /**
     * The tensors under PyTorch's names; PyTorch has no peepholes.
     *
     * @param suffix what follows each name, for instance {@code _l0_reverse}
     * @return an ordered, unmodifiable map of those that are there
     */
    Map<String, Tensor> named(String suffix) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("weight_ih" + suffix, weightIh);
        named.put("weight_hh" + suffix, weightHh);
        if (biasIh != null) {
            named.put("bias_ih" + suffix, biasIh);
        }
        if (biasHh != null) {
            named.put("bias_hh" + suffix, biasHh);
        }
        if (weightHr != null) {
            named.put("weight_hr" + suffix, weightHr);
        }
        if (peepholes != null) {
            named.put("peepholes" + suffix, peepholes);
        }
        return Collections.unmodifiableMap(named);
    }
}
