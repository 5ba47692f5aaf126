package io.github.lanewise.formats.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.RunOptions;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.EmbeddingSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models from file to answer, beside PyTorch's, on every backend. */
class TorchModelTest {
    private static final String ANSWERS = ".answers.safetensors";

    static Stream<Path> models() {
        return Resources.in("torch-models").stream()
                .filter(path -> !path.toString().endsWith(ANSWERS));
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersAsPyTorchOnEveryBackend(Path path) throws IOException {
        ModelFile file = ModelFiles.read(path);
        assertEquals(List.of(), file.unused());
        Safetensors stored = Safetensors.read(
                path.resolveSibling(path.getFileName().toString().replace(".safetensors", ANSWERS)));
        String hint = stored.metadata().getOrDefault("tol_hint", "");
        TorchAnswers answers = new TorchAnswers(stored, Double.parseDouble(hint));
        Tensor input = input(file.spec(), stored);
        Tensor expected = run(file.spec(), Backend.SCALAR, input, answers);
        answers.assertNear("output", expected);
        for (Backend backend : Backend.available()) {
            TorchAnswers.assertSameBits(path + " on " + backend, expected, run(file.spec(), backend, input, answers));
        }
    }

    private static Tensor run(ModelSpec spec, Backend backend, Tensor input, TorchAnswers answers)
            throws FormatException {
        return Model.of(spec, backend).newSession().run(input, RunOptions.none().lengths(answers.lengths()));
    }

    /** PyTorch's embedding takes integers without a dimension of features. */
    private static Tensor input(ModelSpec spec, Safetensors stored) throws FormatException {
        if (!(spec.layers().getFirst() instanceof EmbeddingSpec)) {
            return stored.floats("input");
        }
        long[] tokens = stored.integers("input");
        float[] floats = new float[tokens.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = tokens[i];
        }
        int[] shape =
                Arrays.stream(stored.shape("input")).mapToInt(Math::toIntExact).toArray();
        return Tensor.of(floats, shape[0], shape[1], 1);
    }
}
