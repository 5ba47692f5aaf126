package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
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

/** Rewrites a graph: first its constants, then what loops, then what is spelled out. */
public final class GraphRewriter {
    private final Facts facts;
    private final ConstantPropagation.Computer computer;

    /**
     * A rewriter.
     *
     * @param facts what is known of the graph's inputs; takes up what else is found
     */
    public GraphRewriter(Facts facts, ConstantPropagation.Computer computer) {
        this.facts = facts;
        this.computer = computer;
    }

    /**
     * The nodes that a graph's outputs need, with operators in the place of what spells them out. Constants are in the facts.
     *
     * @throws FormatException if a constant is not read, or the graph makes more of them than its file justifies
     */
    public List<OnnxNode> rewrite(OnnxGraph graph) throws FormatException {
        List<OnnxNode> needed = needed(graph.nodes(), graph.outputs());
        if (!isOrdered(needed)) {
            return needed;
        }
        List<String> inputs = graph.inputs().stream().map(OnnxGraph.Input::name).toList();
        List<OnnxNode> nodes = ConstantPropagation.run(graph, needed, facts, computer);
        nodes = withoutLoops(CastsOfRows.leftOut(nodes, graph.outputs()), graph);
        nodes = apply(nodes, graph, rewriting -> WrittenOutCells.rewrite(rewriting, inputs));
        nodes = apply(nodes, graph, ReversedSequences::rewrite);
        nodes = apply(nodes, graph, SpelledOutNorms::rewrite);
        nodes = apply(nodes, graph, FlatConvolutions::rewrite);
        return apply(nodes, graph, SpelledOutOperators::rewrite);
    }

    /** A loop that reads the rows of another is looked at once that one's extents are known. */
    private List<OnnxNode> withoutLoops(List<OnnxNode> nodes, OnnxGraph graph) throws FormatException {
        List<OnnxNode> current = nodes;
        while (true) {
            Rewriting rewriting = new Rewriting(facts, current, graph.outputs());
            new Loops(rewriting, computer).rewrite();
            if (!rewriting.hasChanged()) {
                return current;
            }
            List<OnnxNode> changed = needed(rewriting.result(), graph.outputs());
            current = ConstantPropagation.again(changed, facts, computer);
        }
    }

    @FunctionalInterface
    private interface Pass {
        void run(Rewriting rewriting) throws FormatException;
    }

    private List<OnnxNode> apply(List<OnnxNode> nodes, OnnxGraph graph, Pass pass) throws FormatException {
        Rewriting rewriting = new Rewriting(facts, nodes, graph.outputs());
        pass.run(rewriting);
        return rewriting.hasChanged() ? needed(rewriting.result(), graph.outputs()) : nodes;
    }

    /** The nodes that outputs need, each behind those that it needs itself, as some converters do not leave them. */
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

    /** Whether no node needs what itself or one behind it makes: nodes in a circle have no order, and are refused one by one. */
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
