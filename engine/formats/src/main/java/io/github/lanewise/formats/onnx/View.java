package io.github.lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of an input of the graph, with its axes moved.
 *
 * @param input its name
 * @param shape its extents
 * @param axes in the view's order
 * @param fixed dimensions of which only one index is left, by identity
 */
record View(String input, List<Dim> shape, List<List<Atom>> axes, Map<String, Integer> fixed) implements Movable {
    View {
        shape = List.copyOf(shape);
        axes = List.copyOf(axes);
        fixed = Map.copyOf(fixed);
    }

    static View whole(String input, List<Dim> shape) {
        List<List<Atom>> axes = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            axes.add(Atom.axis(Atom.whole(id(input, i), shape.get(i))));
        }
        return new View(input, shape, axes, Map.of());
    }

    /** The identity of an input's dimension. */
    static String id(String input, int dimension) {
        return input + "." + dimension;
    }

    @Override
    public View moved(List<List<Atom>> newAxes) {
        return new View(input, shape, newAxes, fixed);
    }

    /** A single index of an axis of one atom; the axis then has extent 1. */
    View at(int axis, int index) {
        Atom atom = axes.get(axis).getFirst();
        Map<String, Integer> more = new LinkedHashMap<>(fixed);
        more.put(atom.id(), atom.from() + index);
        return new View(input, shape, Atom.replaced(axes, axis, List.of()), more);
    }

    /** Whether nothing of the input is left out. */
    boolean isWhole() {
        return fixed.isEmpty()
                && axes.stream()
                        .flatMap(List::stream)
                        .allMatch(atom -> shape.get(dimension(atom.id())).equals(atom.size()));
    }

    /** The input's dimension of an identity. */
    static int dimension(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('.') + 1));
    }

    @Override
    public String describe() {
        return (isWhole() ? "input '" : "a part of input '") + input + "'";
    }
}
