package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which nodes of a graph its outputs need, and in which order they can be computed. */
public final class NodeOrder {
    private NodeOrder() {}

    /** The nodes that outputs need, each after the nodes that it needs itself. Some converters write them in another order. */
    public static List<OnnxNode> needed(List<OnnxNode> nodes, List<String> outputs) {
        Map<String, OnnxNode> makers = new HashMap<>();
        for (OnnxNode node : nodes) {
            node.outputs().forEach(output -> makers.putIfAbsent(output, node));
        }
        makers.remove("");
        Set<OnnxNode> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> open = new ArrayList<>(outputs);
        while (!open.isEmpty()) {
            OnnxNode maker = makers.get(open.removeLast());
            if (maker != null && reached.add(maker)) {
                open.addAll(inputs(maker));
            }
        }
        return ordered(nodes.stream().filter(reached::contains).toList(), makers);
    }

    private static List<OnnxNode> ordered(List<OnnxNode> nodes, Map<String, OnnxNode> makers) {
        List<OnnxNode> ordered = new ArrayList<>();
        Set<OnnxNode> done = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<OnnxNode> begun = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<OnnxNode> open = new ArrayDeque<>();
        for (OnnxNode first : nodes) {
            open.push(first);
            while (!open.isEmpty()) {
                OnnxNode node = open.peek();
                boolean again = !begun.add(node);
                int before = open.size();
                if (!again) {
                    for (String input : inputs(node)) {
                        OnnxNode maker = makers.get(input);
                        if (maker != null && !begun.contains(maker)) {
                            open.push(maker);
                        }
                    }
                }
                if (open.size() == before) {
                    open.pop();
                    if (done.add(node)) {
                        ordered.add(node);
                    }
                }
            }
        }
        return ordered;
    }

    /** Whether each node comes after those that it needs. Nodes of a cycle never do. They are refused one by one. */
    static boolean isOrdered(List<OnnxNode> nodes) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (String output : nodes.get(i).outputs()) {
                places.putIfAbsent(output, i);
            }
        }
        places.remove("");
        for (int i = 0; i < nodes.size(); i++) {
            for (String input : nodes.get(i).inputs()) {
                if (places.getOrDefault(input, -1) >= i) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Set<String> inputs(OnnxNode node) {
        Set<String> names = new LinkedHashSet<>();
        ConstantPropagation.addInputs(node, names);
        return names;
    }
}
