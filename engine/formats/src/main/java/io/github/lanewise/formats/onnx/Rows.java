package io.github.lanewise.formats.onnx;

import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.RecurrentSpec;
import java.util.List;

/**
 * Rows that a chain of layers computes.
 *
 * @param chain the layers
 * @param axes where time, batch and features are
 * @param features the atoms of a row, directions before units
 * @param head which rows
 * @param direction the one direction of the last layer that is left, or -1 for all
 */
record Rows(Chain chain, List<List<Atom>> axes, List<Atom> features, Head head, int direction) implements Movable {
    Rows {
        axes = List.copyOf(axes);
        features = List.copyOf(features);
    }

    @Override
    public Rows moved(List<List<Atom>> newAxes) {
        return new Rows(chain, newAxes, features, head, direction);
    }

    /** Whether the last layer has two directions, side by side in the features or not yet. */
    boolean hasDirections() {
        return direction < 0 && chain.layer() instanceof RecurrentSpec stack && stack.bidirectional();
    }

    /** Whether the last axis holds whole rows of features. */
    boolean endsWithFeatures() {
        return direction < 0 && !axes.isEmpty() && axes.getLast().equals(features);
    }

    @Override
    public String describe() {
        return "the rows that " + chain.describe() + " computes";
    }
}
