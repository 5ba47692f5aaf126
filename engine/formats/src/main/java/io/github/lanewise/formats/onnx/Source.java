package io.github.lanewise.formats.onnx;

import io.github.lanewise.formats.FormatException;
import java.nio.file.Path;

/** The file that is being read, and the files beside it. */
public final class Source {
    private final Path path;
    private final ExternalFiles externalFiles;

    /**
     * A file.
     *
     * @param path the file, for messages
     * @param siblings what stands beside it
     */
    public Source(Path path, Siblings siblings) {
        this.path = path;
        externalFiles = new ExternalFiles(this, siblings);
    }

    ExternalFiles externalFiles() {
        return externalFiles;
    }

    FormatException refused(String where, String expected, String found, String hint) {
        return new FormatException(path, where, expected, found, hint);
    }

    FormatException refused(OnnxNode node, String expected, String found) {
        return refused(node.where(), expected, found, "");
    }
}
