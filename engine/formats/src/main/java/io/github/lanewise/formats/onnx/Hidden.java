package io.github.lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hidden states of one step of an unrolled recurrence.
 *
 * @param run the recurrence
 * @param step from 0, in the order of the recurrence
 * @param axes the sequences, the units, and axes of extent 1
 */
record Hidden(Unrolled run, int step, List<List<Atom>> axes) implements Movable {
    Hidden {
        axes = List.copyOf(axes);
    }

    @Override
    public Hidden moved(List<List<Atom>> newAxes) {
        return new Hidden(run, step, newAxes);
    }

    /** Whether it is (sequences, units) with nothing but axes of extent 1 before. */
    boolean isMatrix() {
        int rank = axes.size();
        return rank >= 2
                && axes.getLast().equals(run.units())
                && axes.get(rank - 2).equals(run.batch())
                && axes.subList(0, rank - 2).stream().allMatch(List::isEmpty);
    }

    /** The final states of the recurrence, which has no steps after this one; null where that is not so. */
    @Nullable
    States asFinal(Folding folding) {
        RecurrentNode node = step == run.steps() - 1 ? run.finished(folding) : null;
        if (node == null) {
            return null;
        }
        List<Integer> roles = new ArrayList<>();
        for (List<Atom> axis : axes) {
            if (axis.isEmpty()) {
                roles.add(1);
            } else if (axis.equals(run.batch())) {
                roles.add(States.BATCH);
            } else if (axis.equals(run.units())) {
                roles.add(States.UNITS);
            } else {
                return null;
            }
        }
        return new States(roles, List.of(new States.Ref(node, 0, false)));
    }

    @Override
    public String describe() {
        return "step " + step + " of a recurrence unrolled over " + run.steps() + " steps";
    }
}
