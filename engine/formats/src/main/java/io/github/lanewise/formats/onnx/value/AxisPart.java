package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dimension that keeps its identity while a graph moves it: an input's, or one that a layer makes. An axis of a value is
 * a list of parts, the last one changing fastest. An axis of extent 1 has none; one that a Reshape has merged has several.
 *
 * @param id the identity
 * @param size how many elements are left of it
 * @param from the first of them
 */
public record AxisPart(String id, Dim size, int from) {
    public static AxisPart whole(String id, Dim size) {
        return new AxisPart(id, size, 0);
    }

    /** The axis of these parts, without those of extent 1. */
    public static List<AxisPart> axis(AxisPart... parts) {
        List<AxisPart> axis = new ArrayList<>();
        for (AxisPart part : parts) {
            if (!part.size.is(1)) {
                axis.add(part);
            }
        }
        return List.copyOf(axis);
    }

    public static Dim extent(List<AxisPart> axis) {
        return Dim.product(axis.stream().map(AxisPart::size).toList());
    }

    public static List<Dim> extents(List<List<AxisPart>> axes) {
        return axes.stream().map(AxisPart::extent).toList();
    }

    public static List<List<AxisPart>> transposed(List<List<AxisPart>> axes, int[] perm) {
        List<List<AxisPart>> moved = new ArrayList<>();
        for (int axis : perm) {
            moved.add(axes.get(axis));
        }
        return List.copyOf(moved);
    }

    public static List<List<AxisPart>> replaced(List<List<AxisPart>> axes, int index, List<AxisPart> axis) {
        List<List<AxisPart>> changed = new ArrayList<>(axes);
        changed.set(index, axis);
        return List.copyOf(changed);
    }

    /** With an axis of extent 1 more, at an index. */
    public static List<List<AxisPart>> inserted(List<List<AxisPart>> axes, int index) {
        List<List<AxisPart>> changed = new ArrayList<>(axes);
        changed.add(index, List.of());
        return List.copyOf(changed);
    }

    public static List<List<AxisPart>> without(List<List<AxisPart>> axes, int index) {
        List<List<AxisPart>> changed = new ArrayList<>(axes);
        changed.remove(index);
        return List.copyOf(changed);
    }

    /**
     * The axes in another grouping, as a Reshape wants them: from the front, from the back, and what is left for the extent
     * that is to be inferred.
     *
     * @param target the extents, -1 for the one to infer
     * @param sizes knows the sizes of named extents, and learns them where the graph only makes sense with one
     * @return the axes, or null where this is no regrouping of whole parts
     */
    public static @Nullable List<List<AxisPart>> regrouped(
            List<List<AxisPart>> axes, List<Dim> target, KnownExtents sizes) {
        List<AxisPart> parts = axes.stream().flatMap(List::stream).toList();
        List<List<AxisPart>> groups = new ArrayList<>();
        int infer = target.indexOf(Dim.of(-1));
        int front = 0;
        for (int i = 0; i < (infer < 0 ? target.size() : infer); i++) {
            int end = end(parts, front, 1, target.get(i), sizes);
            if (end < 0) {
                return null;
            }
            groups.add(parts.subList(front, end));
            front = end;
        }
        int back = parts.size();
        List<List<AxisPart>> behind = new ArrayList<>();
        for (int i = target.size() - 1; i > infer && infer >= 0; i--) {
            int end = end(parts, back - 1, -1, target.get(i), sizes);
            if (end + 1 < front) {
                return null;
            }
            behind.addFirst(parts.subList(end + 1, back));
            back = end + 1;
        }
        if (infer < 0) {
            return front == parts.size() ? List.copyOf(groups) : null;
        }
        groups.add(parts.subList(front, back));
        groups.addAll(behind);
        return List.copyOf(groups);
    }

    /** Where the parts end, forward or backward, whose product is an extent; below 0 forward, or far below backward, for none. */
    private static int end(List<AxisPart> parts, int start, int step, Dim extent, KnownExtents sizes) {
        Dim wanted = sizes.known(extent);
        Dim product = Dim.ONE;
        int at = start;
        while (!product.equals(wanted)) {
            if (at < 0 || at >= parts.size()) {
                return Integer.MIN_VALUE + 1;
            }
            Dim next = sizes.known(parts.get(at).size());
            if (product.equals(Dim.ONE) && wanted.isNumber() && !next.isNumber() && sizes.learn(next, wanted)) {
                next = wanted;
            }
            product = product.times(next);
            at += step;
        }
        return at;
    }
}
