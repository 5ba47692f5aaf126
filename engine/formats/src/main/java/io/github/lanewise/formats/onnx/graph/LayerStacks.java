package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recurrent layers of one sort, one after another, as one stack: what PyTorch's exporter took apart. */
final class LayerStacks {
    private LayerStacks() {}

    /**
     * Merges in place; a model that is one stack loses the layer's name.
     *
     * @param layers the layers
     * @param nodes the nodes of each layer
     */
    static void merge(List<LayerSpec> layers, List<List<String>> nodes) {
        for (int i = 1; i < layers.size(); ) {
            if (layers.get(i - 1) instanceof RecurrentSpec below
                    && layers.get(i) instanceof RecurrentSpec above
                    && fit(below, above)) {
                layers.set(i - 1, merged(below, above, below.name()));
                layers.remove(i);
                List<String> both = new ArrayList<>(nodes.get(i - 1));
                both.addAll(nodes.remove(i));
                nodes.set(i - 1, both);
            } else {
                i++;
            }
        }
        if (layers.size() == 1 && layers.getFirst() instanceof RecurrentSpec stack) {
            layers.set(0, named(stack, ""));
        }
    }

    /** The same stack under another name. */
    static RecurrentSpec named(RecurrentSpec stack, String name) {
        return merged(stack, null, name);
    }

    private static boolean fit(RecurrentSpec below, RecurrentSpec above) {
        return below.kind() == above.kind()
                && below.hiddenSize() == above.hiddenSize()
                && below.bidirectional() == above.bidirectional()
                && below.reverse() == above.reverse()
                && below.bias() == above.bias()
                && below.hasPeepholes() == above.hasPeepholes()
                && below.options().equals(above.options());
    }

    private static RecurrentSpec merged(RecurrentSpec below, @Nullable RecurrentSpec above, String name) {
        List<CellWeights> weights = new ArrayList<>(below.weights());
        if (above != null) {
            weights.addAll(above.weights());
        }
        boolean hidden = below.initialHidden() != null || (above != null && above.initialHidden() != null);
        boolean cell = below.initialCell() != null || (above != null && above.initialCell() != null);
        int size = below.hiddenSize();
        return RecurrentSpec.builder(below.kind(), below.inputSize(), size)
                .name(name)
                .numLayers(weights.size() / below.directions())
                .bidirectional(below.bidirectional())
                .reverse(below.reverse())
                .bias(below.bias())
                .options(below.options().toArray(CellOptions[]::new))
                .build(
                        weights,
                        hidden
                                ? states(
                                        below.initialHidden(),
                                        above == null ? null : above.initialHidden(),
                                        weights.size(),
                                        size)
                                : null,
                        cell
                                ? states(
                                        below.initialCell(),
                                        above == null ? null : above.initialCell(),
                                        weights.size(),
                                        size)
                                : null);
    }

    /** Those of the layers below, then that of the one above, which is the last; zeros where there is none. */
    private static Tensor states(@Nullable Tensor below, @Nullable Tensor above, int cells, int size) {
        Tensor states = Tensor.zeros(cells, size);
        if (below != null) {
            System.arraycopy(below.data(), 0, states.data(), 0, below.data().length);
        }
        if (above != null) {
            int length = above.data().length;
            System.arraycopy(above.data(), 0, states.data(), states.data().length - length, length);
        }
        return states;
    }
}
