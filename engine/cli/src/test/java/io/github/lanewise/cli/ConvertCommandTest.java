package io.github.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.tensors.SafetensorsWriter;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static String layerLine(String out) {
        return out.lines()
                .filter(line -> line.startsWith("GRU"))
                .reduce("", (all, line) -> all + line)
                .replaceAll(" +", " ");
    }

    /** 120 weights of matrices of 15 and 15 rows, of 3 and 5 columns, 30 biases; the linear layer has 10 weights of 2 rows. */
    @Test
    void precisions() throws IOException {
        Path model = SmallModels.save(directory, SmallModels.classifier());
        Path int8 = directory.resolve("int8.safetensors");
        String first =
                Lanewise.succeed("convert", model, int8, "--precision", "int8").err();
        assertTrue(
                first.contains(
                        "weights: 640 bytes, tensors 5 in fp32; written: 378 bytes, tensors 2 in fp32, 3 in int8"),
                first);
        assertEquals(
                "GRU(3, 5) gru 3 5 150 int8 360",
                layerLine(Lanewise.succeed("info", int8).out()));
        String kept = Lanewise.succeed("convert", int8, converted).err();
        assertTrue(kept.contains("written: 378 bytes, tensors 2 in fp32, 3 in int8"), kept);
        assertEquals(-1, Files.mismatch(int8, converted));
        String back = Lanewise.succeed("convert", int8, converted, "--precision", "fp32")
                .err();
        assertTrue(back.contains("weights: 378 bytes, tensors 2 in fp32, 3 in int8; written: 640 bytes"), back);
        assertEquals(
                "GRU(3, 5) gru 3 5 150 600",
                layerLine(Lanewise.succeed("info", converted).out()));
        assertArrayEquals(weight(int8), weight(converted));
        String mixed = Lanewise.succeed("convert", model, converted, "--precision", "int8,fc=bf16")
                .err();
        assertTrue(mixed.contains("1 in bf16, 2 in int8"), mixed);
        String int4 = Lanewise.succeed("convert", model, converted, "--precision", "int4")
                .err();
        assertTrue(int4.contains("written: 265 bytes, tensors 2 in fp32, 3 in int4"), int4);
        assertEquals(
                "GRU(3, 5) gru 3 5 150 int4 255",
                layerLine(Lanewise.succeed("info", converted).out()));
        Lanewise.fail(1, List.of("convert", model, int8, "--precision", "int8,nn=bf16"), "one of gru, fc, found 'nn'");
        Lanewise.fail(2, List.of("convert", model, int8, "--precision", "auto"), "run verify --precision auto");
        Lanewise.succeed("convert", model, converted, "--precision", "bf16");
        assertEquals(
                "GRU(3, 5) gru 3 5 150 bf16 360",
                layerLine(Lanewise.succeed("info", converted).out()));
    }

    private static float[] weight(Path model) throws IOException {
        Tensor weight = ModelFiles.read(model).spec().tensors().get("gru.weight_hh_l0");
        return Objects.requireNonNull(weight).data();
    }

    @Test
    void precisionsThatDoNotFit() throws IOException {
        ModelSpec spec = SmallModels.classifier();
        Objects.requireNonNull(spec.tensors().get("fc.weight")).data()[3] = Float.NaN;
        Path model = SmallModels.save(directory, spec);
        Lanewise.fail(
                1,
                List.of("convert", model, converted, "--precision", "int8"),
                model + ": ",
                "fc.weight, element 3: expected a finite weight for int8, found NaN");
        Lanewise.fail(2, List.of("convert", model, converted, "--precision", "int2"), "int8 or int4", "int2");
        assertTrue(Files.notExists(converted));
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
