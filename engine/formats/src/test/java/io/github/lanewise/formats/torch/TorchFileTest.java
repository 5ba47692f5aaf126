package io.github.lanewise.formats.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.io.Dtype;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.formats.torch.pickle.PickleException;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as torch.save wrote them over the years, made by torch_files.py. */
class TorchFileTest {
    private static Path file(String name) {
        return Resources.file("torch-files", name);
    }

    private static ModelSpec truth() throws IOException {
        return ModelFiles.read(file("truth.safetensors")).spec();
    }

    private static float[] bias(ModelSpec model) {
        return model.tensors().getOrDefault("bias_hh_l1", Tensor.zeros(0)).data();
    }

    @ParameterizedTest
    @CsvSource({
        "state_dict.pt, ''",
        "before_1_6.pt, ''",
        "protocol_4.pt, ''",
        "protocol_5_before_1_6.pth, ''",
        "parameters.pt, ''",
        "float64.pt, ''",
        "column_major.pt, ''",
        "one_storage.pt, ''",
        "one_storage_before_1_6.pt, ''",
        "whole_module.pt, ''",
        "torchscript.pt, ''",
        "deflated.pt, ''",
        "big_endian.pt, ''",
        "checkpoint.ckpt, state_dict.lstm.",
        "two_stacks.pt, first.",
        "with_a_loop.pt, weights.",
        "with_empty.pt, ''",
        "with_empty_before_1_6.pt, ''",
        "with_empty.safetensors, ''"
    })
    void holdsTheTrueWeights(String name, String prefix) throws IOException {
        ModelFile model =
                ModelFiles.read(file(name), ReadOptions.builder().prefix(prefix).build());
        SameModel.assertSame(truth(), model.spec());
        assertEquals(prefix + "weight_ih_l0", model.origins().get("weight_ih_l0"));
    }

    @ParameterizedTest
    @CsvSource({"state_dict.pt", "before_1_6.pt", "checkpoint.ckpt", "torchscript.pt", "whole_module.pt"})
    void theOnlyStackNeedsNoPrefix(String name) throws IOException {
        SameModel.assertSame(truth(), ModelFiles.read(file(name)).spec());
    }

    @ParameterizedTest
    @CsvSource({"with_empty.pt", "with_empty_before_1_6.pt", "with_empty.safetensors"})
    void tensorsOfNoElementsHaveTheirShapes(String name) throws IOException {
        TensorSource found = name.endsWith(".safetensors") ? Safetensors.read(file(name)) : TorchFile.read(file(name));
        assertArrayEquals(new int[] {0}, found.floats("steps").shape());
        assertArrayEquals(new int[] {3, 0}, found.floats("mask").shape());
        assertArrayEquals(new int[] {0}, found.floats("slice").shape());
        assertArrayEquals(new int[] {3, 0}, found.floats("columns").shape());
        assertTrue(
                ModelFiles.read(file(name)).unused().containsAll(List.of("steps", "mask", "slice", "columns")),
                "not taken for weights");
    }

    @Test
    void tensorsOfNoElementsHaveToBeTensors() throws PickleException {
        TorchStorage storage = new TorchStorage("0", Dtype.F32, 4, 0);
        assertArrayEquals(new long[] {9, 0}, new TorchTensor(storage, 4, new long[] {9, 0}, new long[] {7, 1}).shape());
        long[][] bad = {{5, 3, 0, 1, 1}, {0, -1, 0, 1, 1}, {0, 3, 0, -1, 1}, {-1, 3, 0, 1, 1}, {0, 1L << 40, 0, 1, 1}};
        for (long[] b : bad) {
            assertThrows(
                    PickleException.class,
                    () -> new TorchTensor(storage, b[0], new long[] {b[1], b[2]}, new long[] {b[3], b[4]}));
        }
    }

    @Test
    void bfloat16IsExact() throws IOException {
        Map<String, Tensor> expected = truth().tensors();
        TorchFile found = TorchFile.read(file("bfloat16.pt"));
        for (String name : found.names()) {
            assertEquals(Dtype.BF16, found.dtype(name));
            float[] exact = expected.getOrDefault(name, Tensor.zeros(0)).data();
            float[] rounded = found.floats(name).data();
            for (int i = 0; i < exact.length; i++) {
                assertEquals(0, Float.floatToRawIntBits(rounded[i]) & 0xffff);
                assertEquals(exact[i], rounded[i], Math.abs(exact[i]) / 256);
            }
        }
    }

