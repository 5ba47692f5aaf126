package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.nio.file.Path;

/** The file that is being read, and the files beside it. */
public final class Refusals {
    private final Path path;
    private final ExternalFiles externalFiles;

    /**
     * A file.
     *
     * @param path the file, for messages
     * @param siblings what stands beside it
     */
    public Refusals(Path path, Siblings siblings) {
        this.path = path;
        externalFiles = new ExternalFiles(this, siblings);
    }

    public ExternalFiles externalFiles() {
        return externalFiles;
    }

    public FormatException refused(String where, String expected, String found, String hint) {
        return new FormatException(path, where, expected, found, hint);
    }

    public FormatException refused(OnnxNode node, String expected, String found) {
        return refused(node.where(), expected, found, "");
    }
}
