package io.github.lanewise.formats;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as little-endian bytes, a buffer at a time. Whoever has written the last has to {@link #flush}. */
final class LittleEndianOutput {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream out;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    LittleEndianOutput(OutputStream out) {
        this.out = out;
    }

    void putBytes(byte[] bytes) throws IOException {
        flush();
        out.write(bytes);
    }

    void putByte(byte value) throws IOException {
        room(Byte.BYTES).put(value);
    }

    void putInt(int value) throws IOException {
        room(Integer.BYTES).putInt(value);
    }

    void putShort(short value) throws IOException {
        room(Short.BYTES).putShort(value);
    }

    void putLong(long value) throws IOException {
        room(Long.BYTES).putLong(value);
    }

    void putDouble(double value) throws IOException {
        putLong(Double.doubleToRawLongBits(value));
    }

    void putFloats(float[] values) throws IOException {
        for (float value : values) {
            room(Float.BYTES).putInt(Float.floatToRawIntBits(value));
        }
    }

    void flush() throws IOException {
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
