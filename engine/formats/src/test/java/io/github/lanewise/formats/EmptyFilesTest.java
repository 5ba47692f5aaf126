package io.github.lanewise.formats;

import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.support.RefusalAssertions;
import io.github.lanewise.formats.support.Resources;
import io.github.lanewise.formats.tensors.Csv;
import io.github.lanewise.formats.tensors.Npy;
import io.github.lanewise.formats.tensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files without a byte say so, whatever their kind; files under another kind's ending say what they are. */
class EmptyFilesTest {
    private static final String HINT = ", found an empty file (0 bytes); save, copy or download it again";

    private final Path directory;

    EmptyFilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @ValueSource(strings = {".pt", ".pth", ".onnx", ".npz", ".safetensors", ".keras", ".h5", ".hdf5", ".json", ".nam"})
    void models(String ending) throws IOException {
        Path path = Files.createFile(directory.resolve("empty" + ending));
        RefusalAssertions.assertRefusedWith(path, () -> ModelFiles.read(path), HINT);
    }

    @Test
    void tablesAndSounds() throws IOException {
        Path csv = Files.createFile(directory.resolve("empty.csv"));
        RefusalAssertions.assertRefused(csv, "expected rows of numbers" + HINT, () -> Csv.read(csv));
        Path npy = Files.createFile(directory.resolve("empty.npy"));
        RefusalAssertions.assertRefused(npy, "expected an .npy array" + HINT, () -> Npy.read(npy));
        Path wav = Files.createFile(directory.resolve("empty.wav"));
        RefusalAssertions.assertRefused(wav, "expected a WAV file" + HINT, () -> Wav.read(wav));
    }

    @ParameterizedTest
    @CsvSource({
        "torch-files, state_dict.pt, a zip file",
        "torch-files, before_1_6.pt, a Python pickle",
        "torch-files, protocol_5_before_1_6.pth, a Python pickle",
        "torch-files, bad_pickle_alone.pt, a Python pickle",
        "arrays, cells.npz, a zip file",
        "keras, functional.keras, a zip file",
        "keras, functional.h5, an HDF5 file"
    })
    void safetensorsThatAreNone(String folder, String name, String kind) throws IOException {
        Path path = Files.copy(Resources.file(folder, name), directory.resolve("renamed.safetensors"));
        RefusalAssertions.assertRefusedWith(
                path,
                () -> Safetensors.read(path),
                ": expected a safetensors file, found " + kind,
                "give the file a name");
    }
}
