package io.github.lanewise.formats.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Model;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Whole models against stored answers: beside {@code NAME.ending} lies {@code NAME.answers.safetensors}. */
public final class ModelAnswers {
    private ModelAnswers() {}

    public static void assertAnswers(Path path, double tolerance) throws IOException {
        assertAnswers(path, ReadOptions.NONE, tolerance);
    }

    public static void assertAnswers(Path path, ReadOptions options, double tolerance) throws IOException {
        String name = String.valueOf(path.getFileName());
        Path stored = path.resolveSibling(name.substring(0, name.indexOf('.')) + ".answers.safetensors");
        Safetensors answers = Safetensors.read(stored);
        ModelSpec model = ModelFiles.read(path, options).spec();
        Tensor expected = answers.floats("output");
        Tensor found = Model.of(model).newSession().run(input(answers, model));
        assertArrayEquals(expected.shape(), found.shape());
        for (int i = 0; i < expected.data().length; i++) {
            assertEquals(expected.data()[i], found.data()[i], tolerance, name + ", output " + i);
        }
    }

    /** The stored input; tokens are stored without a dimension of features, as frameworks take them. */
    public static Tensor input(Safetensors answers, ModelSpec model) throws IOException {
        Tensor stored = GraphAnswers.tensor(answers, "input");
        if (!(model.layers().getFirst() instanceof EmbeddingSpec)) {
            return stored;
        }
        int[] shape = stored.shape();
        int[] withFeatures = Arrays.copyOf(shape, shape.length + 1);
        withFeatures[shape.length] = 1;
        return Tensor.of(stored.data(), withFeatures);
    }
}