    @Test
    void twoStacksAreAQuestionThatAPrefixAnswers() throws IOException {
        RefusalAssertions.assertRefusedWith(
                file("two_stacks.pt"),
                () -> ModelFiles.read(file("two_stacks.pt")),
                "2 stacks, with the prefixes 'first.', 'second.'",
                "name one of these prefixes");
        RefusalAssertions.assertRefusedWith(
                file("two_stacks.pt"),
                () -> ModelFiles.read(
                        file("two_stacks.pt"),
                        ReadOptions.builder().prefix("third.").build()),
                "expected a recurrent stack with the prefix 'third.'",
                "'first.', 'second.'");
        ModelFile second = ModelFiles.read(
                file("two_stacks.pt"), ReadOptions.builder().prefix("second.").build());
        float[] first = bias(truth());
        float[] negated = bias(second.spec());
        for (int i = 0; i < first.length; i++) {
            assertEquals(-first[i], negated[i]);
        }
        assertEquals(16, second.unused().size());
        assertTrue(second.unused().stream().allMatch(name -> name.startsWith("first.")));
    }

    @Test
    void anRnnIsAQuestionThatAConfigAnswers(@TempDir Path directory) throws IOException {
        RefusalAssertions.assertRefusedWith(
                file("rnn_relu.pt"),
                () -> ModelFiles.read(file("rnn_relu.pt")),
                "RNN_TANH or RNN_RELU",
                "describe the model in a config");
        Path config = directory.resolve("config.json");
        Files.writeString(config, "{\"kind\": \"RNN_RELU\", \"input_size\": 3, \"hidden_size\": 5}");
        ModelFile model = ModelFiles.read(
                file("rnn_relu.pt"), ReadOptions.builder().config(config).build());
        assertEquals("RNN_RELU(3, 5)", model.spec().describe());
        assertEquals("config config.json", model.form());
    }

    /** The checkpoint's other contents do not hinder, and are listed. */
    @Test
    void aConfigMayDescribePartOfACheckpoint(@TempDir Path directory) throws IOException {
        Path config = directory.resolve("tagger.json");
        Files.write(config, """
                {"kind": "MODEL", "head": "EVERY_STEP", "layers": [
                  {"kind": "EMBEDDING", "name": "embedding", "num_embeddings": 4, "embedding_dim": 3},
                  {"kind": "LSTM", "name": "lstm", "input_size": 3, "hidden_size": 5, "num_layers": 2,
                   "bidirectional": true}]}
                """.getBytes(StandardCharsets.UTF_8));
        ModelFile model = ModelFiles.read(
                file("checkpoint.ckpt"),
                ReadOptions.builder().prefix("state_dict.").config(config).build());
        assertEquals("state_dict.embedding.weight", model.origins().get("embedding.weight"));
        assertTrue(model.unused().contains("state_dict.steps"), model.unused().toString());
        assertTrue(
                model.unused().contains("optimizer_states.0.state.0.exp_avg"),
                model.unused().toString());
    }

    static Stream<Path> bad() {
        return Resources.in("torch-files").stream()
                .filter(path -> path.getFileName().toString().startsWith("bad_"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badFilesAreRefused(Path path) {
        String expected = switch (path.getFileName().toString()) {
            case "bad_calls_mkdir.pt", "bad_calls_mkdir_before_1_6.pt" ->
                "expected tensors and plain values, found a call for posix.mkdir; nothing of it was run";
            case "bad_storage_missing.pt" -> "expected a member bad_storage_missing/data/3 of the zip file, found none";
            case "bad_storage_short.pt" -> "found";
            case "bad_pickle_alone.pt" -> "expected PyTorch's magic number, found a dictionary of 1";
            case "bad_quantized.pt" ->
                "expected tensors of floats, found quantized weights under 'lstm._all_weight_values.0.param', by a call for"
                        + " torch.ScriptObject; nothing of it was run; save the state_dict of the float model";
            case "bad_quantized_tensor_before_1_6.pt" ->
                "found quantized weights under 'weight_ih_l0', by a call for torch._utils._rebuild_qtensor";
            case "bad_quantized_to_float16.pt" ->
                "found quantized weights under 'lstm._all_weight_values.0.param', by a call for torch.ScriptObject";
            case "bad_quantized_module.pt" ->
                "found quantized weights under '0', by a call for torch.ao.nn.quantized.dynamic.modules.rnn.LSTM; nothing"
                        + " of it was run; save the state_dict of the float model";
            case "bad_expanded.pt" -> "expected a tensor within its storage of 1 elements";
            default -> throw new AssertionError(path);
        };
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path), expected);
        assertFalse(Files.exists(Path.of("never-made")));
    }

    @Test
    void convertedItDescribesItself(@TempDir Path directory) throws IOException {
        Path converted = directory.resolve("converted.safetensors");
        ModelFiles.write(converted, ModelFiles.read(file("checkpoint.ckpt")).spec(), Map.of());
        SameModel.assertSame(truth(), ModelFiles.read(converted).spec());
    }

    @Test
    void namesAreInTheOrderOfTheFile() throws IOException {
        TorchFile file = TorchFile.read(file("state_dict.pt"));
        assertArrayEquals(
                new String[] {"weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"},
                file.names().subList(0, 4).toArray());
    }
}
