package io.github.lanewise.formats.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Safetensors files as no writer would write them. */
public final class SafetensorsBytes {
    private SafetensorsBytes() {}

    /** A file of this header and so many bytes of data, counting up from 0. */
    public static void write(Path path, String header, int dataBytes) throws IOException {
        write(path, header.getBytes(StandardCharsets.UTF_8), dataBytes);
    }

    public static void write(Path path, byte[] header, int dataBytes) throws IOException {
        write(path, header.length, header, dataBytes);
    }

    /** The same with a length that says something else. */
    public static void write(Path path, long length, byte[] header, int dataBytes) throws IOException {
        byte[] data = new byte[dataBytes];
        for (int i = 0; i < dataBytes; i++) {
            data[i] = (byte) i;
        }
        write(path, length, header, data);
    }

    public static void write(Path path, long length, byte[] header, byte[] data) throws IOException {
        Files.write(
                path,
                ByteBuffer.allocate(Long.BYTES + header.length + data.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(length)
                        .put(header)
                        .put(data)
                        .array());
    }
}
