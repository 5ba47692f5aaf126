package io.github.lanewise.formats.torch;

import io.github.lanewise.formats.torch.pickle.PickleException;
import io.github.lanewise.formats.torch.pickle.PickleTuple;
import io.github.lanewise.formats.torch.pickle.PickleValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tensors in what a pickle holds, each under the keys that lead to it, with dots between them: {@code weight_ih_l0} in a
 * state_dict, {@code state_dict.model.lstm.weight_ih_l0} in a checkpoint. The maps in which a module keeps its own are left
 * out of the names, so that a whole module has the names of its state_dict.
 */
final class TorchNames {
    private static final Set<String> OWN = Set.of("_parameters", "_modules", "_buffers");

    private static final String FLOAT_HINT = "nothing of it was run; save the state_dict of the float model, as it was"
            + " before it was quantized, and choose the precision int8 for it";

    private final Map<String, TorchTensor> tensors = new LinkedHashMap<>();

    /** Each container counts once, however often it is there: it may contain itself. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Containers still to be looked through; a recursion would go as deep as the file likes. */
    private final List<Named> open = new ArrayList<>();

    private record Named(String name, Object value) {}

    private TorchNames() {}

    /**
     * All tensors of a value, in its order: those that stand in a container before those of the containers in it.
     *
     * @throws PickleException if two of them have the same name
     */
    static Map<String, TorchTensor> of(@Nullable Object root) throws PickleException {
        TorchNames names = new TorchNames();
        names.meet("", root);
        while (!names.open.isEmpty()) {
            names.look(names.open.removeLast());
        }
        return names.tensors;
    }

    private void meet(String name, @Nullable Object value) throws PickleException {
        switch (value) {
            case TorchTensor tensor -> {
                TorchTensor before = tensors.putIfAbsent(name, tensor);
                if (before != null && before != tensor) {
                    throw new PickleException("one tensor under each name", "two under '" + name + "'", "");
                }
            }
            case QuantizedObject quantized ->
                throw new PickleException(
                        "tensors of floats",
                        "quantized weights under '" + name + "', by a call for " + quantized.global(),
                        FLOAT_HINT);
            case PickleTuple tuple -> later(name, tuple);
            case List<?> list -> later(name, list);
            case Map<?, ?> map -> later(name, map);
            case null, default -> {
                // a plain value
            }
        }
    }

    private void later(String name, Object container) {
        if (seen.add(container)) {
            open.add(new Named(name, container));
        }
    }

    private void look(Named container) throws PickleException {
        int before = open.size();
        switch (container.value()) {
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> member : map.entrySet()) {
                    String key = member.getKey() instanceof String text ? text : PickleValues.describe(member.getKey());
                    meet(OWN.contains(key) ? container.name() : join(container.name(), key), member.getValue());
                }
            }
            case List<?> list -> items(container.name(), list);
            case PickleTuple tuple -> items(container.name(), tuple.items());
            default -> throw new AssertionError(container);
        }
        Collections.reverse(open.subList(before, open.size()));
    }

    private void items(String name, List<?> items) throws PickleException {
        for (int i = 0; i < items.size(); i++) {
            meet(join(name, Integer.toString(i)), items.get(i));
        }
    }

    private static String join(String name, String key) {
        return name.isEmpty() ? key : name + "." + key;
    }
}
