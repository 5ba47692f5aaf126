package io.github.lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.Model;
import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.support.ZipWithMember;
import io.github.lanewise.formats.tensors.Npz;
import io.github.lanewise.formats.tensors.Safetensors;
import io.github.lanewise.formats.tensors.TensorSource;
import io.github.lanewise.spec.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NumPy archives and ml5's folders against float64, made by array_models.py. */
class ArrayModelsTest {
    private static final double TOLERANCE = 4e-6;
    private static final Path ML5 = Resources.file("arrays", "ml5");

    private final Path directory;

    ArrayModelsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private static void assertNear(Tensor expected, Tensor found) {
        assertArrayEquals(expected.shape(), found.shape());
        for (int i = 0; i < expected.data().length; i++) {
            assertEquals(expected.data()[i], found.data()[i], TOLERANCE, "output " + i);
        }
    }

    private static Tensor tokens(Safetensors answers) throws IOException {
        long[] ids = answers.integers("input");
        float[] tokens = new float[ids.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = ids[i];
        }
        return Tensor.of(tokens, ids.length, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cells.npz", "packed.npz"})
    void aStackAmongArraysIsFound(String name) throws IOException {
        ModelFile model = ModelFiles.read(Resources.file("arrays", name));
        assertEquals("GRU(3, 4)", model.spec().describe());
        assertEquals("enc_w_hh", model.origins().get("weight_hh_l0"));
        assertEquals(List.of("emb", "fc_w", "fc_b"), model.unused());
        Safetensors answers = Safetensors.read(Resources.file("arrays", "cells.answers.safetensors"));
        Tensor found = Model.of(model.spec()).newSession().run(answers.floats("stack_input"));
        assertNear(answers.floats("stack_output"), found);
    }

    @Test
    void aConfigDescribesTheWholeModel() throws IOException {
        Path config = directory.resolve("config.json");
        Files.writeString(config, """
                {"kind": "MODEL", "head": "EVERY_STEP", "layers": [
                  {"kind": "EMBEDDING", "name": "emb", "num_embeddings": 6, "embedding_dim": 3},
                  {"kind": "GRU", "name": "enc", "input_size": 3, "hidden_size": 4},
                  {"kind": "LINEAR", "name": "fc", "in_features": 4, "out_features": 2}]}
                """);
        ModelFile model = ModelFiles.read(
                Resources.file("arrays", "cells.npz"),
                ReadOptions.builder().config(config).build());
        Safetensors answers = Safetensors.read(Resources.file("arrays", "cells.answers.safetensors"));
        assertNear(answers.floats("output"), Model.of(model.spec()).newSession().run(tokens(answers)));
        assertEquals("emb", model.origins().get("emb.weight"));
        assertEquals(List.of(), model.unused());
    }

    @Test
    void arraysOfNoElementsDoNotHinder() throws IOException {
        ModelFile model = ModelFiles.read(Resources.file("arrays", "with_empty.npz"));
        assertEquals("GRU(3, 4)", model.spec().describe());
        assertEquals(List.of("none", "mask"), model.unused());
        TensorSource file = Npz.read(FileContents.read(Resources.file("arrays", "with_empty.npz")));
        assertArrayEquals(new int[] {0}, file.floats("none").shape());
        assertArrayEquals(new int[] {3, 0}, file.floats("mask").shape());
    }

    /** The names of the cells' variables are those of TensorFlow before and since version 1.2. */
    @ParameterizedTest
    @CsvSource({"ml5, weights, biases", "ml5_kernel, kernel, bias"})
    void aFolderOfMl5(String name, String kernel, String bias) throws IOException {
        Path folder = Resources.file("arrays", name);
        for (Path path : List.of(folder, folder.resolve("manifest.json"))) {
            ModelFile model = ModelFiles.read(path);
            assertEquals(
                    "Embedding(7, 4) -> LSTM(4, 4, 2 layers) -> Linear(4, 7)",
                    model.spec().describe());
            assertEquals(model.spec().tensors().keySet(), model.origins().keySet());
            Safetensors answers = Safetensors.read(Resources.file("arrays", name + ".answers.safetensors"));
            String cell = "rnnlm/multi_rnn_cell/cell_1/basic_lstm_cell/";
            assertTrue(model.origins().getOrDefault("lstm.weight_hh_l1", "").startsWith(cell + kernel + " (gates"));
            assertTrue(model.origins().getOrDefault("lstm.bias_ih_l1", "").startsWith(cell + bias + " (gates"));
            assertNear(
                    answers.floats("output"),
                    Model.of(model.spec()).newSession().run(tokens(answers)));
        }
    }

    /** The folder with another text in its manifest. */
    private Path changed(String part, String with) throws IOException {
        Path folder = Files.createDirectory(directory.resolve("changed"));
        try (Stream<Path> files = Files.list(ML5)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Path manifest = folder.resolve("manifest.json");
        String text = Files.readString(manifest);
        assertTrue(text.contains(part), part);
        Files.writeString(manifest, text.replace(part, with));
        return manifest;
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '|',
            value = {
                "\"filename\": \"embedding\" => \"filename\": \"../embedding\" => the name of a file beside the manifest",
                "\"filename\": \"embedding\" => \"filename\": \"nowhere\" => expected a file, found none",
                "\"embedding\": => \"another\": => variable embedding: expected such a variable",
                "\"rnnlm/softmax_b\": => \"rnnlm/more\": => variable rnnlm/softmax_b",
                "cell_1/basic_lstm_cell/biases\": => cell_2/biases\": => cell_1/basic_lstm_cell/biases: expected such",
                "rnnlm_softmax_w\" => rnnlm_softmax_b\" => 112 bytes in rnnlm_softmax_b",
                "\"Variable\": => \"rnnlm/multi_rnn_cell/cell_0/basic_lstm_cell/kernel\": => kernel: expected a matrix",
                "\"Variable\": => \"Variables\": => also [Variables]"
            })
    void foldersThatAreNoModel(String part, String with, String expected) throws IOException {
        Path manifest = changed(part, with);
        IOException refusal = assertThrows(IOException.class, () -> ModelFiles.read(manifest));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(expected), message);
    }

    @Test
    void archivesThatAreNone() throws IOException {
        Path path = directory.resolve("text.npz");
        Files.write(path, "no archive".getBytes(StandardCharsets.UTF_8));
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path), "a zip file");
        ZipWithMember zip = new ZipWithMember(Resources.file("arrays", "cells.npz"), "enc_b_ih.npy");
        byte[] cut = {(byte) 0x93, 'N', 'U', 'M'};
        Files.write(path, zip.with(cut));
        RefusalAssertions.assertRefusedWith(
                path, () -> ModelFiles.read(path), "enc_b_ih.npy: magic and version", "cut off");
        try (ZipOutputStream mixed = new ZipOutputStream(Files.newOutputStream(path))) {
            mixed.putNextEntry(new ZipEntry("weight.npy"));
            mixed.putNextEntry(new ZipEntry("readme.txt"));
        }
        RefusalAssertions.assertRefusedWith(
                path, () -> ModelFiles.read(path), "member readme.txt", "names that end in .npy");
    }

    @Test
    void isConvertedToTheSameModel() throws IOException {
        SameModel.assertSameConverted(ModelFiles.read(ML5), directory);
    }
}
