package io.github.lanewise.formats.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    /** Fails unless a model is the same once it is written, describing itself, to a file of a folder and read again. */
    public static void assertSameConverted(ModelFile model, Path directory) throws IOException {
        Path path = directory.resolve("converted.safetensors");
        ModelFiles.write(path, model.spec(), model.audio(), Map.of());
        ModelFile converted = ModelFiles.read(path);
        assertSame(model.spec(), converted.spec());
        assertEquals(model.audio(), converted.audio());
    }

    private static Tensor tensor(ModelSpec model, String name) {
        return model.tensors().getOrDefault(name, Tensor.zeros(0));
    }
}
