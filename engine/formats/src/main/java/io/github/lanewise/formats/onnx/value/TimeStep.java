package io.github.lanewise.formats.onnx.value;

import java.util.List;

/**
 * What a linear layer computes at one time step: the input's part of a step of an unrolled recurrence.
 *
 * @param chain the layers, the linear one last
 * @param features the atoms of a row
 * @param time the axis that the step is of
 * @param reversed whether steps are counted from the end
 * @param index of the step
 * @param axes what is left of the rows' axes
 */
public record TimeStep(
        LayerChain chain,
        List<AxisPart> features,
        List<AxisPart> time,
        boolean reversed,
        int index,
        List<List<AxisPart>> axes)
        implements Movable {
    public TimeStep {
        features = List.copyOf(features);
        time = List.copyOf(time);
        axes = List.copyOf(axes);
    }

    @Override
    public TimeStep moved(List<List<AxisPart>> newAxes) {
        return new TimeStep(chain, features, time, reversed, index, newAxes);
    }

    /** Whether it is (sequences, features) with nothing but axes of extent 1 before. */
    public boolean isMatrix() {
        int rank = axes.size();
        return rank >= 2
                && axes.getLast().equals(features)
                && batch().size() <= 1
                && axes.subList(0, rank - 2).stream().allMatch(List::isEmpty);
    }

    /** The axis of the sequences. */
    public List<AxisPart> batch() {
        return axes.get(axes.size() - 2);
    }

    /** Whether both are of the same rows in the same order. */
    public boolean isOfTheSameRows(TimeStep other) {
        return chain == other.chain
                && reversed == other.reversed
                && time.equals(other.time)
                && features.equals(other.features)
                && batch().equals(other.batch());
    }

    @Override
    public String describe() {
        return "time step " + index + (reversed ? " from the end" : "") + " of " + chain.describe();
    }
}
