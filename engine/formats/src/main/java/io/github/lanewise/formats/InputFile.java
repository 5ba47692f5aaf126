package io.github.lanewise.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file or a part of one, read from front to back; what is asked for has to be there before anything is allocated for it. */
final class InputFile implements AutoCloseable {
    /** A buffer's index is an int, a file's position is not. */
    private static final long MAX_READ = 1 << 30;

    private final Path path;
    private final ReadableByteChannel channel;
    private final long size;
    private long position;

    private InputFile(Path path, ReadableByteChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /** A part of a file that has been read. */
    static InputFile of(Path path, byte[] part) {
        return new InputFile(path, Channels.newChannel(new ByteArrayInputStream(part)), part.length);
    }

    static InputFile open(Path path) throws IOException {
        requireRegular(path);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new InputFile(path, channel, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void requireRegular(Path path) throws IOException {
        requireReadable(path);
        if (!Files.isRegularFile(path)) {
            throw new FormatException(path, "", "a regular file", "a device or a pipe", "give a file");
        }
    }

    /** Says what is wrong in words, since the exceptions of java.nio.file have no message but the path. */
    static void requireReadable(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FormatException(path, "", "a file", "a directory", "give a file");
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString(), null, "expected a file, found none; check the path");
        }
        if (!Files.isReadable(path)) {
            throw new AccessDeniedException(
                    path.toString(), null, "expected a file that may be read, found none; check its permissions");
        }
    }

    long size() {
        return size;
    }

    /** Bytes that nobody has read yet. */
    long remaining() {
        return size - position;
    }

    /** The next bytes, on the heap. */
    byte[] bytes(int length, String what) throws IOException {
        requireRemaining(length, what);
        byte[] bytes = new byte[length];
        fill(ByteBuffer.wrap(bytes), what);
        return bytes;
    }

    /** The next bytes, off the heap, where there may be more than 2^31 of them. */
    MemorySegment segment(long length, String what) throws IOException {
        requireRemaining(length, what);
        MemorySegment segment = Arena.ofAuto().allocate(length);
        for (long at = 0; at < length; at += MAX_READ) {
            fill(segment.asSlice(at, Math.min(MAX_READ, length - at)).asByteBuffer(), what);
        }
        return segment.asReadOnly();
    }

    private void requireRemaining(long length, String what) throws FormatException {
        if (length > remaining()) {
            throw cutOff(length, what, remaining());
        }
    }

    private void fill(ByteBuffer buffer, String what) throws IOException {
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer);
            if (count < 0) {
                throw cutOff(buffer.limit(), what, buffer.position());
            }
            position += count;
        }
    }

    private FormatException cutOff(long expected, String what, long found) {
        return new FormatException(
                path, what, expected + " bytes", found + " up to the file's end", "the file is cut off");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
