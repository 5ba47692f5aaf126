package io.github.lanewise.formats.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.ModelAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keras's files against Keras's answers, made by make_keras_files.py. */
class KerasFileTest {
    private static final double TOLERANCE = 4e-6;

    @TempDir
    Path directory;

    private static Path file(String name) {
        return Resources.file("keras", name);
    }

    static List<Path> models() {
        return Resources.in("keras").stream()
                .filter(path -> !path.toString().endsWith(".safetensors")
                        && !String.valueOf(path.getFileName()).startsWith("bad_"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersAsKerasDoes(Path path) throws IOException {
        ModelAnswers.assertAnswers(path, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("models")
    void convertedToTheSelfDescribingFormItIsTheSameModel(Path path) throws IOException {
        ModelFile model = ModelFiles.read(path);
        Path converted = directory.resolve("converted.safetensors");
        ModelFiles.write(converted, model.spec(), Map.of());
        SameModel.assertSame(model.spec(), ModelFiles.read(converted).spec());
        assertEquals(model.spec().tensors().keySet(), model.origins().keySet());
    }

    @Test
    void bothFormsOfAFileAreTheSameModel() throws IOException {
        for (String name : List.of("functional", "bidirectional", "gru_reset_before", "simple_rnn")) {
            SameModel.assertSame(
                    ModelFiles.read(file(name + ".keras")).spec(),
                    ModelFiles.read(file(name + ".h5")).spec());
        }
    }

    @Test
    void aLayersCellSaysWhatItDepartsIn() throws IOException {
        assertTrue(describe("lstm_hard_sigmoid.h5").contains("HARD_SIGMOID(0.16666667, 0.5) TANH TANH"));
        assertTrue(describe("keras_2_hard_sigmoid.h5").contains("HARD_SIGMOID(0.2, 0.5) TANH TANH"));
        assertTrue(describe("lstm_relu.keras").contains("SIGMOID RELU RELU"));
        assertTrue(describe("gru_reset_before.keras").contains("reset before the recurrent product"));
        assertEquals(
                "GRU(3, 5) -> Linear(5, 2)",
                ModelFiles.read(file("cudnn_gru.h5")).spec().describe());
    }

    private static String describe(String name) throws IOException {
        return ModelFiles.read(file(name)).spec().describe();
    }

    @Test
    void originsNameDatasetAndLayout() throws IOException {
        Map<String, String> origins = ModelFiles.read(file("gru.keras")).origins();
        assertTrue(String.valueOf(origins).contains("weight_ih_l0=layers/gru/cell/vars/0 (transposed, gates z r h)"));
        assertTrue(
                String.valueOf(ModelFiles.read(file("cudnn_lstm.h5")).origins()).contains("cuDNN's layout"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_masking.keras | found Masking; give the lengths",
                "bad_mask_zero.keras | mask_zero: expected false",
                "bad_go_backwards.keras | go_backwards: expected false, found true",
                "bad_merge_sum.keras | merge_mode: expected concat, found sum",
                "bad_layer_normalization.keras | found LayerNormalization",
                "bad_gelu.keras | found 'gelu'",
                "bad_selu_cell.keras | found 'selu'",
                "bad_float16.keras | dtype: expected float32, found 'float16'",
                "bad_branches.keras | expected one layer to read from",
                "bad_no_version.keras | a keras_version, which says what hard_sigmoid is",
                "bad_only.weights.h5 | the file has weights only, of 'layers', 'vars'",
                "bad_old_weights_only.h5 | no model_config",
                "bad_fractal_heap.h5 | a fractal heap of links"
            })
    void refusesByName(String name, String part) {
        Path path = file(name);
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path), part.strip());
    }

    @Test
    void refusesOptionsThatItHasNoUseFor() {
        Path path = file("gru.keras");
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(path, ReadOptions.builder().prefix("gru.").build()),
                "neither a prefix nor a config");
    }

    @Test
    void refusesAZipFileOfSomethingElse() throws IOException {
        Path path = directory.resolve("other.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            zip.putNextEntry(new ZipEntry("hello.txt"));
        }
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path), "a member config.json of the zip file");
        Files.writeString(path, "neither of both");
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path), "a zip file");
    }
}
