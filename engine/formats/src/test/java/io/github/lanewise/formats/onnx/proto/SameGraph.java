package io.github.lanewise.formats.onnx.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.lanewise.formats.onnx.shape.Dim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares what was read of a model with protobuf's own reading of it, field by field. */
final class SameGraph {
    private static final List<String> TYPES =
            List.of("UNDEFINED", "FLOAT", "INT", "STRING", "TENSOR", "GRAPH", "FLOATS", "INTS", "STRINGS");

    private final Path folder;
    private int tensors;

    private SameGraph(Path folder) {
        this.folder = folder;
    }

    /**
     * Fails unless both are the same.
     *
     * @param folder where files of weights lie
     * @return how many tensors there were
     */
    static int assertSame(Path folder, Message expected, OnnxReader.OnnxFile found) throws IOException {
        long opset = 0;
        for (Message each : messages(expected, "opset_import")) {
            opset = List.of("", "ai.onnx").contains(text(each, "domain")) ? number(each, "version") : opset;
        }
        assertEquals(opset, found.opset());
        SameGraph same = new SameGraph(folder);
        same.graph(message(expected, "graph"), found.graph());
        return same.tensors;
    }

    private void graph(Message expected, OnnxGraph found) throws IOException {
        List<Message> nodes = messages(expected, "node");
        assertEquals(nodes.size(), found.nodes().size());
        for (int i = 0; i < nodes.size(); i++) {
            node(nodes.get(i), found.nodes().get(i));
        }
        List<String> names = new ArrayList<>();
        for (Message initializer : messages(expected, "initializer")) {
            names.add(text(initializer, "name"));
            tensor(initializer, found.initializers().get(text(initializer, "name")));
        }
        assertEquals(names, List.copyOf(found.initializers().keySet()));
        List<OnnxGraph.Input> inputs = new ArrayList<>();
        for (Message input : messages(expected, "input")) {
            inputs.add(input(input));
        }
        assertEquals(inputs, found.inputs());
        assertEquals(
                messages(expected, "output").stream()
                        .map(output -> text(output, "name"))
                        .toList(),
                found.outputs());
    }

    private void node(Message expected, OnnxNode found) throws IOException {
        assertEquals(text(expected, "name"), found.name());
        String domain = text(expected, "domain");
        assertEquals(domain.equals("ai.onnx") ? "" : domain, found.domain());
        assertEquals(text(expected, "op_type"), found.operator());
        assertEquals(values(expected, "input"), found.inputs());
        assertEquals(values(expected, "output"), found.outputs());
        List<String> names = new ArrayList<>();
        for (Message attribute : messages(expected, "attribute")) {
            names.add(text(attribute, "name"));
            attribute(attribute, found.attributes().get(text(attribute, "name")));
        }
        assertEquals(names, List.copyOf(found.attributes().keySet()));
    }

    private void attribute(Message expected, @Nullable OnnxAttribute found) throws IOException {
        assertNotNull(found);
        assertEquals(TYPES.get((int) number(expected, "type")), found.type.name());
        assertEquals(value(expected, "f"), found.real);
        assertEquals(number(expected, "i"), found.integer);
        assertEquals(((ByteString) value(expected, "s")).toStringUtf8(), found.text);
        assertEquals(
                values(expected, "ints"), Arrays.stream(found.integers).boxed().toList());
        List<Float> reals = new ArrayList<>();
        for (float real : found.reals) {
            reals.add(real);
        }
        assertEquals(values(expected, "floats"), reals);
        List<String> texts = new ArrayList<>();
        values(expected, "strings").forEach(text -> texts.add(((ByteString) text).toStringUtf8()));
        assertEquals(texts, found.texts);
        if (has(expected, "t")) {
            tensor(message(expected, "t"), found.tensor);
        } else {
            assertNull(found.tensor);
        }
        if (has(expected, "g")) {
            assertNotNull(found.graph);
            graph(message(expected, "g"), found.graph);
        } else {
            assertNull(found.graph);
        }
    }

