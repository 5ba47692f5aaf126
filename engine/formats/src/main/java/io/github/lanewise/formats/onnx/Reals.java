package io.github.lanewise.formats.onnx;

import io.github.lanewise.spec.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A constant of floats. */
final class Reals extends Grid {
    private final float[] data;
    private final Set<String> names;

    /** Elements that no constant of the file has. */
    Reals(float[] data, int... shape) {
        this(data, Set.of(), shape);
    }

    /**
     * Elements.
     *
     * @param data row-major
     * @param names of the file's constants that they are from
     * @param shape the extents
     */
    Reals(float[] data, Set<String> names, int... shape) {
        super(shape);
        this.data = data;
        this.names = names;
    }

    Set<String> names() {
        return names;
    }

    /** The same under a name, for instance that of what a node makes. */
    Reals named(String name) {
        return new Reals(data, Set.of(name), shape());
    }

    float[] data() {
        return data;
    }

    Tensor tensor() {
        return Tensor.of(data, shape());
    }

    @Override
    Reals take(int[] newShape, int[] map) {
        float[] taken = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            taken[i] = data[map[i]];
        }
        return new Reals(taken, names, newShape);
    }

    @Override
    Reals appended(List<Grid> all, int[] newShape) {
        float[] joined = new float[Shapes.count(newShape)];
        int at = 0;
        Set<String> union = new LinkedHashSet<>();
        for (Grid part : all) {
            float[] source = ((Reals) part).data;
            union.addAll(((Reals) part).names);
            System.arraycopy(source, 0, joined, at, source.length);
            at += source.length;
        }
        return new Reals(joined, union, newShape);
    }

    @Override
    Reals shaped(int[] newShape) {
        return new Reals(data, names, newShape);
    }

    @Override
    public String describe() {
        return "a constant of shape " + Shapes.text(shape());
    }
}
