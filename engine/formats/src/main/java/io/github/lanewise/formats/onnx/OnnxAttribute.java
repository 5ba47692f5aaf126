package io.github.lanewise.formats.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An attribute of a node: of its fields, the ones that its type says are meant. */
final class OnnxAttribute {
    /** The numbers of AttributeProto.AttributeType. */
    enum Type {
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

    final Type type;
    final float real;
    final long integer;
    final String text;
    final @Nullable OnnxTensor tensor;
    final @Nullable OnnxGraph graph;
    final float[] reals;
    final long[] integers;
    final List<String> texts;

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
