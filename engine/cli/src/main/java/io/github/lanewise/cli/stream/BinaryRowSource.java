package io.github.lanewise.cli.stream;

import io.github.lanewise.formats.io.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Rows as little-endian float32, one after another. Allocates nothing per row. */
public final class BinaryRowSource implements RowSource {
    private static final int READ_AT_ONCE = 1 << 16;

    private final InputStream in;
    private final Path name;
    private final int rowBytes;
    private final byte[] bytes;
    private final FloatBuffer floats;

    /** Of the bytes, those that were read and not given out yet. */
    private int from;

    private int to;
    private long rows;

    /**
     * Rows of a stream.
     *
     * @param in what is read
     * @param name what to call it in messages
     * @param columns numbers of a row
     */
    public BinaryRowSource(InputStream in, Path name, int columns) {
        this.in = in;
        this.name = name;
        rowBytes = Math.multiplyExact(columns, Float.BYTES);
        // Whole rows, so that each begins on a multiple of four bytes.
        bytes = new byte[Math.max(1, READ_AT_ONCE / rowBytes) * rowBytes];
        floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    @Override
    public boolean read(float[] row) throws IOException {
        if (from == bytes.length) {
            from = 0;
            to = 0;
        }
        while (to - from < rowBytes) {
            int count = in.read(bytes, to, bytes.length - to);
            if (count < 0) {
                requireNothingLeft();
                return false;
            }
            to += count;
        }
        floats.get(from / Float.BYTES, row);
        from += rowBytes;
        rows++;
        return true;
    }

    private void requireNothingLeft() throws FormatException {
        if (to > from) {
            throw new FormatException(
                    name,
                    "row " + (rows + 1),
                    rowBytes + " bytes, " + rowBytes / Float.BYTES + " numbers of four",
                    (to - from) + " bytes left at the end",
                    "the stream was cut off, or its rows are of another width");
        }
    }

    @Override
    public String where() {
        return "row " + rows;
    }
}
