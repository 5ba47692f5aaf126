package io.github.lanewise.formats.bytes;

import io.github.lanewise.formats.io.FileContents;
import io.github.lanewise.formats.io.FormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Reads contents from front to back; what is asked for has to be there before anything is allocated for it. */
public final class ContentsReader {
    private final Path path;
    private final MemorySegment contents;
    private long position;

    /** From the first byte of a file on. */
    public ContentsReader(FileContents contents) {
        this(contents.path(), contents.bytes());
    }

    public ContentsReader(Path path, MemorySegment contents) {
        this.path = path;
        this.contents = contents;
    }

    public long size() {
        return contents.byteSize();
    }

    /** Bytes that nobody has read yet. */
    public long remaining() {
        return size() - position;
    }

    /** The next bytes, copied. */
    public byte[] bytes(int length, String what) throws FormatException {
        byte[] bytes = new byte[(int) available(length, what)];
        MemorySegment.copy(contents, ValueLayout.JAVA_BYTE, position, bytes, 0, length);
        position += length;
        return bytes;
    }

    /** The next bytes, where they lie. There may be more than 2^31 of them. */
    public MemorySegment segment(long length, String what) throws FormatException {
        MemorySegment segment = contents.asSlice(position, available(length, what));
        position += length;
        return segment;
    }

    private long available(long length, String what) throws FormatException {
        if (length > remaining()) {
            throw new FormatException(
                    path, what, length + " bytes", remaining() + " up to the file's end", "the file is cut off");
        }
        return length;
    }
}
