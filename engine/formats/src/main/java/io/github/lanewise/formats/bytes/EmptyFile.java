package io.github.lanewise.formats.bytes;

import io.github.lanewise.formats.io.FormatException;
import java.nio.file.Path;

/** Files without a byte, of which no reader can say more than that. */
public final class EmptyFile {
    private EmptyFile() {}

    /**
     * Refuses such a file.
     *
     * @param size its bytes
     * @param expected what should be there, for instance {@code an ONNX model}
     */
    public static void refuse(Path path, long size, String expected) throws FormatException {
        if (size == 0) {
            throw new FormatException(path, "", expected, "an empty file (0 bytes)", "save, copy or download it again");
        }
    }
}
