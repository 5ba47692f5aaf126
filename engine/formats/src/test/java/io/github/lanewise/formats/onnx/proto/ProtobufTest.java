package io.github.lanewise.formats.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.github.lanewise.formats.support.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** OnnxReader beside protobuf-java, the library of those who defined the encoding. */
class ProtobufTest {
    private static final long SEED = Long.getLong("lanewise.test.seed", 20_261_129);
    private static final Descriptor PACKED = OnnxDescriptors.model(true);
    private static final Descriptor UNPACKED = OnnxDescriptors.model(false);

    static List<Path> models() {
        return Resources.ending(".onnx");
    }

    private static OnnxReader.OnnxFile ours(Path path, byte[] bytes) throws IOException {
        return OnnxReader.read(new Refusals(path, new ModelFolder(path)), bytes);
    }

    private static Path folder(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsWhatProtobufReads(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        DynamicMessage model = DynamicMessage.parseFrom(PACKED, bytes);
        OnnxReader.OnnxFile found = ours(path, bytes);
        SameGraph.assertSame(folder(path), model, found);
        assertFalse(found.graph().nodes().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("models")
    void readsWhatProtobufWrites(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        for (Descriptor descriptor : List.of(PACKED, UNPACKED)) {
            DynamicMessage model = DynamicMessage.parseFrom(descriptor, bytes);
            SameGraph.assertSame(folder(path), model, ours(path, model.toByteArray()));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void theOrderOfFieldsIsNoMatter(Path path) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] bytes = Files.readAllBytes(path);
        for (Descriptor descriptor : List.of(PACKED, UNPACKED)) {
            DynamicMessage model = DynamicMessage.parseFrom(descriptor, bytes);
            for (int round = 0; round < 3; round++) {
                byte[] shuffled = new ShuffledFields(random).write(model);
                assertSameModel(model, DynamicMessage.parseFrom(descriptor, shuffled));
                SameGraph.assertSame(folder(path), model, ours(path, shuffled));
            }
        }
    }

    /** Shuffling is right only if protobuf reads the same from it. */
    private static void assertSameModel(DynamicMessage expected, DynamicMessage shuffled) {
        assertEquals(withoutUnknown(expected), withoutUnknown(shuffled), "-Dlanewise.test.seed=" + SEED);
    }

    private static Message withoutUnknown(Message message) {
        Message.Builder known = message.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                known.setField(field, field.isRepeated() ? all((List<?>) value) : withoutUnknown((Message) value));
            }
        });
        return known.build();
    }

    private static List<Message> all(List<?> messages) {
        return messages.stream().map(each -> withoutUnknown((Message) each)).toList();
    }

    /** A tensor of each type and of each way to store it, in an attribute of a node. */
    @Test
    void everyTypeOfTensor() throws IOException {
        Path path = Path.of("model.onnx");
        for (Descriptor descriptor : List.of(PACKED, UNPACKED)) {
            Fields model = new Fields(descriptor);
            Fields graph = model.inner("graph");
            int count = 0;
            for (int type : new int[] {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 16}) {
                graph.add("initializer", typed(graph.inner("initializer"), type));
                graph.add("initializer", raw(graph.inner("initializer"), type));
                count += 2;
            }
            Fields opset = model.inner("opset_import").set("version", 17L);
            byte[] bytes = model.add("opset_import", opset)
                    .set("graph", graph.build())
                    .build()
                    .toByteArray();
            Message parsed = DynamicMessage.parseFrom(descriptor, bytes);
            assertEquals(count, SameGraph.assertSame(Path.of(""), parsed, ours(path, bytes)));
            byte[] shuffled = new ShuffledFields(new SplittableRandom(SEED)).write(parsed);
            assertEquals(count, SameGraph.assertSame(Path.of(""), parsed, ours(path, shuffled)));
        }
    }

    /** Three elements in the field of the type, the last one the greatest or the one with the most bits. */
    private static Fields typed(Fields tensor, int type) {
        tensor.set("name", "typed " + type)
                .set("data_type", type)
                .add("dims", 3L)
                .add("dims", 1L);
        for (int i = 0; i < 3; i++) {
            switch (type) {
                case 1 -> tensor.add("float_data", new float[] {-1.5f, 0, Float.NaN}[i]);
                case 7 -> tensor.add("int64_data", new long[] {-1, 0, Long.MIN_VALUE}[i]);
                case 11 -> tensor.add("double_data", new double[] {0.1, -0.0, 1e-300}[i]);
                case 12 -> tensor.add("uint64_data", new long[] {1, 0, 0xffffffffL}[i]);
                case 13 -> tensor.add("uint64_data", new long[] {1, 0, Long.MAX_VALUE}[i]);
                case 3, 5, 6 -> tensor.add("int32_data", new int[] {-1, 0, -128}[i]);
                case 9 -> tensor.add("int32_data", new int[] {1, 0, 1}[i]);
                default -> tensor.add("int32_data", new int[] {1, 0, 255}[i]);
            }
        }
        return tensor;
    }

    private static Fields raw(Fields tensor, int type) {
        int bytes = switch (type) {
            case 2, 3 -> 1;
            case 4, 5, 10, 16 -> 2;
            case 1, 6, 12 -> 4;
            default -> 8;
        };
        // Truth values are 0 or 1; a UINT64 stays below 2^63, which a long holds.
        byte[] data = new byte[type == 9 ? 3 : 3 * bytes];
        IntStream.range(0, data.length)
                .forEach(i -> data[i] = (byte) (type == 9 ? i % 2 : type == 13 ? i : 250 - 7 * i));
        if (type == 11) {
            // Exponents that a float has, too.
            for (int i = 7; i < data.length; i += 8) {
                data[i] = 0x3f;
            }
        }
        return tensor.set("name", "raw " + type)
                .set("data_type", type)
                .add("dims", 3L)
                .set("raw_data", ByteString.copyFrom(data));
    }

    /** A message by the names of its fields. */
    private static final class Fields {
        private final DynamicMessage.Builder message;

        Fields(Descriptor descriptor) {
            message = DynamicMessage.newBuilder(descriptor);
        }

        private FieldDescriptor field(String name) {
            return message.getDescriptorForType().findFieldByName(name);
        }

        Fields inner(String name) {
            return new Fields(field(name).getMessageType());
        }

        Fields set(String name, Object value) {
            message.setField(field(name), value);
            return this;
        }

        Fields add(String name, Object value) {
            message.addRepeatedField(field(name), value instanceof Fields inner ? inner.build() : value);
            return this;
        }

        Message build() {
            return message.build();
        }
    }
}
