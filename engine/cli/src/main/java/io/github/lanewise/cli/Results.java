package io.github.lanewise.cli;

import io.github.lanewise.spec.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model writes.
 *
 * @param output every step's output, or one row a sequence where the model's head is another
 * @param hN final hidden states, of a single recurrent stack; otherwise null
 * @param cN final cell states, of a single LSTM; otherwise null
 */
record Results(Tensor output, @Nullable Tensor hN, @Nullable Tensor cN) {
    /** The tensors under the names that they have in files. */
    Map<String, Tensor> named() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        named.put("output", output);
        named.putAll(states());
        return Collections.unmodifiableMap(named);
    }

    /** The final states among them. */
    Map<String, Tensor> states() {
        Map<String, Tensor> states = new LinkedHashMap<>();
        if (hN != null) {
            states.put("h_n", hN);
        }
        if (cN != null) {
            states.put("c_n", cN);
        }
        return Collections.unmodifiableMap(states);
    }
}
