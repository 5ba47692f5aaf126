package io.github.lanewise.formats.io;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a file and the name that they go by. The bytes may come from anywhere: a file of any file system, a resource
 * in a jar, a network. They are read whole, and whoever gave them may change or close what they came from. Immutable and
 * thread-safe.
 */
public final class FileContents {
    /** A buffer's index is an int, a file's position is not. */
    private static final long MAX_READ = 1 << 30;

    /** How much of a stream is read at a time; nobody knows its length before its end. */
    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final MemorySegment bytes;
    private final boolean inFolder;

    private FileContents(Path path, MemorySegment bytes, boolean inFolder) {
        this.path = path;
        this.bytes = bytes.asReadOnly();
        this.inFolder = inFolder;
    }

    /**
     * Reads a file.
     *
     * @param path a regular file of any file system, such as one within a zip file
     * @return its contents
     * @throws FormatException if it is a directory, a device or a pipe
     * @throws IOException if it cannot be read
     */
    public static FileContents read(Path path) throws IOException {
        requireReadable(path);
        if (!Files.isRegularFile(path)) {
            throw new FormatException(path, "", "a regular file", "a device or a pipe", "give a file");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(path)) {
            MemorySegment bytes = allocate(channel.size());
            for (long at = 0; at < bytes.byteSize(); at += MAX_READ) {
                ByteBuffer part = bytes.asSlice(at, Math.min(MAX_READ, bytes.byteSize() - at))
                        .asByteBuffer();
                while (part.hasRemaining()) {
                    if (channel.read(part) < 0) {
                        throw new FormatException(
                                path,
                                "",
                                bytes.byteSize() + " bytes",
                                at + part.position() + " up to its end",
                                "the file was cut while it was read; read it again");
                    }
                }
            }
            return new FileContents(path, bytes, true);
        }
    }

    /**
     * Reads a stream to its end. The stream is not closed.
     *
     * @param stream the bytes
     * @param name what messages call them, for instance the resource's name; its ending is a hint where the bytes do not
     *     tell what they are
     * @return the contents
     * @throws IOException if the stream cannot be read
     */
    public static FileContents read(InputStream stream, String name) throws IOException {
        List<byte[]> chunks = new ArrayList<>();
        long size = 0;
        byte[] chunk = stream.readNBytes(CHUNK);
        while (chunk.length > 0) {
            chunks.add(chunk);
            size += chunk.length;
            chunk = stream.readNBytes(CHUNK);
        }
        MemorySegment bytes = allocate(size);
        long at = 0;
        for (byte[] each : chunks) {
            MemorySegment.copy(MemorySegment.ofArray(each), 0, bytes, at, each.length);
            at += each.length;
        }
        return new FileContents(named(name), bytes, false);
    }

    /**
     * Bytes that are in memory. They are copied.
     *
     * @param bytes of the file
     * @param name what messages call them; its ending is a hint where the bytes do not tell what they are
     * @return the contents
     */
    public static FileContents of(byte[] bytes, String name) {
        return of(MemorySegment.ofArray(bytes), name);
    }

    /**
     * Bytes that are in memory, on the heap or off it. They are copied.
     *
     * @param bytes of the file
     * @param name what messages call them; its ending is a hint where the bytes do not tell what they are
     * @return the contents
     */
    public static FileContents of(MemorySegment bytes, String name) {
        return new FileContents(named(name), allocate(bytes.byteSize()).copyFrom(bytes), false);
    }

    /**
     * Always off the heap: the kernels read weights from there, and the JDK's methods for memory segments are compiled for
     * the kinds of segments that the whole process has used.
     */
    private static MemorySegment allocate(long size) {
        return Arena.ofAuto().allocate(size);
    }

    private static Path named(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            // A name of another system, or a resource's, is for messages only.
            return Path.of(name.replaceAll("[^A-Za-z0-9._-]", "_"));
        }
    }

    /**
     * Refuses a path that cannot be read. It says what is wrong in words, since the exceptions of java.nio.file have no message
     * but the path.
     *
     * @param path of a file
     * @throws IOException if there is no file that may be read
     */
    public static void requireReadable(Path path) throws IOException {
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

    /**
     * What the contents are called.
     *
     * @return the file, or the name that was given as a path
     */
    public Path path() {
        return path;
    }

    /**
     * How many bytes there are.
     *
     * @return their number
     */
    public long size() {
        return bytes.byteSize();
    }

    /**
     * Whether they are those of a file, which may have others beside it.
     *
     * @return false for bytes from a stream or from memory
     */
    public boolean inFolder() {
        return inFolder;
    }

    /**
     * The bytes.
     *
     * @return all of them, read-only
     */
    public MemorySegment bytes() {
        return bytes;
    }
}
