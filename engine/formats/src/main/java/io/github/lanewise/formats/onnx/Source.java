package io.github.lanewise.formats.onnx;

import io.github.lanewise.formats.FormatException;
import java.nio.file.Path;

/**
 * The file that is being read, for messages.
 *
 * @param path the file
 */
public record Source(Path path) {
    FormatException refused(String where, String expected, String found, String hint) {
        return new FormatException(path, where, expected, found, hint);
    }

    FormatException refused(OnnxNode node, String expected, String found) {
        return refused(node.where(), expected, found, "");
    }
}
