package io.github.lanewise.formats.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.RunOptions;
import io.github.lanewise.Session;
import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.ModelAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.spec.Tensor;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Keras's files against Keras's answers, made by keras_files.py. */
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

    /** Those whose inputs run as they are. */
    static List<Path> withoutPadding() {
        return models().stream()
                .filter(path -> !String.valueOf(path.getFileName()).startsWith("masked."))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("withoutPadding")
    void answersAsKerasDoes(Path path) throws IOException {
        ModelAnswers.assertAnswers(path, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("models")
    void convertedToTheSelfDescribingFormItIsTheSameModel(Path path) throws IOException {
        ModelFile model = ModelFiles.read(path);
        SameModel.assertSameConverted(model, directory);
        assertEquals(model.spec().tensors().keySet(), model.origins().keySet());
    }

    /** Keras leaves out tokens that are padding, wherever they stand; without them and with their lengths the answers are its. */
    @ParameterizedTest
    @ValueSource(strings = {"masked.keras", "masked.h5"})
    void answersToSequencesWithoutTheirPaddingAsKerasDoesWithIt(String name) throws IOException {
        Safetensors answers = Safetensors.read(file("masked.answers.safetensors"));
        long[] tokens = answers.integers("input");
        int steps = (int) answers.shape("input")[1];
        Tensor input = Tensor.zeros(tokens.length / steps, steps, 1);
        int[] lengths = new int[tokens.length / steps];
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] != 0) {
                input.data()[i / steps * steps + lengths[i / steps]++] = tokens[i];
            }
        }
        assertArrayEquals(new int[] {5, 2, 3}, lengths);
        Session session = Model.of(ModelFiles.read(file(name)).spec()).newSession();
        Tensor found = session.run(input, RunOptions.none().lengths(lengths));
        assertArrayEquals(answers.floats("output").data(), found.data(), (float) TOLERANCE);
        String message = RefusalAssertions.message(IllegalArgumentException.class, () -> session.run(input));
        assertTrue(message.contains("0 is padding in this model"), message);
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
                "bad_masking.keras | found Masking; save the model without it, and give the lengths of the sequences instead",
                "bad_mask_zero.keras | mask_zero, of which Keras's Conv1D knows nothing",
                "bad_rows_backward.keras | a layer behind it that turns its rows round again",
                "bad_merge_none.h5 | merge_mode: expected concat, sum, ave or mul, found null, two outputs",
                "bad_prelu.keras | LSTM, LayerNormalization, LeakyReLU, ReLU, RepeatVector, SimpleRNN, Softmax,",
                "bad_prelu.keras | found PReLU",
                "bad_convolution_valid.keras | found valid, which takes 2 time steps away",
                "bad_convolution_groups.keras | groups: expected 1, found 2",
                "bad_convolution_strides.keras | strides: expected 1, found 2",
                "bad_relu_bounded_slope.keras | negative_slope: expected 0 with a threshold or a max_value, found 0.1",
                "bad_renorm.keras | renorm: expected false",
                "bad_normalization_axis.keras | axis: expected -1, the features of a row, found 1",
                "bad_gelu.keras | found 'gelu'",
                "bad_selu_cell.keras | found 'selu'",
                "bad_float16.keras | dtype: expected float32, found 'float16'",
                "bad_mask_turned.keras | go_backwards: expected false behind mask_zero, found true, which turns the rows round",
                "bad_repeated_input.keras | expected the last output of a recurrent layer before it",
                "bad_branches.keras | expected one layer to read from",
                "bad_no_version.keras | a keras_version, which says what hard_sigmoid is",
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
