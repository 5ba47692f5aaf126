package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code convert}, and the options that say what a file does not. */
class ConvertCommandTest {
    @TempDir
    Path directory;

    private Path twoStacks = Path.of("");
    private Path converted = Path.of("");

    @BeforeEach
    void files() throws IOException {
        twoStacks = directory.resolve("two.safetensors");
        converted = directory.resolve("converted.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String prefix : List.of("decoder.", "encoder.rnn.")) {
            for (Map.Entry<String, Tensor> entry : SmallModels.lstm().tensors().entrySet()) {
                writer.floats(prefix + entry.getKey(), entry.getValue());
            }
        }
        writer.write(twoStacks);
    }

    @Test
    void aStackByItsPrefix() throws IOException {
        Lanewise lanewise = Lanewise.succeed("convert", twoStacks, converted, "--prefix", "encoder.rnn.");
        assertTrue(
                lanewise.err()
                        .contains(
                                "LSTM(3, 5, 2 layers), read from names and shapes of the tensors, prefix 'encoder.rnn.';"
                                        + " wrote " + converted),
                lanewise::toString);
        ModelFile model = ModelFiles.read(converted);
        assertEquals("config in the header", model.form());
        SmallModels.lstm()
                .tensors()
                .forEach((name, tensor) -> assertArrayEquals(
                        tensor.data(),
                        model.spec()
                                .tensors()
                                .getOrDefault(name, Tensor.zeros(0))
                                .data()));
    }

    @Test
    void aConfigInAFileOfItsOwn() throws IOException {
        Path config = directory.resolve("model.json");
        Files.writeString(
                config,
                "{\"kind\": \"LSTM\", \"input_size\": 3, \"hidden_size\": 5, \"num_layers\": 2, \"batch_first\": true}");
        String out = Lanewise.succeed("info", twoStacks, "--prefix", "decoder.", "--config", config)
                .out();
        assertTrue(out.contains("config model.json, prefix 'decoder.'"), out);
        assertTrue(out.contains("(N, T, 3)"), out);
        assertTrue(out.lines().anyMatch(line -> line.matches("weight_hh_l1 +decoder\\.weight_hh_l1")), out);
    }

    @Test
    void refusals() throws IOException {
        Lanewise.fail(
                1,
                List.of("convert", twoStacks, converted),
                "'decoder.', 'encoder.rnn.'",
                "(--prefix PREFIX, --config FILE)");
        Lanewise.fail(
                1, List.of("convert", twoStacks, twoStacks, "--prefix", "decoder."), "another file than those read");
        Lanewise.fail(1, List.of("convert", twoStacks, directory.resolve("x.npy")), "a name that ends in .safetensors");
        Path config = Files.writeString(directory.resolve("bad.json"), "{\"kind\": \"LSTM\"");
        Lanewise.fail(
                1,
                List.of("info", twoStacks, "--config", config),
                config + ": config, line 1, column 16: expected valid JSON");
        assertTrue(Files.notExists(converted));
    }
}
