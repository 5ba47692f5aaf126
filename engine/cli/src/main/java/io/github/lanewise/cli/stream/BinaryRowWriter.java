package io.github.lanewise.cli.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Answers as little-endian float32, one after another. Allocates nothing per row. */
public final class BinaryRowWriter implements RowWriter {
    private final byte[] bytes;
    private final FloatBuffer floats;

    /**
     * A writer, for one thread at a time.
     *
     * @param columns numbers of a row
     */
    public BinaryRowWriter(int columns) {
        bytes = new byte[Math.multiplyExact(columns, Float.BYTES)];
        floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    @Override
    public void write(float[] row, OutputStream out) throws IOException {
        floats.put(0, row);
        out.write(bytes);
    }
}
