package io.github.lanewise.formats.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.Backend;
import io.github.lanewise.Model;
import io.github.lanewise.RunOptions;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.support.ModelAnswers;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.TorchAnswers;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Path;
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
        Tensor input = ModelAnswers.input(stored, file.spec());
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
}
