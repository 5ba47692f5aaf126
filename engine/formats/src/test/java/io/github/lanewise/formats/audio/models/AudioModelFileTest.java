package io.github.lanewise.formats.audio.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.audio.AudioFrames;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Audio models in JSON against PyTorch's answers, made by audio_models.py. */
class AudioModelFileTest {
    private static final double TOLERANCE = 4e-6;

    @TempDir
    Path directory;

    private static Path file(String name) {
        return Resources.file("audio", name);
    }

    static List<Path> models() {
        return Resources.in("audio").stream()
                .filter(path -> !path.toString().endsWith(".safetensors"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void answersAsPyTorchDoes(Path path) throws IOException {
        ModelAnswers.assertAnswers(path, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("models")
    void convertedToTheSelfDescribingFormItIsTheSameModel(Path path) throws IOException {
        ModelFile model = ModelFiles.read(path);
        SameModel.assertSameConverted(model, directory);
        assertEquals(model.spec().tensors().keySet(), model.origins().keySet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "guitarml_lstm_skip.json | LSTM(1, 4) -> Linear(4, 1) -> Skip(1) | 0",
                "guitarml_lstm_knob_skip.json | LSTM(2, 4) -> Linear(4, 1, no bias) -> Skip(1) | 0",
                "nam_lstm_two_layers.nam | LSTM(1, 3, 2 layers, initial state stored) -> Linear(3, 1) | 48000",
                "rtneural_keras.json | Linear(1, 3) -> Tanh -> GRU(3, 5) -> LSTM(5, 2) -> Linear(2, 1) | 0",
                "rtneural_skip.json | Linear(1, 3) -> Tanh -> GRU(3, 5) -> LSTM(5, 2) -> Linear(2, 1) -> Skip(1) | 44100",
                "rtneural_conv1d.json | Linear(1, 3) -> TemporalConv1d(3, 2, kernel 3, dilation 2) -> Tanh -> GRU(2, 4) -> Linear(4, 1) | 0",
                "rtneural_state_dict.json | GRU(2, 4) -> LSTM(4, 3, 2 layers) -> Linear(3, 1) | 0"
            })
    void isWhatTheFileSays(String name, String expected, int rate) throws IOException {
        ModelFile model = ModelFiles.read(file(name.strip()));
        assertEquals(expected, model.spec().describe());
        assertEquals(rate == 0 ? null : new AudioFrames(rate, 1, 0), model.audio());
    }

    @Test
    void aStateDictMayBeDescribed() throws IOException {
        Path path = file("rtneural_state_dict.json");
        ModelFile stack =
                ModelFiles.read(path, ReadOptions.builder().prefix("body.lstm.").build());
        assertEquals("LSTM(4, 3, 2 layers)", stack.spec().describe());
        Path config = directory.resolve("config.json");
        Files.writeString(config, "{\"kind\": \"GRU\", \"input_size\": 2, \"hidden_size\": 4}");
        ModelFile described = ModelFiles.read(
                path, ReadOptions.builder().prefix("gru.").config(config).build());
        assertEquals("GRU(2, 4)", described.spec().describe());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rtneural_keras.json | null, 2], | null, 3], | layers[2].weights[0]: expected shape (5, 12)",
                "rtneural_keras.json | null, 2], | null, 1000000000], | layers[2], shape: expected a shape that ends in a number of",
                "rtneural_keras.json | \"type\": \"lstm\" | \"type\": \"conv2d\" | found 'conv2d'",
                "rtneural_keras.json | \"activation\": \"tanh\" | \"activation\": \"elu\" | found 'elu'",
                "rtneural_keras.json | \"in_shape\" | \"out_gain\": 6.0, \"in_shape\" | out_gain: expected 0 dB",
                "rtneural_keras.json | \"in_shape\" | \"other\": 1, \"in_shape\" | found 'other'",
                "guitarml_lstm_skip.json | \"skip\": 1 | \"skip\": 2 | skip: expected 0, or output_size 1",
                "guitarml_lstm_skip.json | SimpleRNN | GatedConvNet | model: expected SimpleRNN",
                "guitarml_lstm_skip.json | \"LSTM\" | \"Transformer\" | unit_type: expected LSTM, GRU or RNN",
                "guitarml_lstm_skip.json | \"hidden_size\": 4 | \"hidden_size\": 5 | found shape (16, 1)",
                "nam_lstm.nam | \"LSTM\" | \"WaveNet\" | architecture: expected LSTM",
                "nam_lstm.nam | \"hidden_size\": 3 | \"hidden_size\": 2000000000 | numbers for input_size 1",
                "nam_lstm.nam | 0.5.4 | 1.0.0 | version: expected 0.5.x",
                "nam_lstm.nam | 48000 | 0.5 | sample_rate: expected a whole number",
                "rtneural_state_dict.json | dense.bias | dense.scale | tensors of something else",
                "rtneural_state_dict.json | {\"gru.weight_ih_l0\": [[ | {\"gru.weight_ih_l0\": [[1e99, | within a float",
                "rtneural_state_dict.json | {\"gru.weight_ih_l0\": [[ | {\"gru.weight_ih_l0\": [[1, | of the same lengths"
            })
    void refusesByName(String name, String from, String to, String part) throws IOException {
        Path original = file(name.strip());
        String text = Files.readString(original);
        assertEquals(true, text.contains(from), from);
        Path path = directory.resolve(name.strip());
        Files.writeString(path, text.replace(from, to));
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path), part.strip());
    }

    @Test
    void refusesOtherJson() throws IOException {
        Path path = directory.resolve("x.json");
        for (String text : List.of("[1, 2]", "{}", "{\"a\": 1}", "{\"a\": [1]", "nothing")) {
            Files.writeString(path, text);
            RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path));
        }
    }
}
