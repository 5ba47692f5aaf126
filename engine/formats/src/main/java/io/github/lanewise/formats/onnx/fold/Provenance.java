package io.github.lanewise.formats.onnx.fold;

import io.github.lanewise.formats.onnx.value.LayerChain;
import io.github.lanewise.formats.onnx.value.Rows;
import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.LayerSpec;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which constants of the file each tensor of the model was made of, and which nodes each layer. */
public final class Provenance {
    private static final String MADE_HERE = "constants of the graph's nodes";

    private final IdentityHashMap<Tensor, String> tensors = new IdentityHashMap<>();
    private final IdentityHashMap<Tensor, List<String>> constants = new IdentityHashMap<>();
    private final IdentityHashMap<LayerChain, List<String>> layers = new IdentityHashMap<>();
    private int nodes;

    /** Takes note of a tensor; returns it. */
    public Tensor made(Tensor tensor, Collection<String> names, String how) {
        String all = names.isEmpty() ? MADE_HERE : String.join(", ", names);
        tensors.put(tensor, how.isEmpty() ? all : all + " (" + how + ")");
        constants.put(tensor, List.copyOf(names));
        return tensor;
    }

    /** Takes note of a tensor that was another one, changed by constants. */
    public Tensor changed(Tensor tensor, Tensor before, Collection<String> names) {
        List<String> all = new ArrayList<>(constants.getOrDefault(before, List.of()));
        String text = tensors.getOrDefault(before, MADE_HERE);
        all.addAll(names);
        constants.put(tensor, List.copyOf(all));
        tensors.put(tensor, names.isEmpty() ? text : text + ", " + String.join(", ", names));
        return tensor;
    }

    /** Takes note of nodes of the file that the model is made of. */
    public void read(int count) {
        nodes += count;
    }

    /** Takes note of a node, and of the layer that its results are the first to show. */
    public void evaluated(NodeContext o, Folding folding, List<Value> results) {
        for (Value result : results) {
            if (result instanceof Rows rows && rows.chain().layer() != null && !layers.containsKey(rows.chain())) {
                layers.put(rows.chain(), nodes(rows.chain(), o, folding));
            }
        }
    }

    /** The node, behind those of a layer that it has changed, or of the two directions that it has joined. */
    private List<String> nodes(LayerChain chain, NodeContext o, Folding folding) {
        List<String> nodes = new ArrayList<>();
        for (Value input : o.given()) {
            Rows rows = folding.asRows(input);
            if (rows != null && rows.chain().isBeside(chain)) {
                nodes.addAll(layers.getOrDefault(rows.chain(), List.of()));
            }
        }
        nodes.addAll(o.node().titles());
        return List.copyOf(nodes);
    }

    /** Takes note of a layer that a node has put before others. */
    public void made(LayerChain chain, NodeContext o) {
        layers.put(chain, List.copyOf(o.node().titles()));
    }

    /** Takes note that a layer stands in another chain now. */
    public void moved(LayerChain before, LayerChain after) {
        layers.put(after, of(before));
    }

    /** The nodes of a layer. */
    public List<String> of(LayerChain chain) {
        return layers.getOrDefault(chain, List.of());
    }

    /** The constants that a layer's tensors are from. */
    public List<String> constants(LayerSpec layer) {
        List<String> names = new ArrayList<>();
        layer.tensors().values().forEach(tensor -> names.addAll(constants.getOrDefault(tensor, List.of())));
        return names;
    }

    /** How many nodes the model was made of, those of shapes and constants included. */
    public int nodes() {
        return nodes;
    }

    /** Where each tensor of a model comes from, by its name. */
    public Map<String, String> of(ModelSpec spec) {
        Map<String, String> origins = new LinkedHashMap<>();
        for (LayerSpec layer : spec.layers()) {
            String prefix = layer.name().isEmpty() ? "" : layer.name() + ".";
            layer.tensors()
                    .forEach((name, tensor) -> origins.put(prefix + name, tensors.getOrDefault(tensor, MADE_HERE)));
        }
        return origins;
    }
}
