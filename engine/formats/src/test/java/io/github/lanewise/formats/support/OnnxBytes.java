package io.github.lanewise.formats.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes protobuf messages of ONNX, right and wrong ones. */
public final class OnnxBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public OnnxBytes integer(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    public OnnxBytes real(int field, float value) {
        varint(((long) field << 3) | 5);
        out.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
        return this;
    }

    public OnnxBytes bytes(int field, byte[] value) {
        varint(((long) field << 3) | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    public OnnxBytes text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public OnnxBytes message(int field, OnnxBytes value) {
        return bytes(field, value.array());
    }

    public byte[] array() {
        return out.toByteArray();
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** A node; inputs and outputs are names with commas between them. */
    public static OnnxBytes node(String operator, String inputs, String outputs, OnnxBytes... attributes) {
        return named("node " + operator, operator, inputs, outputs, attributes);
    }

    /** A node of this name. */
    public static OnnxBytes named(
            String name, String operator, String inputs, String outputs, OnnxBytes... attributes) {
        OnnxBytes node = new OnnxBytes().text(3, name).text(4, operator);
        for (String input : inputs.split(",", -1)) {
            node.text(1, input);
        }
        for (String output : outputs.split(",", -1)) {
            node.text(2, output);
        }
        for (OnnxBytes attribute : attributes) {
            node.message(5, attribute);
        }
        return node;
    }

    public static OnnxBytes attribute(String name, long value) {
        return new OnnxBytes().text(1, name).integer(3, value).integer(20, 2);
    }

    public static OnnxBytes attribute(String name, float value) {
        return new OnnxBytes().text(1, name).real(2, value).integer(20, 1);
    }

    public static OnnxBytes attribute(String name, String value) {
        return new OnnxBytes().text(1, name).text(4, value).integer(20, 3);
    }

    public static OnnxBytes attribute(String name, OnnxBytes graph) {
        return new OnnxBytes().text(1, name).message(6, graph).integer(20, 5);
    }

    public static OnnxBytes integers(String name, long... values) {
        OnnxBytes attribute = new OnnxBytes().text(1, name).integer(20, 7);
        for (long value : values) {
            attribute.integer(8, value);
        }
        return attribute;
    }

    public static OnnxBytes texts(String name, String... values) {
        OnnxBytes attribute = new OnnxBytes().text(1, name).integer(20, 8);
        for (String value : values) {
            attribute.text(9, value);
        }
        return attribute;
    }

    public static OnnxBytes reals(String name, float... values) {
        OnnxBytes attribute = new OnnxBytes().text(1, name).integer(20, 6);
        for (float value : values) {
            attribute.real(7, value);
        }
        return attribute;
    }

    /** A tensor of zeros as bytes. */
    public static OnnxBytes zeros(String name, int type, int bytes, long... shape) {
        OnnxBytes tensor = new OnnxBytes().integer(2, type).text(8, name).bytes(9, new byte[bytes]);
        for (long extent : shape) {
            tensor.integer(1, extent);
        }
        return tensor;
    }

    /** A tensor of 64-bit integers. */
    public static OnnxBytes longs(String name, long... values) {
        OnnxBytes tensor =
                new OnnxBytes().integer(1, values.length).integer(2, 7).text(8, name);
        for (long value : values) {
            tensor.integer(7, value);
        }
        return tensor;
    }

    /** An input or output of floats; extents below 0 have no name and no number. */
    public static OnnxBytes value(String name, int type, long... shape) {
        OnnxBytes extents = new OnnxBytes();
        for (long extent : shape) {
            extents.message(1, extent < 0 ? new OnnxBytes() : new OnnxBytes().integer(1, extent));
        }
        OnnxBytes tensor = new OnnxBytes().integer(1, type).message(2, extents);
        return new OnnxBytes().text(1, name).message(2, new OnnxBytes().message(1, tensor));
    }

    /** A model of a graph. */
    public static byte[] model(int opset, OnnxBytes graph) {
        return new OnnxBytes()
                .integer(1, 8)
                .message(7, graph)
                .message(8, new OnnxBytes().integer(2, opset))
                .array();
    }
}
