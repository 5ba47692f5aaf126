package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.formats.onnx.fold.Folding;
import io.github.lanewise.formats.onnx.op.Unrolled;
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
public record UnrolledState(Unrolled run, int step, List<List<AxisPart>> axes) implements Movable {
    public UnrolledState {
        axes = List.copyOf(axes);
    }

    @Override
    public UnrolledState moved(List<List<AxisPart>> newAxes) {
        return new UnrolledState(run, step, newAxes);
    }

    /** Whether it is (sequences, units) with nothing but axes of extent 1 before. */
    public boolean isMatrix() {
        int rank = axes.size();
        return rank >= 2
                && axes.getLast().equals(run.units())
                && axes.get(rank - 2).equals(run.batch())
                && axes.subList(0, rank - 2).stream().allMatch(List::isEmpty);
    }

    /** The final states of the recurrence, which has no steps after this one; null where that is not so. */
    @Nullable
    public FinalStates asFinal(Folding folding) {
        RecurrentNode node = step == run.steps() - 1 ? run.finished(folding) : null;
        if (node == null) {
            return null;
        }
        List<Integer> roles = new ArrayList<>();
        for (List<AxisPart> axis : axes) {
            if (axis.isEmpty()) {
                roles.add(1);
            } else if (axis.equals(run.batch())) {
                roles.add(FinalStates.BATCH);
            } else if (axis.equals(run.units())) {
                roles.add(FinalStates.UNITS);
            } else {
                return null;
            }
        }
        return new FinalStates(roles, List.of(new FinalStates.Ref(node, 0, false)));
    }

    @Override
    public String describe() {
        return "step " + step + " of a recurrence unrolled over " + run.steps() + " steps";
    }
}
