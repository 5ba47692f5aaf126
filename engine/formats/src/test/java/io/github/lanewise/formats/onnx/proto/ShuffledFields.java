package io.github.lanewise.formats.onnx.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes a message with its fields in any order, as protobuf allows: those of one number in their own order, those of others
 * between them, unknown ones of every wire type as well.
 */
final class ShuffledFields {
    private static final int UNKNOWN = 1000;

    private final SplittableRandom random;

    ShuffledFields(SplittableRandom random) {
        this.random = random;
    }

    byte[] write(Message message) throws IOException {
        List<Iterator<byte[]>> fields = new ArrayList<>();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            fields.add(parts(message, field.getKey(), field.getValue()).iterator());
        }
        for (int i = 0; i < 4; i++) {
            fields.add(List.of(unknown(UNKNOWN + random.nextInt(100), i)).iterator());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (!fields.isEmpty()) {
            int chosen = random.nextInt(fields.size());
            Iterator<byte[]> parts = fields.get(chosen);
            if (parts.hasNext()) {
                out.writeBytes(parts.next());
            } else {
                fields.remove(chosen);
            }
        }
        return out.toByteArray();
    }

    /** A field as it stands on the wire: a part for each message or text, one for all of what is not repeated or is packed. */
    private List<byte[]> parts(Message message, FieldDescriptor field, Object value) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        if (field.isRepeated() && !field.isPacked()) {
            for (Object each : (List<?>) value) {
                parts.add(part(message.newBuilderForType().addRepeatedField(field, each), field, each));
            }
        } else {
            parts.add(part(message.newBuilderForType().setField(field, value), field, value));
        }
        return parts;
    }

    private byte[] part(Message.Builder alone, FieldDescriptor field, Object value) throws IOException {
        if (!(value instanceof Message inner)) {
            return alone.buildPartial().toByteArray();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(field.getNumber(), write(inner));
        out.flush();
        return bytes.toByteArray();
    }

    private byte[] unknown(int number, int wireType) {
        UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
        switch (wireType) {
            case 0 -> field.addVarint(random.nextLong());
            case 1 -> field.addFixed64(random.nextLong());
            case 2 -> field.addLengthDelimited(ByteString.copyFromUtf8("unknown"));
            default -> field.addFixed32(random.nextInt());
        }
        return UnknownFieldSet.newBuilder()
                .addField(number, field.build())
                .build()
                .toByteArray();
    }
}
