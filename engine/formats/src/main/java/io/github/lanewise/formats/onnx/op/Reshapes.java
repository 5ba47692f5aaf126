package io.github.lanewise.formats.onnx.op;

import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.shape.KnownExtents;
import io.github.lanewise.formats.onnx.value.Constant;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.RecurrentNode;
import io.github.lanewise.formats.onnx.value.RepeatedConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reshape of what is known: constants, and arrays of states. */
final class Reshapes {
    private Reshapes() {}

    static @Nullable Value constant(Constant constant, List<Dim> target) {
        int[] shape = new int[target.size()];
        int infer = -1;
        long known = 1;
        for (int i = 0; i < shape.length; i++) {
            Dim dim = target.get(i);
            if (dim.is(-1)) {
                infer = i;
            } else if (!dim.isNumber() || dim.factor() < 0 || dim.factor() > Integer.MAX_VALUE) {
                return null;
            } else {
                shape[i] = (int) dim.factor();
                known *= shape[i];
                if (known > Integer.MAX_VALUE) {
                    return null;
                }
            }
        }
        if (infer >= 0) {
            if (known == 0 || constant.count() % known != 0) {
                return null;
            }
            shape[infer] = (int) (constant.count() / known);
            known *= shape[infer];
        }
        return known == constant.count() ? constant.shaped(shape) : null;
    }

    /** Of one element repeated, any shape; otherwise axes of extent 1 may come and go. */
    static @Nullable Value repeated(RepeatedConstant repeated, List<Dim> target) {
        if (target.contains(Dim.of(-1))) {
            return null;
        }
        if (repeated.base().count() == 1) {
            return RepeatedConstant.filled(repeated.base().data()[0], target);
        }
        List<Dim> one = repeated.dims().stream().filter(dim -> !dim.is(1)).toList();
        List<Dim> other = target.stream().filter(dim -> !dim.is(1)).toList();
        return one.equals(other) ? repeated.shaped(target) : null;
    }

    /**
     * Extents of the array regrouped between the axes of sequences and units, which stay where they are.
     */
    static @Nullable FinalStates states(FinalStates states, List<Dim> target, KnownExtents sizes) {
        List<Integer> others = states.axes().stream().filter(axis -> axis < 0).toList();
        List<Integer> axes = new ArrayList<>();
        int next = 0;
        int product = 1;
        int wanted = wanted(states, 0);
        for (int i = 0; i < target.size(); i++) {
            Dim dim = target.get(i);
            boolean inArray = dim.isNumber() && dim.factor() > 0 && (product < wanted || dim.is(1));
            if (inArray && product * dim.factor() <= wanted) {
                product *= (int) dim.factor();
                axes.add((int) dim.factor());
            } else if (product == wanted && next < others.size() && isExtent(dim, states, others.get(next), sizes)) {
                axes.add(others.get(next++));
                product = 1;
                wanted = wanted(states, next);
            } else {
                return null;
            }
        }
        return next == others.size() && product == wanted ? new FinalStates(axes, states.refs()) : null;
    }

    private static boolean isExtent(Dim dim, FinalStates states, int axis, KnownExtents sizes) {
        RecurrentNode node = states.refs().getFirst().node();
        Dim extent = sizes.known(axis == FinalStates.BATCH ? node.batch() : Dim.of(node.units()));
        Dim wanted = sizes.known(dim);
        return wanted.is(-1) || wanted.equals(extent) || (wanted.isNumber() && sizes.learn(extent, wanted));
    }

    /** The product of the array's extents before the next axis of sequences or units. */
    private static int wanted(FinalStates states, int others) {
        int product = 1;
        int seen = 0;
        for (int axis : states.axes()) {
            if (axis < 0) {
                seen++;
            } else if (seen == others) {
                product *= axis;
            }
        }
        return product;
    }
}
