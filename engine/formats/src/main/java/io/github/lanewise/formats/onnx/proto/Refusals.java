package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes the refusals of the file that is being read, and knows the files beside it. */
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

    /** A refusal of what a part of the file, or a way to read it, leads to. */
    public FormatException refused(String part, FormatException refusal) {
        return refusal.within(path, part);
    }

    public FormatException refused(OnnxNode node, String expected, String found) {
        return refused(node.where(), expected, found, "");
    }

    /** Protobuf merges two messages of one field. No exporter writes two, so the second one is refused. */
    void requireFirst(@Nullable Object before, String where, String what) throws FormatException {
        if (before != null) {
            throw refused(where, "one " + what, "another", "the file is damaged");
        }
    }
}
