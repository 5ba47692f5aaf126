package io.github.lanewise.formats.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A stream into a file. Its failures name the file, which those of the operating system do not: a full disk, for instance. */
final class NamedOutput extends OutputStream {
    private final Path path;
    private final OutputStream out;

    /**
     * A stream.
     *
     * @param path what the user calls the file
     * @param out into the file
     */
    NamedOutput(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
    }

    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Does a step of writing a file. */
    static void attempt(Path path, Step step) throws IOException {
        try {
            step.run();
        } catch (ClosedChannelException e) {
            // The thread was interrupted: nothing is wrong with the file.
            throw e;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** The failure to write a file, with its name and what to do. */
    static FileSystemException failure(Path path, IOException problem) {
        String found = String.valueOf(problem.getMessage());
        if (problem instanceof FileSystemException named) {
            String reason = named.getReason();
            found = reason == null ? named.getClass().getSimpleName() : reason;
        }
        FileSystemException failure = new FileSystemException(
                path.toString(),
                null,
                "expected to be able to write it, found '" + found + "'; make room, or choose another place");
        failure.initCause(problem);
        return failure;
    }

    @Override
    public void write(int b) throws IOException {
        attempt(path, () -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        attempt(path, () -> out.write(bytes, from, length));
    }

    @Override
    public void flush() throws IOException {
        attempt(path, out::flush);
    }

    @Override
    public void close() throws IOException {
        attempt(path, out::close);
    }
}
