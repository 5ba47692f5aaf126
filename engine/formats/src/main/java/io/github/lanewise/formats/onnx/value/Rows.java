package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.List;

/**
 * Rows that a chain of layers computes.
 *
 * @param chain the layers
 * @param axes where time, batch and features are
 * @param features the parts of a row, directions before units
 * @param head which rows
 * @param direction the one direction of the last layer that is left, or -1 for all
 */
public record Rows(LayerChain chain, List<List<AxisPart>> axes, List<AxisPart> features, Head head, int direction)
        implements Movable {
    public Rows {
        axes = List.copyOf(axes);
        features = List.copyOf(features);
    }

    @Override
    public Rows moved(List<List<AxisPart>> newAxes) {
        return new Rows(chain, newAxes, features, head, direction);
    }

    /** What layers make of these rows where they leave the features as many and in place. */
    public Rows through(LayerChain newChain) {
        return new Rows(newChain, axes, features, head, direction);
    }

    /** Whether the last layer has two directions, side by side in the features or not yet. */
    public boolean hasDirections() {
        return direction < 0 && chain.layer() instanceof RecurrentSpec stack && stack.bidirectional();
    }

    /** Whether the last axis holds whole rows of features. */
    public boolean endsWithFeatures() {
        return direction < 0 && !axes.isEmpty() && axes.getLast().equals(features);
    }

    @Override
    public String describe() {
        return "the rows that " + chain.describe() + " computes";
    }
}
