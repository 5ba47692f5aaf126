package io.github.lanewise.formats.keras.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.io.ReadOption;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.ModelAnswers;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.spec.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of weights alone with a config of their own, made by keras_files.py and keras_2_files.py. */
class KerasWeightsTest {
    private static final double TOLERANCE = 4e-6;

    @TempDir
    Path directory;

    private static Path file(String name) {
        return Resources.file("keras-weights", name);
    }

    private static ReadOptions.Builder quiet() {
        return ReadOptions.builder().notices(notice -> {});
    }

    private static ReadOptions config(String name) throws IOException {
        return quiet().config(file(name)).build();
    }

    private ReadOptions text(String config) throws IOException {
        return quiet().config(Files.writeString(directory.resolve("config.json"), config))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "keras_3.weights.h5, keras_3.json",
        "keras_3.weights.h5, keras_3.described.json",
        "keras_2_12.weights.h5, keras_2_12.json",
        "keras_2_12.weights.h5, keras_2_12.described.json",
        "keras_2.h5, keras_2.json",
        "keras_2.h5, keras_2.described.json"
    })
    void answersAsKerasDoes(String weights, String config) throws IOException {
        ModelAnswers.assertAnswers(file(weights), config(config), TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keras_3.weights.h5", "keras_2.h5"})
    void bothConfigsTellTheSameWeights(String weights) throws IOException {
        String name = weights.substring(0, weights.indexOf('.'));
        ModelFile ofKeras = ModelFiles.read(file(weights), config(name + ".json"));
        ModelFile described = ModelFiles.read(file(weights), config(name + ".described.json"));
        assertEquals(ofKeras.spec().describe(), described.spec().describe());
        assertEquals(
                List.copyOf(ofKeras.origins().values()),
                List.copyOf(described.origins().values()));
        assertEquals(List.of(), described.unused());
    }

    @Test
    void aStackAloneNeedsNoNameAndMayHaveAHead() throws IOException {
        Path path = file("stack.weights.h5");
        Path config = file("stack.described.json");
        ModelFile stack = ModelFiles.read(path, quiet().config(config).build());
        assertEquals(
                "GRU(3, 4, reset before the recurrent product)", stack.spec().describe());
        assertEquals(List.of("layers/dense/vars/0", "layers/dense/vars/1"), stack.unused());
        for (String prefix : List.of("", "gru.")) {
            ReadOptions.Builder options = quiet().config(config).head("dense", Head.EVERY_STEP);
            ModelAnswers.assertAnswers(path, (prefix.isEmpty() ? options : options.prefix(prefix)).build(), TOLERANCE);
        }
    }

    @Test
    void aWholeModelTakesNoConfig() throws IOException {
        Path whole = Resources.file("keras", "gru.keras");
        RefusalAssertions.assertRefusedWith(
                whole, () -> ModelFiles.read(whole, config("keras_3.json")), "leave the config out");
        Path hdf5 = Resources.file("keras", "gru.h5");
        RefusalAssertions.assertRefusedWith(
                hdf5, () -> ModelFiles.read(hdf5, config("keras_3.json")), "leave the config out");
    }

    @Test
    void withoutAConfigItSaysWhatToGive() {
        Path path = file("keras_2.h5");
        FormatException refusal = assertThrows(FormatException.class, () -> ModelFiles.read(path));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("of layers 'answer', 'convolution', 'first', 'second', 'words'"), message);
        assertTrue(message.contains("model.to_json()"), message);
        assertEquals(Set.of(ReadOption.CONFIG), refusal.answers());
    }

    @Test
    void refusesOptionsThatAConfigOfKerasHasNoUseFor() throws IOException {
        Path path = file("keras_2.h5");
        Path config = file("keras_2.json");
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(
                        path, quiet().config(config).prefix("first.").build()),
                "no prefix for a Keras config");
        RefusalAssertions.assertRefusedWith(
                path,
                () -> ModelFiles.read(
                        path,
                        quiet().config(config).head("answer", Head.LAST_STEP).build()),
                "no head for a Keras config");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GRU    | third  | layers[0]: expected weights of a layer 'third', found none; the file has those of 'answer',",
                "LSTM   | second | bias:0: expected shape (12) for 3 units",
                "GRU    | second | cell_options: expected linear_before_reset false, as the bias's shape means, found true",
                "CONV1D | second | kind: expected a layer that Keras has, found 'CONV1D'"
            })
    void refusesWhatTheWeightsAreNot(String kind, String name, String part) throws IOException {
        ReadOptions options = text(
                "{'kind': 'MODEL', 'head': 'EVERY_STEP', 'layers': [{'kind': 'KIND', 'name': 'NAME', 'input_size': 4, 'hidden_size': 3}]}"
                        .replace("KIND", kind)
                        .replace("NAME", name)
                        .replace('\'', '"'));
        String message =
                RefusalAssertions.message(FormatException.class, () -> ModelFiles.read(file("keras_2.h5"), options));
        assertTrue(message.contains(part), message);
    }

    /** What Keras itself says of a model, changed in one place. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "keras_2 | 'return_sequences': true   | false | rows of a sequence before it, found one row of each sequence",
                "keras_2 | 'data_format': 'channels_last' | 'channels_first' | data_format: expected channels_last",
                "keras_2 | 'kernel_size': [3]         | [3, 3] | kernel_size: expected one whole number from 1, found [3,3]",
                "keras_2 | 'dilation_rate': [1]       | [2000000000] | dilation_rate: expected a kernel that spans less",
                "keras_2 | 'class_name': 'LSTM'       | 'RNN' | ThresholdedReLU, TimeDistributed, found RNN",
                "keras_2 | 'batch_input_shape': [null, null] | [null, null, 2, 2] | batch_input_shape: expected batch, time steps and",
                "keras_2 | 'mask_zero': false         | true  | mask_zero, of which Keras's Conv1D knows nothing",
                "keras_2 | 'activation': 'softmax'    | 'gelu' | softmax, softplus, softsign, sparse_sigmoid, tanh,",
                "keras_3 | 'rms_scaling': false       | true  | rms_scaling: expected false, found true",
                "keras_3 | 'axis': [-1]               | [1]   | axis: expected -1, the features of a row, found [1]",
                "keras_3 | 'merge_mode': 'concat'     | 'max' | merge_mode: expected concat, sum, ave or mul, found max",
                "keras_3 | 'class_name': 'Sequential' | 'Net' | class_name: expected Sequential or Functional, found 'Net'",
                "keras_3 | 'go_backwards': true       | false | go_backwards: expected true, found false",
                "keras_3 | 'class_name': 'Dense'      | 'LSTM' | layer: expected one of Activation,"
            })
    void refusesByName(String name, String key, String value, String part) throws IOException {
        String said = key.substring(0, key.lastIndexOf(':') + 2);
        String config = Files.readString(file(name + ".json"));
        String changed = config.replace(key.replace('\'', '"'), (said + value).replace('\'', '"'));
        assertNotEquals(config, changed);
        Path weights = file(name.equals("keras_2") ? "keras_2.h5" : "keras_3.weights.h5");
        ReadOptions options = text(changed);
        String message = RefusalAssertions.message(FormatException.class, () -> ModelFiles.read(weights, options));
        assertTrue(message.contains(part), message);
    }

    /** A few words of a config have a normalization's scale made, one number for each feature. */
    @Test
    void refusesMoreMadeUpWeightsThanAnyModelNeeds() throws IOException {
        StringBuilder layers = new StringBuilder(
                "{'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_shape': [null, null, 1000000]}}");
        for (int i = 0; i < 20; i++) {
            layers.append(", {'class_name': 'LayerNormalization', 'config': {'name': 'n" + i
                    + "', 'scale': false, 'center': false}}");
        }
        String config = "{'class_name': 'Sequential', 'config': {'name': 's', 'layers': [" + layers + "]}}";
        ReadOptions options = text(config.replace('\'', '"'));
        Path path = file("keras_3.weights.h5");
        RefusalAssertions.assertRefusedWith(
                path, () -> ModelFiles.read(path, options), "layer n16: expected at most 16777216 weights");
    }

    @Test
    void severalStacksNeedAPrefix() throws IOException {
        Path path = file("keras_2.h5");
        ReadOptions options = text("{\"kind\": \"LSTM\", \"input_size\": 4, \"hidden_size\": 4}");
        FormatException refusal = assertThrows(FormatException.class, () -> ModelFiles.read(path, options));
        assertTrue(String.valueOf(refusal.getMessage()).contains("2 of them: 'first', 'second'"), refusal.getMessage());
        assertEquals(Set.of(ReadOption.PREFIX), refusal.answers());
    }

    @Test
    void bothLayoutsAreTheSameModel() throws IOException {
        SameModel.assertSame(
                ModelFiles.read(file("keras_3.weights.h5"), config("keras_3.described.json"))
                        .spec(),
                ModelFiles.read(file("keras_2_12.weights.h5"), config("keras_3.described.json"))
                        .spec());
    }
}
