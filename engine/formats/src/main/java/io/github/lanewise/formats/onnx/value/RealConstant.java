package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.RowMajor;
import io.github.lanewise.spec.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A constant of floats. */
public final class RealConstant extends Constant {
    private final float[] data;
    private final Set<String> names;

    /** Elements that are from no constant of the file. */
    public RealConstant(float[] data, int... shape) {
        this(data, Set.of(), shape);
    }

    /**
     * Elements.
     *
     * @param data row-major
     * @param names of the file's constants that they are from
     * @param shape the extents
     */
    public RealConstant(float[] data, Set<String> names, int... shape) {
        super(shape);
        this.data = data;
        this.names = names;
    }

    public Set<String> names() {
        return names;
    }

    /** The names that some constants have together. */
    public static Set<String> names(RealConstant... constants) {
        Set<String> union = new LinkedHashSet<>();
        for (RealConstant constant : constants) {
            union.addAll(constant.names);
        }
        return union;
    }

    /** The same under a name, for instance that of a node's output. */
    public RealConstant named(String name) {
        return new RealConstant(data, Set.of(name), shape());
    }

    public float[] data() {
        return data;
    }

    public Tensor tensor() {
        return Tensor.of(data, shape());
    }

    @Override
    RealConstant take(int[] newShape, int[] map) {
        float[] taken = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            taken[i] = data[map[i]];
        }
        return new RealConstant(taken, names, newShape);
    }

    @Override
    RealConstant appended(List<Constant> all, int[] newShape) {
        float[] joined = new float[RowMajor.count(newShape)];
        int at = 0;
        Set<String> union = new LinkedHashSet<>();
        for (Constant part : all) {
            float[] source = ((RealConstant) part).data;
            union.addAll(((RealConstant) part).names);
            System.arraycopy(source, 0, joined, at, source.length);
            at += source.length;
        }
        return new RealConstant(joined, union, newShape);
    }

    @Override
    public RealConstant shaped(int[] newShape) {
        return new RealConstant(data, names, newShape);
    }

    @Override
    public String describe() {
        return "a constant of shape " + RowMajor.text(shape());
    }
}
