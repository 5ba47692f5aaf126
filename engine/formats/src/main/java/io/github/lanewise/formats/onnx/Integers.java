package io.github.lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Integers, each a number or an extent that a run knows. Truth values are 0 and 1. */
final class Integers extends Grid {
    private final List<Dim> elements;

    Integers(List<Dim> elements, int... shape) {
        super(shape);
        this.elements = List.copyOf(elements);
    }

    static Integers of(List<Dim> elements) {
        return new Integers(elements, elements.size());
    }

    List<Dim> elements() {
        return elements;
    }

    /** The numbers, or null where one depends on a run. */
    long @Nullable [] numbers() {
        if (!elements.stream().allMatch(Dim::isNumber)) {
            return null;
        }
        return elements.stream().mapToLong(Dim::factor).toArray();
    }

    @Override
    Integers take(int[] newShape, int[] map) {
        List<Dim> taken = new ArrayList<>();
        for (int index : map) {
            taken.add(elements.get(index));
        }
        return new Integers(taken, newShape);
    }

    @Override
    Integers appended(List<Grid> all, int[] newShape) {
        List<Dim> joined = new ArrayList<>();
        for (Grid part : all) {
            joined.addAll(((Integers) part).elements);
        }
        return new Integers(joined, newShape);
    }

    @Override
    Integers shaped(int[] newShape) {
        return new Integers(elements, newShape);
    }

    /** One value in a shape. */
    static Integers filled(Dim value, int... shape) {
        return new Integers(Collections.nCopies(Shapes.count(shape), value), shape);
    }

    @Override
    public String describe() {
        return elements.size() <= 8 ? "the integers " + elements : "integers of shape " + Shapes.text(shape());
    }
}
