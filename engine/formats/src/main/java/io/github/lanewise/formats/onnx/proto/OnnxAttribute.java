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
}
