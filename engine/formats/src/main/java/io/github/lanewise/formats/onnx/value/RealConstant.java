package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.RowMajor;
import io.github.lanewise.spec.Tensor;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A constant of floats. */
public final class RealConstant extends Constant {
    private final float[] data;
    private final Set<String> names;

    /** Of each element the scale that it is a whole number of, from -128 to 127; null where it is no such number. */
    private final float @Nullable [] scales;

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
        this(data, null, names, shape);
    }

    private RealConstant(float[] data, float @Nullable [] scales, Set<String> names, int... shape) {
        super(shape);
        this.data = data;
        this.scales = scales;
        this.names = names;
    }

    /**
     * Elements that were integers of 8 bits.
     *
     * @param data row-major, each a whole number from -128 to 127 times its scale
     * @param scales of each element
     * @param names of the file's constants that they are from
     * @param shape the extents
     */
    static RealConstant ofMultiples(float[] data, float[] scales, Set<String> names, int... shape) {
        return new RealConstant(data, scales, names, shape);
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
        return new RealConstant(data, scales, Set.of(name), shape());
    }

    public float[] data() {
        return data;
    }

    /** With the scales of its rows, if each row of a matrix has one. */
    public Tensor tensor() {
        Tensor tensor = Tensor.of(data, shape());
        float @Nullable [] ofRows = scales == null || rank() < 2 ? null : ofRows(scales);
        return ofRows == null ? tensor : tensor.withScales(ofRows);
    }

    private float @Nullable [] ofRows(float[] ofElements) {
        float[] ofRows = new float[size(0)];
        int columns = ofRows.length == 0 ? 0 : ofElements.length / ofRows.length;
        for (int i = 0; i < ofElements.length; i++) {
            if (i % columns == 0) {
                ofRows[i / columns] = ofElements[i];
            } else if (ofElements[i] != ofRows[i / columns]) {
                return null;
            }
        }
        return ofRows;
    }

    /** Runs of elements in another order, each of a length, the first of them at an index. */
    public RealConstant runs(int from, int length, int[] order, int... newShape) {
        int[] map = new int[order.length * length];
        for (int i = 0; i < map.length; i++) {
            map[i] = from + order[i / length] * length + i % length;
        }
        return take(newShape, map);
    }

    @Override
    public boolean hasSameElements(Constant other) {
        return other instanceof RealConstant reals && hasShape(other.shape()) && Arrays.equals(data, reals.data);
    }

    @Override
    RealConstant take(int[] newShape, int[] map) {
        return new RealConstant(taken(data, map), scales == null ? null : taken(scales, map), names, newShape);
    }

    private static float[] taken(float[] elements, int[] map) {
        float[] taken = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            taken[i] = elements[map[i]];
        }
        return taken;
    }

    @Override
    RealConstant appended(List<Constant> all, int[] newShape) {
        float[] joined = new float[RowMajor.count(newShape)];
        float @Nullable [] joinedScales = new float[joined.length];
        int at = 0;
        Set<String> union = new LinkedHashSet<>();
        for (Constant part : all) {
            RealConstant reals = (RealConstant) part;
            union.addAll(reals.names);
            System.arraycopy(reals.data, 0, joined, at, reals.data.length);
            if (reals.scales == null) {
                joinedScales = null;
            } else if (joinedScales != null) {
                System.arraycopy(reals.scales, 0, joinedScales, at, reals.data.length);
            }
            at += reals.data.length;
        }
        return new RealConstant(joined, joinedScales, union, newShape);
    }

    @Override
    public RealConstant shaped(int[] newShape) {
        return new RealConstant(data, scales, names, newShape);
    }

    @Override
    public String describe() {
        return "a constant of shape " + RowMajor.text(shape());
    }
}
