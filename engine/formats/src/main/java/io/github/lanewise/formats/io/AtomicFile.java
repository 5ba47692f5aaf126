package io.github.lanewise.formats.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file whole or not at all: into a temporary file beside it, which is then moved into its place. Whoever reads
 * the path sees the old file or the new one; a failure leaves the old one, or none, and no temporary file. Neither does a JVM
 * that is told to end, by SIGINT or SIGTERM for instance; one that is killed outright (SIGKILL) does.
 */
public final class AtomicFile {
    private AtomicFile() {}

    /** What a file is to contain. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes it.
         *
         * @param out buffered; flushed and closed by the caller
         * @throws IOException if writing fails
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes a file. A symbolic link is followed. A device or a pipe, which cannot be replaced, is written directly.
     *
     * @param path the file, made or replaced; its directory has to exist
     * @param content what to write
     * @throws IOException if the file cannot be written, which it names, or thrown by the content
     */
    public static void write(Path path, Content content) throws IOException {
        if (!Files.exists(path)) {
            replace(path.toAbsolutePath(), path, content);
            return;
        }
        if (Files.isDirectory(path)) {
            throw new FormatException(path, "", "a file to write to", "a directory", "give a file");
        }
        if (!Files.isWritable(path)) {
            throw denied(path);
        }
        if (Files.isRegularFile(path)) {
            replace(path.toRealPath(), path, content);
        } else {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                fill(channel, path, content);
            }
        }
    }

    private static void replace(Path target, Path named, Content content) throws IOException {
        Path directory = target.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new NoSuchFileException(
                    named.toString(), null, "expected a directory to write in, found none; make " + directory);
        }
        if (!Files.isWritable(directory)) {
            throw denied(named);
        }
        // Not Files.createTempFile, whose files nobody but their owner can read.
        Path temporary = directory.resolve(".lanewise-" + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = open(temporary, named)) {
                fill(channel, named, content);
                // Before the move, so that a power failure cannot leave the name with nothing under it.
                NamedOutput.attempt(named, () -> channel.force(true));
            }
            NamedOutput.attempt(
                    named,
                    () -> Files.move(
                            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
        } finally {
            TemporaryFiles.delete(temporary);
        }
    }

    private static FileChannel open(Path temporary, Path named) throws IOException {
        try {
            return TemporaryFiles.create(temporary);
        } catch (IOException e) {
            throw NamedOutput.failure(named, e);
        }
    }

    private static void fill(FileChannel channel, Path named, Content content) throws IOException {
        OutputStream out = new BufferedOutputStream(new NamedOutput(named, Channels.newOutputStream(channel)));
        content.writeTo(out);
        out.flush();
    }

    private static AccessDeniedException denied(Path path) {
        return new AccessDeniedException(
                path.toString(), null, "expected a place that may be written, found none; check its permissions");
    }
}
