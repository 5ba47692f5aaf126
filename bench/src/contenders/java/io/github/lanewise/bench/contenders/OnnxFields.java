package io.github.lanewise.bench.contenders;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Fields of messages of onnx.proto3, by their numbers. */
final class OnnxFields {
    private OnnxFields() {}

    static void string(ByteArrayOutputStream to, int field, String value) {
        write(to, out -> out.writeString(field, value));
    }

    static void number(ByteArrayOutputStream to, int field, long value) {
        write(to, out -> out.writeInt64(field, value));
    }

    static void bytes(ByteArrayOutputStream to, int field, byte[] value) {
        write(to, out -> out.writeByteArray(field, value));
    }

    static void message(ByteArrayOutputStream to, int field, ByteArrayOutputStream message) {
        write(to, out -> out.writeBytes(field, ByteString.copyFrom(message.toByteArray())));
    }

    @FunctionalInterface
    private interface Writer {
        void write(CodedOutputStream out) throws IOException;
    }

    private static void write(ByteArrayOutputStream to, Writer writer) {
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(to);
            writer.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
