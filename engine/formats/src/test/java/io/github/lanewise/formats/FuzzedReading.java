package io.github.lanewise.formats;

import io.github.lanewise.formats.audio.Wav;
import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.tensors.TensorFiles;
import io.github.lanewise.formats.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What a reader may do with any bytes: give a result, or refuse them in one line that begins with the file. */
final class FuzzedReading {
    private FuzzedReading() {}

    /**
     * Reads a file by its ending, all that is in it.
     *
     * @throws AssertionError if a refusal is not one line about the file
     */
    static void read(Path path) throws IOException {
        try {
            readAll(path);
        } catch (FormatException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.startsWith(path + ": ") || message.contains("\n")) {
                throw new AssertionError("expected one line about the file, found: " + message, e);
            }
        }
    }

    private static void readAll(Path path) throws IOException {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".npy") || name.endsWith(".csv")) {
            TensorFiles.read(path);
            return;
        }
        if (name.endsWith(".wav")) {
            Wav.read(path);
            return;
        }
        if (name.endsWith(".pt") || name.endsWith(".pth")) {
            TorchFile file = TorchFile.read(path);
            for (String tensor : file.names()) {
                if (file.dtype(tensor).isReadableAsFloats()) {
                    file.floats(tensor);
                }
            }
        }
        ModelFiles.read(path);
    }
}
