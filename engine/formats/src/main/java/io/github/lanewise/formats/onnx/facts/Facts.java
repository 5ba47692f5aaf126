package io.github.lanewise.formats.onnx.facts;

import io.github.lanewise.formats.onnx.proto.ElementType;
import io.github.lanewise.formats.onnx.proto.OnnxAttribute;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a graph's values before any of them is folded: constants, and extents. */
public final class Facts {
    private final @Nullable Facts outer;
    private final Map<String, Value> constants = new HashMap<>();
    private final Map<String, List<Dim>> extents = new HashMap<>();
    private final List<String> rounding = new ArrayList<>();

    /**
     * Nothing yet.
     *
     * @param outer of the graph around this one, or null
     */
    public Facts(@Nullable Facts outer) {
        this.outer = outer;
    }

    /** Takes note of a constant. */
    public void put(String name, Value constant) {
        constants.put(name, constant);
        if (constant instanceof RepeatedConstant repeated) {
            extents.put(name, repeated.dims());
        } else if (constant instanceof Constant known) {
            extents.put(name, Arrays.stream(known.shape()).mapToObj(Dim::of).toList());
        }
    }

    /** Takes note of a node of the file that rounds rows to integers, which what stands in its place does not do. */
    public void roundsRows(String title) {
        rounding.add(title);
    }

    /** The nodes of this graph that round rows to integers. */
    public List<String> rounding() {
        return Collections.unmodifiableList(rounding);
    }

    /** Takes note of a value's extents. */
    public void putExtents(String name, List<Dim> dims) {
        extents.put(name, dims);
    }

    /** A constant, perhaps repeated along extents that only a run knows; null where the value is none. */
    public @Nullable Value constant(String name) {
        Value constant = constants.get(name);
        return constant == null && outer != null ? outer.constant(name) : constant;
    }

    /** The extents of a value; null where they are not known. */
    @Nullable
    public List<Dim> extents(String name) {
        List<Dim> dims = extents.get(name);
        return dims == null && outer != null ? outer.extents(name) : dims;
    }

    /** An extent that is a number; -1 where it is none. */
    public int size(String name, int axis) {
        List<Dim> dims = extents(name);
        if (dims == null || axis >= dims.size() || axis < -dims.size()) {
            return -1;
        }
        return dims.get(axis < 0 ? axis + dims.size() : axis).asInt();
    }

    /** The rank of a value; -1 where it is not known. */
    public int rank(String name) {
        List<Dim> dims = extents(name);
        return dims == null ? -1 : dims.size();
    }

    /** A constant of floats; null where the value is none. */
    @Nullable
    public RealConstant reals(@Nullable String name) {
        return name != null && constant(name) instanceof RealConstant reals ? reals : null;
    }

    /** A constant of one float; NaN where the value is none. */
    public float scalar(@Nullable String name) {
        RealConstant reals = reals(name);
        return reals != null && reals.count() == 1 ? reals.data()[0] : Float.NaN;
    }

    /** Integers that are known; null where the value is none. */
    public long @Nullable [] numbers(@Nullable String name) {
        return name != null && constant(name) instanceof IntegerConstant integers && integers.rank() <= 1
                ? integers.numbers()
                : null;
    }

    /** Whether a value is a constant of one element, float or integer, that is a number. */
    public boolean isNumber(@Nullable String name, long number) {
        long[] integers = numbers(name);
        return scalar(name) == number || (integers != null && integers.length == 1 && integers[0] == number);
    }

    /** Integers of an input, or of the attribute that they were in older versions; null where there are none. */
    public long @Nullable [] numbers(OnnxNode node, int input, String attribute) {
        if (node.input(input) != null) {
            return numbers(node.input(input));
        }
        return integers(node, attribute);
    }

    public static long @Nullable [] integers(OnnxNode node, String attribute) {
        OnnxAttribute found = node.attributes().get(attribute);
        return found == null || found.type != OnnxAttribute.Type.INTS ? null : found.integers;
    }

    public static long integer(OnnxNode node, String attribute, long otherwise) {
        OnnxAttribute found = node.attributes().get(attribute);
        return found == null || found.type != OnnxAttribute.Type.INT ? otherwise : found.integer;
    }

    public static float real(OnnxNode node, String attribute, float otherwise) {
        OnnxAttribute found = node.attributes().get(attribute);
        return found == null || found.type != OnnxAttribute.Type.FLOAT ? otherwise : found.real;
    }

    /** Whether a Cast is to a type of reals, all of which are float32 here. */
    public static boolean isCastToReals(OnnxNode cast) {
        ElementType to = ElementType.of(integer(cast, "to", 0));
        return to != null && to.isReal();
    }

    /** An attribute that is an axis, counted from the front; -1 where it is none of the rank. */
    public static int axis(OnnxNode node, long otherwise, int rank) {
        return axis(integer(node, "axis", otherwise), rank);
    }

    public static int axis(long axis, int rank) {
        return axis < -rank || axis >= rank ? -1 : (int) (axis < 0 ? axis + rank : axis);
    }
}
