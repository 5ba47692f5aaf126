package io.github.lanewise.formats.bytes;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as little-endian bytes, a buffer at a time. Whoever has written the last has to {@link #flush}. */
public final class LittleEndianOutput {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    public LittleEndianOutput(OutputStream out) {
        this.out = out;
    }

    public void putBytes(byte[] bytes) throws IOException {
        flush();
        out.write(bytes);
    }

    public void putByte(byte value) throws IOException {
        room(Byte.BYTES).put(value);
    }

    public void putInt(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    public void putShort(short value) throws IOException {
        room(Short.BYTES).putShort(value);
    }

    public void putLong(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    public void putDouble(double value) throws IOException {
        putLong(Double.doubleToRawLongBits(value));
    }

    public void putFloats(float[] values) throws IOException {
        for (float value : values) {
            room(Float.BYTES).putInt(Float.floatToRawIntBits(value));
        }
    }

    public void flush() throws IOException {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }
}