    private void tensor(Message expected, @Nullable OnnxTensor found) throws IOException {
        assertNotNull(found);
        tensors++;
        assertEquals(text(expected, "name"), found.name());
        assertEquals(
                values(expected, "dims"),
                Arrays.stream(found.shape()).mapToObj(extent -> (long) extent).toList());
        assertEquals(ElementType.of(number(expected, "data_type")), found.type());
        List<Number> elements = new ArrayList<>();
        if (found.type().isReal()) {
            for (float real : found.floats()) {
                elements.add(real);
            }
        } else {
            Arrays.stream(found.integers()).forEach(elements::add);
        }
        assertEquals(elements(expected), elements, found.name());
    }

    /** The elements by the definition of TensorProto: floats, or whole numbers as long. */
    private List<Number> elements(Message tensor) throws IOException {
        int type = (int) number(tensor, "data_type");
        List<Number> elements = new ArrayList<>();
        for (String field : List.of("float_data", "int32_data", "int64_data", "double_data", "uint64_data")) {
            values(tensor, field).forEach(value -> elements.add(typed(type, (Number) value)));
        }
        ByteBuffer raw = raw(tensor).order(ByteOrder.LITTLE_ENDIAN);
        while (raw.hasRemaining()) {
            elements.add(next(type, raw));
        }
        return elements;
    }

    private static Number typed(int type, Number value) {
        return switch (type) {
            case 1, 11 -> value.floatValue();
            case 10 -> Float.float16ToFloat(value.shortValue());
            case 16 -> Float.intBitsToFloat(value.intValue() << 16);
            default -> value.longValue();
        };
    }

    private static Number next(int type, ByteBuffer raw) {
        return switch (type) {
            case 1 -> raw.getFloat();
            case 2, 9 -> (long) Byte.toUnsignedInt(raw.get());
            case 3 -> (long) raw.get();
            case 4 -> (long) Short.toUnsignedInt(raw.getShort());
            case 5 -> (long) raw.getShort();
            case 6 -> (long) raw.getInt();
            case 7, 13 -> raw.getLong();
            case 10 -> Float.float16ToFloat(raw.getShort());
            case 11 -> (float) raw.getDouble();
            case 12 -> Integer.toUnsignedLong(raw.getInt());
            case 16 -> Float.intBitsToFloat(raw.getShort() << 16);
            default -> throw new AssertionError(type);
        };
    }

    private ByteBuffer raw(Message tensor) throws IOException {
        if (number(tensor, "data_location") == 0) {
            return ((ByteString) value(tensor, "raw_data")).asReadOnlyByteBuffer();
        }
        Map<String, String> entries = new LinkedHashMap<>();
        for (Message entry : messages(tensor, "external_data")) {
            entries.put(text(entry, "key"), text(entry, "value"));
        }
        byte[] file = Files.readAllBytes(folder.resolve(Objects.requireNonNull(entries.get("location"))));
        int offset = Integer.parseInt(entries.getOrDefault("offset", "0"));
        String length = entries.get("length");
        return ByteBuffer.wrap(file, offset, length == null ? file.length - offset : Integer.parseInt(length));
    }

    private static OnnxGraph.Input input(Message value) {
        String name = text(value, "name");
        Message tensor = message(message(value, "type"), "tensor_type");
        @Nullable List<Dim> shape = null;
        if (has(tensor, "shape")) {
            shape = new ArrayList<>();
            for (Message dim : messages(message(tensor, "shape"), "dim")) {
                String symbol = text(dim, "dim_param");
                Dim unnamed = Dim.symbol(name + "." + shape.size());
                shape.add(
                        has(dim, "dim_value")
                                ? Dim.of(number(dim, "dim_value"))
                                : symbol.isEmpty() ? unnamed : Dim.symbol(symbol));
            }
        }
        return new OnnxGraph.Input(name, ElementType.of(number(tensor, "elem_type")), shape);
    }

    private static FieldDescriptor field(Message message, String name) {
        return message.getDescriptorForType().findFieldByName(name);
    }

    private static boolean has(Message message, String name) {
        return message.hasField(field(message, name));
    }

    private static Object value(Message message, String name) {
        return message.getField(field(message, name));
    }

    private static List<?> values(Message message, String name) {
        return (List<?>) value(message, name);
    }

    private static List<Message> messages(Message message, String name) {
        return values(message, name).stream().map(Message.class::cast).toList();
    }

    private static Message message(Message message, String name) {
        return (Message) value(message, name);
    }

    private static String text(Message message, String name) {
        return (String) value(message, name);
    }

    private static long number(Message message, String name) {
        return ((Number) value(message, name)).longValue();
    }
}
