package io.github.lanewise.formats.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Equality of models, of which a Tensor knows nothing. */
public final class SameModel {
    private SameModel() {}

    /** Fails unless two models have the same layers, options and weights, the weights bit for bit. */
    public static void assertSame(ModelSpec expected, ModelSpec found) {
        assertEquals(expected.describe(), found.describe());
        assertEquals(expected.head(), found.head());
        assertEquals(expected.batchOrder(), found.batchOrder());
        for (int i = 0; i < expected.layers().size(); i++) {
            assertEquals(expected.layers().get(i).name(), found.layers().get(i).name());
        }
        List<String> names = new ArrayList<>(expected.tensors().keySet());
        assertEquals(names, new ArrayList<>(found.tensors().keySet()));
        for (String name : names) {
            TorchAnswers.assertSameBits(name, tensor(expected, name), tensor(found, name));
        }
    }

    private static Tensor tensor(ModelSpec model, String name) {
        return model.tensors().getOrDefault(name, Tensor.zeros(0));
    }
}
