package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.onnx.fold.InitialStates;
import io.github.lanewise.spec.CellOptions;
import io.github.lanewise.spec.CellWeights;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.RecurrentSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one stack of recurrent layers of the same kind and size in a row: PyTorch's exporter writes a node for each. */
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
                layers.set(i - 1, merged(below, above));
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
        return stack(stack, name, stack.weights(), stack.initialHidden(), stack.initialCell());
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

    private static RecurrentSpec merged(RecurrentSpec below, RecurrentSpec above) {
        List<CellWeights> weights = new ArrayList<>(below.weights());
        weights.addAll(above.weights());
        int size = below.hiddenSize();
        return stack(
                below,
                below.name(),
                weights,
                InitialStates.joined(below.initialHidden(), above.initialHidden(), weights.size(), size),
                InitialStates.joined(below.initialCell(), above.initialCell(), weights.size(), size));
    }

    /** A stack of as many layers as there are weights, otherwise like another stack. */
    private static RecurrentSpec stack(
            RecurrentSpec like,
            String name,
            List<CellWeights> weights,
            @Nullable Tensor hidden,
            @Nullable Tensor cell) {
        return RecurrentSpec.builder(like.kind(), like.inputSize(), like.hiddenSize())
                .name(name)
                .numLayers(weights.size() / like.directions())
                .bidirectional(like.bidirectional())
                .reverse(like.reverse())
                .bias(like.bias())
                .options(like.options().toArray(CellOptions[]::new))
                .build(weights, hidden, cell);
    }
}
