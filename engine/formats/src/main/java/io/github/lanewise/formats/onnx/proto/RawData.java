package io.github.lanewise.formats.onnx.proto;

import io.github.lanewise.formats.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a tensor's elements, little-endian. */
interface RawData {
    long size();

    /** A part of them, which has to lie within the {@link #size}. */
    ByteBuffer read(long from, int count) throws FormatException;

    /** For messages. */
    String describe();

    /** Bytes of the model itself. */
    static RawData of(ByteBuffer bytes) {
        return new RawData() {
            @Override
            public long size() {
                return bytes.remaining();
            }

            @Override
            public ByteBuffer read(long from, int count) {
                int begin = Math.toIntExact(bytes.position() + from);
                return bytes.slice(begin, count).order(ByteOrder.LITTLE_ENDIAN);
            }

            @Override
            public String describe() {
                return size() + " bytes";
            }
        };
    }
}
