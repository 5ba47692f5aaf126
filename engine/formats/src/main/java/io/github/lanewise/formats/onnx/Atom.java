package io.github.lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dimension that keeps its identity while a graph moves it: an input's, or one that a layer makes. An axis of a value is
 * a list of atoms, the last one changing fastest: none for an axis of extent 1, several for one that a Reshape has merged.
 *
 * @param id the identity
 * @param size how many elements are left of it
 * @param from the first of them
 */
record Atom(String id, Dim size, int from) {
    static Atom whole(String id, Dim size) {
        return new Atom(id, size, 0);
    }

    /** An axis's atoms; an atom of extent 1 needs none. */
    static List<Atom> axis(Atom... atoms) {
        List<Atom> axis = new ArrayList<>();
        for (Atom atom : atoms) {
            if (!atom.size.is(1)) {
                axis.add(atom);
            }
        }
        return List.copyOf(axis);
    }

    static Dim extent(List<Atom> axis) {
        return Dim.product(axis.stream().map(Atom::size).toList());
    }

    static List<Dim> extents(List<List<Atom>> axes) {
        return axes.stream().map(Atom::extent).toList();
    }

    static List<List<Atom>> transposed(List<List<Atom>> axes, int[] perm) {
        List<List<Atom>> moved = new ArrayList<>();
        for (int axis : perm) {
            moved.add(axes.get(axis));
        }
        return List.copyOf(moved);
    }

    static List<List<Atom>> replaced(List<List<Atom>> axes, int index, List<Atom> axis) {
        List<List<Atom>> changed = new ArrayList<>(axes);
        changed.set(index, axis);
        return List.copyOf(changed);
    }

    static List<List<Atom>> without(List<List<Atom>> axes, int index) {
        List<List<Atom>> changed = new ArrayList<>(axes);
        changed.remove(index);
        return List.copyOf(changed);
    }

    /**
     * The axes in another grouping, as a Reshape wants them: from the front, from the back, and what is left for the extent
     * that is to be inferred.
     *
     * @param target the extents, -1 for the one to infer
     * @param sizes knows the sizes of named extents, and learns them where the graph only makes sense with one
     * @return the axes, or null where this is no regrouping of whole atoms
     */
    static @Nullable List<List<Atom>> regrouped(List<List<Atom>> axes, List<Dim> target, Sizes sizes) {
        List<Atom> atoms = axes.stream().flatMap(List::stream).toList();
        List<List<Atom>> groups = new ArrayList<>();
        int infer = target.indexOf(Dim.of(-1));
        int front = 0;
        for (int i = 0; i < (infer < 0 ? target.size() : infer); i++) {
            int end = end(atoms, front, 1, target.get(i), sizes);
            if (end < 0) {
                return null;
            }
            groups.add(atoms.subList(front, end));
            front = end;
        }
        int back = atoms.size();
        List<List<Atom>> behind = new ArrayList<>();
        for (int i = target.size() - 1; i > infer && infer >= 0; i--) {
            int end = end(atoms, back - 1, -1, target.get(i), sizes);
            if (end + 1 < front) {
                return null;
            }
            behind.addFirst(atoms.subList(end + 1, back));
            back = end + 1;
        }
        if (infer < 0) {
            return front == atoms.size() ? List.copyOf(groups) : null;
        }
        groups.add(atoms.subList(front, back));
        groups.addAll(behind);
        return List.copyOf(groups);
    }

    /** Where the atoms end, forward or backward, whose product is an extent; below 0 forward, or far below backward, for none. */
    private static int end(List<Atom> atoms, int start, int step, Dim extent, Sizes sizes) {
        Dim wanted = sizes.known(extent);
        Dim product = Dim.ONE;
        int at = start;
        while (!product.equals(wanted)) {
            if (at < 0 || at >= atoms.size()) {
                return Integer.MIN_VALUE + 1;
            }
            Dim next = sizes.known(atoms.get(at).size());
            if (product.equals(Dim.ONE) && wanted.isNumber() && !next.isNumber() && sizes.learn(next, wanted)) {
                next = wanted;
            }
            product = product.times(next);
            at += step;
        }
        return at;
    }
}
