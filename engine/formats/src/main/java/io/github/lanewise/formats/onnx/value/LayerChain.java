package io.github.lanewise.formats.onnx.value;

import io.github.lanewise.spec.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Layers in a row, from an input of the graph to one of its values. Immutable; several values may share its beginning. */
public final class LayerChain {
    private final InputView input;
    private final @Nullable LayerChain before;
    private final @Nullable LayerSpec layer;
    private final List<RecurrentNode> nodes;

    private LayerChain(
            InputView input, @Nullable LayerChain before, @Nullable LayerSpec layer, List<RecurrentNode> nodes) {
        this.input = input;
        this.before = before;
        this.layer = layer;
        this.nodes = List.copyOf(nodes);
    }

    /** No layers yet. */
    public static LayerChain of(InputView input) {
        return new LayerChain(input, null, null, List.of());
    }

    public LayerChain then(LayerSpec next) {
        return new LayerChain(input, this, next, List.of());
    }

    /** A recurrent layer: one node, or the nodes of its two directions. */
    public LayerChain then(LayerSpec next, List<RecurrentNode> of) {
        return new LayerChain(input, this, next, of);
    }

    /**
     * The same layers, with one more behind a chain that this one goes on from.
     *
     * @param from that chain
     * @param longer that chain with the layer behind it
     * @param moved is told of each layer's chain as it was and as it is now
     * @return the chain; null if this one does not go on from the other
     */
    @Nullable
    public LayerChain keeping(LayerChain from, LayerChain longer, BiConsumer<LayerChain, LayerChain> moved) {
        List<LayerChain> steps = steps();
        int begin = steps.indexOf(from) + 1;
        if (begin == steps.size() || (begin == 0 && (from.layer != null || !from.input.equals(input)))) {
            return null;
        }
        LayerChain chain = longer;
        for (LayerChain step : steps.subList(begin, steps.size())) {
            LayerChain next = new LayerChain(input, chain, step.layer, step.nodes);
            moved.accept(step, next);
            chain = next;
        }
        return chain;
    }

    public InputView input() {
        return input;
    }

    @Nullable
    public LayerChain before() {
        return before;
    }

    /** The last layer; null where there is none. */
    @Nullable
    public LayerSpec layer() {
        return layer;
    }

    /** The nodes of the last layer, if it is recurrent. */
    public List<RecurrentNode> nodes() {
        return nodes;
    }

    /** The chains up to each layer, from the first layer on. */
    public List<LayerChain> steps() {
        List<LayerChain> steps = new ArrayList<>();
        for (LayerChain chain = this; chain != null && chain.layer != null; chain = chain.before) {
            steps.addFirst(chain);
        }
        return steps;
    }

    /** Whether both have a layer that reads the same rows. */
    public boolean isBeside(LayerChain other) {
        LayerChain below = before;
        LayerChain othersBelow = other.before;
        if (below == null || othersBelow == null) {
            return false;
        }
        boolean bothFirst = below.layer == null && othersBelow.layer == null;
        return below == othersBelow || (bothFirst && input.equals(other.input));
    }

    public boolean isRecurrent() {
        return steps().stream().anyMatch(step -> !step.nodes.isEmpty());
    }

    public String describe() {
        return layer == null ? input.describe() : layer.describe();
    }
}
