package io.github.lanewise.formats.onnx.proto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attribute of a node: of its fields, the ones that its type says are meant. */
public final class OnnxAttribute {
    /** The numbers of AttributeProto.AttributeType. */
    public enum Type {
        UNDEFINED,
        FLOAT,
        INT,
        STRING,
        TENSOR,
        GRAPH,
        FLOATS,
        INTS,
        STRINGS
    }

    public final Type type;
    public final float real;
    public final long integer;
    public final String text;
    public final @Nullable OnnxTensor tensor;
    public final @Nullable OnnxGraph graph;
    public final float[] reals;
    public final long[] integers;
    public final List<String> texts;

    OnnxAttribute(
            Type type,
            float real,
            long integer,
            String text,
            @Nullable OnnxTensor tensor,
            @Nullable OnnxGraph graph,
            float[] reals,
            long[] integers,
            List<String> texts) {
        this.type = type;
        this.real = real;
        this.integer = integer;
        this.text = text;
        this.tensor = tensor;
        this.graph = graph;
        this.reals = reals;
        this.integers = integers;
        this.texts = List.copyOf(texts);
    }

    private static OnnxAttribute of(Type type, float real, long integer, String text) {
        return new OnnxAttribute(type, real, integer, text, null, null, new float[0], new long[0], List.of());
    }

    public static OnnxAttribute integer(long value) {
        return of(Type.INT, 0, value, "");
    }

    public static OnnxAttribute real(float value) {
        return of(Type.FLOAT, value, 0, "");
    }

    public static OnnxAttribute text(String value) {
        return of(Type.STRING, 0, 0, value);
    }

    public static OnnxAttribute integers(long... values) {
        return new OnnxAttribute(Type.INTS, 0, 0, "", null, null, new float[0], values.clone(), List.of());
    }

    public static OnnxAttribute reals(float... values) {
        return new OnnxAttribute(Type.FLOATS, 0, 0, "", null, null, values.clone(), new long[0], List.of());
    }

    public static OnnxAttribute texts(List<String> values) {
        return new OnnxAttribute(Type.STRINGS, 0, 0, "", null, null, new float[0], new long[0], values);
    }
}
