package io.github.lanewise.cli;

import io.github.lanewise.formats.io.FormatException;
import java.nio.file.Path;
import java.util.Locale;

/** The kinds of files that hold inputs and results, told by the name's extension. */
enum FileKind {
    /** Several tensors under names. */
    SAFETENSORS,
    /** One array of any number of dimensions. */
    NPY,
    /** One table of numbers. */
    CSV,
    /** Samples of sound. */
    WAV;

    /**
     * The kind of a file.
     *
     * @throws FormatException if the extension is none of ours
     */
    static FileKind of(Path path) throws FormatException {
        String name = path.toString().toLowerCase(Locale.ROOT);
        for (FileKind kind : values()) {
            if (name.endsWith(kind.extension())) {
                return kind;
            }
        }
        throw new FormatException(
                path,
                "",
                "a name that ends in .safetensors, .npy, .csv or .wav",
                "none of them",
                "convert or rename it");
    }

    String extension() {
        return "." + name().toLowerCase(Locale.ROOT);
    }
}
