package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The folder that a model's file stands in. What is read there is a file of that folder or of one below it, after all
 * symbolic links; or of the folder that a link to the model leads to, as caches of downloads have it.
 */
public final class ModelFolder implements Siblings {
    private final Path model;

    /**
     * A folder.
     *
     * @param model the model's file
     */
    public ModelFolder(Path model) {
        this.model = model;
    }

    @Override
    public long size(String where, String name) throws IOException {
        return Files.size(file(where, name));
    }

    @Override
    public void read(String where, String name, long offset, ByteBuffer part) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file(where, name))) {
            channel.position(offset);
            while (part.hasRemaining()) {
                if (channel.read(part) < 0) {
                    throw new FormatException(
                            model,
                            where,
                            part.limit() + " bytes from " + offset + " of '" + name + "'",
                            Integer.toString(part.position()),
                            "the file is cut off");
                }
            }
        }
    }

    /** The file itself, which no link leads away from the folder. */
    private Path file(String where, String name) throws IOException {
        Path named;
        try {
            named = model.resolveSibling(name);
        } catch (InvalidPathException e) {
            FormatException refusal = new FormatException(model, where, "the name of a file", "'" + name + "'", "");
            refusal.initCause(e);
            throw refusal;
        }
        if (!Files.exists(named)) {
            throw new FormatException(
                    model,
                    where,
                    "its data in the file '" + name + "' beside the model",
                    "no file " + named,
                    "put it there, or save the model in one file");
        }
        Path real = named.toRealPath();
        Path folder = Objects.requireNonNull(model.toAbsolutePath().getParent()).toRealPath();
        Path home = Objects.requireNonNull(model.toRealPath().getParent());
        if (!real.startsWith(folder) && !real.startsWith(home)) {
            throw new FormatException(
                    model,
                    where,
                    "its data in a file within the model's folder",
                    "'" + name + "', which a symbolic link leads to " + real,
                    "copy the file into the folder");
        }
        if (!Files.isRegularFile(real)) {
            throw new FormatException(
                    model,
                    where,
                    "its data in a regular file",
                    "'" + name + "', a folder, a device or a pipe",
                    "save the model in one file");
        }
        return real;
    }
}
