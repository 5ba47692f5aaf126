package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
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
public record InputView(String input, List<Dim> shape, List<List<AxisPart>> axes, Map<String, Integer> fixed)
        implements Movable {
    public InputView {
        shape = List.copyOf(shape);
        axes = List.copyOf(axes);
        fixed = Map.copyOf(fixed);
    }

    public static InputView whole(String input, List<Dim> shape) {
        List<List<AxisPart>> axes = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            axes.add(AxisPart.axis(AxisPart.whole(id(input, i), shape.get(i))));
        }
        return new InputView(input, shape, axes, Map.of());
    }

    /** The identity of an input's dimension. */
    public static String id(String input, int dimension) {
        return input + "." + dimension;
    }

    @Override
    public InputView moved(List<List<AxisPart>> newAxes) {
        return new InputView(input, shape, newAxes, fixed);
    }

    /** A single index of an axis of one part; the axis then has extent 1. */
    public InputView at(int axis, int index) {
        AxisPart part = axes.get(axis).getFirst();
        Map<String, Integer> more = new LinkedHashMap<>(fixed);
        more.put(part.id(), part.from() + index);
        return new InputView(input, shape, AxisPart.replaced(axes, axis, List.of()), more);
    }

    /** Whether nothing of the input is left out. */
    public boolean isWhole() {
        return fixed.isEmpty()
                && axes.stream()
                        .flatMap(List::stream)
                        .allMatch(part -> shape.get(dimension(part.id())).equals(part.size()));
    }

    /** The input's dimension of an identity. */
    public static int dimension(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('.') + 1));
    }

    @Override
    public String describe() {
        return (isWhole() ? "input '" : "a part of input '") + input + "'";
    }
}
