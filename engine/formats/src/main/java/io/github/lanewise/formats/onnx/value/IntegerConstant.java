package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.RowMajor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Integers, each a number or an extent that a run knows. Truth values are 0 and 1. */
public final class IntegerConstant extends Constant {
    private final List<Dim> elements;

    public IntegerConstant(List<Dim> elements, int... shape) {
        super(shape);
        this.elements = List.copyOf(elements);
    }

    public static IntegerConstant of(List<Dim> elements) {
        return new IntegerConstant(elements, elements.size());
    }

    /** What the operator Shape makes of extents: those of the axes from start to before end. A negative one counts from the last axis. */
    public static IntegerConstant ofShape(List<Dim> dims, long start, long end) {
        int rank = dims.size();
        int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
        int to = Math.clamp(end < 0 ? end + rank : end, 0, rank);
        return of(dims.subList(from, Math.max(from, to)));
    }

    public List<Dim> elements() {
        return elements;
    }

    /** The numbers, or null where one depends on a run. */
    public long @Nullable [] numbers() {
        if (!elements.stream().allMatch(Dim::isNumber)) {
            return null;
        }
        return elements.stream().mapToLong(Dim::factor).toArray();
    }

    @Override
    public boolean hasSameElements(Constant other) {
        return other instanceof IntegerConstant integers
                && hasShape(other.shape())
                && elements.equals(integers.elements);
    }

    @Override
    IntegerConstant take(int[] newShape, int[] map) {
        List<Dim> taken = new ArrayList<>();
        for (int index : map) {
            taken.add(elements.get(index));
        }
        return new IntegerConstant(taken, newShape);
    }

    @Override
    IntegerConstant appended(List<Constant> all, int[] newShape) {
        List<Dim> joined = new ArrayList<>();
        for (Constant part : all) {
            joined.addAll(((IntegerConstant) part).elements);
        }
        return new IntegerConstant(joined, newShape);
    }

    @Override
    public IntegerConstant shaped(int[] newShape) {
        return new IntegerConstant(elements, newShape);
    }

    /** One value in a shape. */
    public static IntegerConstant filled(Dim value, int... shape) {
        return new IntegerConstant(Collections.nCopies(RowMajor.count(shape), value), shape);
    }

    @Override
    public String describe() {
        return elements.size() <= 8 ? "the integers " + elements : "integers of shape " + RowMajor.text(shape());
    }
}
