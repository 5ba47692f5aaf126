package io.github.lanewise.formats.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.formats.ModelFiles;
import io.github.lanewise.formats.model.ModelFile;
import io.github.lanewise.formats.model.ReadOptions;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.support.SameModel;
import io.github.lanewise.formats.tensors.Safetensors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of each kind from wherever bytes may be, under names that say nothing or something wrong. */
class FileContentsTest {
    @TempDir
    private Path directory;

    static Stream<Path> oneOfEachKind() {
        return Stream.of(
                Resources.file("checkpoints", "plain.safetensors"),
                Resources.file("checkpoints", "plain.pt"),
                Resources.file("torch-files", "before_1_6.pt"),
                Resources.file("torch-files", "torchscript.pt"),
                Resources.file("torch-files", "deflated.pt"),
                Resources.file("arrays", "cells.npz"),
                Resources.file("keras", "lstm_relu.keras"),
                Resources.file("keras", "lstm.h5"),
                Resources.file("onnx", "torch_last_step_script.onnx"),
                Resources.file("audio", "rtneural_keras.json"),
                Resources.file("audio", "guitarml_lstm_skip.json"),
                Resources.file("audio", "nam_lstm.nam"));
    }

    private static ReadOptions quiet() {
        return ReadOptions.builder().notices(notice -> {}).build();
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void readsTheSameModelFromAnywhere(Path path) throws IOException {
        ModelFile expected = ModelFiles.read(path, quiet());
        byte[] bytes = Files.readAllBytes(path);
        SameModel.assertSame(expected.spec(), ModelFiles.read(bytes, "model").spec());
        try (InputStream stream = new ByteArrayInputStream(bytes)) {
            SameModel.assertSame(
                    expected.spec(), ModelFiles.read(stream, "model.bin").spec());
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(bytes.length);
            segment.copyFrom(MemorySegment.ofArray(bytes));
            SameModel.assertSame(
                    expected.spec(), ModelFiles.read(segment, "model").spec());
        }
        SameModel.assertSame(
                expected.spec(),
                ModelFiles.read(MemorySegment.ofArray(bytes), "model").spec());
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void readsWithinAZipFile(Path path) throws IOException {
        Path jar = directory.resolve("application.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("models/a.model"));
            Files.copy(path, out);
        }
        try (FileSystem within = FileSystems.newFileSystem(jar)) {
            ModelFile found = ModelFiles.read(within.getPath("models", "a.model"), quiet());
            SameModel.assertSame(ModelFiles.read(path, quiet()).spec(), found.spec());
        }
    }

    @Test
    void readsAFolderWithinAZipFile() throws IOException {
        Path folder = Resources.file("arrays", "ml5");
        Path jar = directory.resolve("application.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                out.putNextEntry(new ZipEntry("ml5/" + file.getFileName()));
                Files.copy(file, out);
            }
        }
        try (FileSystem within = FileSystems.newFileSystem(jar)) {
            SameModel.assertSame(
                    ModelFiles.read(folder).spec(),
                    ModelFiles.read(within.getPath("ml5")).spec());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "checkpoints, plain.pt, model.safetensors",
        "checkpoints, plain.safetensors, model.pt",
        "torch-files, before_1_6.pt, model.pkl",
        "torch-files, torchscript.pt, model.jit",
        "checkpoints, plain.pt, model.pth.tar",
        "keras, lstm.h5, model.keras",
        "keras, lstm_relu.keras, model.h5",
        "keras, lstm.h5, model.weights",
        "onnx, torch_last_step_dynamo.onnx, model.proto",
        "audio, nam_lstm.nam, model.onnx"
    })
    void contentsDecideAndNotTheName(String folder, String name, String other) throws IOException {
        Path path = Resources.file(folder, name);
        byte[] bytes = Files.readAllBytes(path);
        FileContents contents = FileContents.of(bytes, other);
        SameModel.assertSame(
                ModelFiles.read(path, quiet()).spec(),
                ModelFiles.read(contents, quiet()).spec());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.pt", "a.h5", "a.onnx", "a.npz", "a.safetensors", "a.keras", "a.json", "a.nam", "a"})
    void anEmptyFileIsCalledOne(String name) throws IOException {
        Path path = directory.resolve(name);
        Files.write(path, new byte[0]);
        RefusalAssertions.assertRefusedWith(
                path, () -> ModelFiles.read(path), "expected a model", "found an empty file");
    }

    @Test
    void saysWhatAFileIsThatIsNoModel() throws IOException {
        Map<String, String> kinds = Map.of(
                "\u0093NUMPY\1\0", "one NumPy array, which is data and no model",
                "RIFF....WAVE", "a recording, which is data and no model",
                "input,output\n", "begins with the bytes 69 6e 70 75 74 2c 6f 75");
        for (Map.Entry<String, String> kind : kinds.entrySet()) {
            byte[] bytes = kind.getKey().getBytes(StandardCharsets.ISO_8859_1);
            RefusalAssertions.assertRefusedWith(
                    Path.of("x.dat"), () -> ModelFiles.read(bytes, "x.dat"), kind.getValue());
        }
        Path zip = directory.resolve("sources.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("Main.java"));
        }
        RefusalAssertions.assertRefusedWith(zip, () -> ModelFiles.read(zip), "a zip file with the members 'Main.java'");
    }

    @Test
    void namesThatAreNoPathsAreForMessagesOnly() {
        FileContents contents = FileContents.of(new byte[] {1, 2}, "jar:file:/a\0b!/model");
        assertEquals("jar_file__a_b__model", contents.path().toString());
        assertThrows(FormatException.class, () -> ModelFiles.read(contents, ReadOptions.NONE));
    }

    @Test
    void whatWasGivenMayChange() throws IOException {
        byte[] bytes = Files.readAllBytes(Resources.file("checkpoints", "plain.safetensors"));
        FileContents contents = FileContents.of(bytes, "model");
        List<String> names = Safetensors.read(contents).names();
        Arrays.fill(bytes, (byte) 0);
        assertEquals(names, Safetensors.read(contents).names());
        assertTrue(contents.bytes().isReadOnly());
        assertFalse(names.isEmpty());
    }
}
