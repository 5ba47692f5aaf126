package io.github.lanewise.formats.onnx;

import io.github.lanewise.spec.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Layers in a row, from an input of the graph to one of its values. Immutable; several values may share its beginning. */
final class Chain {
    private final View input;
    private final @Nullable Chain before;
    private final @Nullable LayerSpec layer;
    private final List<RecurrentNode> nodes;

    private Chain(View input, @Nullable Chain before, @Nullable LayerSpec layer, List<RecurrentNode> nodes) {
        this.input = input;
        this.before = before;
        this.layer = layer;
        this.nodes = List.copyOf(nodes);
    }

    /** No layers yet. */
    static Chain of(View input) {
        return new Chain(input, null, null, List.of());
    }

    Chain then(LayerSpec next) {
        return new Chain(input, this, next, List.of());
    }

    /** A recurrent layer: one node, or the nodes of its two directions. */
    Chain then(LayerSpec next, List<RecurrentNode> of) {
        return new Chain(input, this, next, of);
    }

    View input() {
        return input;
    }

    @Nullable
    Chain before() {
        return before;
    }

    /** The last layer; null where there is none. */
    @Nullable
    LayerSpec layer() {
        return layer;
    }

    /** The nodes of the last layer, if it is recurrent. */
    List<RecurrentNode> nodes() {
        return nodes;
    }

    /** From the first layer on. */
    List<Chain> steps() {
        List<Chain> steps = new ArrayList<>();
        for (Chain chain = this; chain != null && chain.layer != null; chain = chain.before) {
            steps.addFirst(chain);
        }
        return steps;
    }

    /** Whether both have a layer that reads the same rows. */
    boolean isBeside(Chain other) {
        Chain below = before;
        Chain othersBelow = other.before;
        if (below == null || othersBelow == null) {
            return false;
        }
        boolean bothFirst = below.layer == null && othersBelow.layer == null;
        return below == othersBelow || (bothFirst && input.equals(other.input));
    }

    boolean isRecurrent() {
        return steps().stream().anyMatch(step -> !step.nodes.isEmpty());
    }

    String describe() {
        return layer == null ? input.describe() : layer.describe();
    }
}
