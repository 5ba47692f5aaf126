package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.List;

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
        List<OnnxNode> needed = NodeOrder.needed(graph.nodes(), graph.outputs());
        if (!NodeOrder.isOrdered(needed)) {
            return needed;
        }
        List<String> inputs = graph.inputs().stream().map(OnnxGraph.Input::name).toList();
        List<OnnxNode> nodes = inFloats(ConstantPropagation.run(graph, needed, facts, computer), graph);
        nodes = withoutLoops(CastsOfRows.leftOut(nodes, graph.outputs()), graph);
        nodes = apply(nodes, graph, rewriting -> WrittenOutCells.rewrite(rewriting, inputs));
        nodes = apply(nodes, graph, ReversedSequences::rewrite);
        nodes = apply(nodes, graph, SpelledOutNorms::rewrite);
        nodes = apply(nodes, graph, FlatConvolutions::rewrite);
        nodes = apply(nodes, graph, SpelledOutMagnitudes::rewrite);
        return apply(nodes, graph, TokensFromEnd::rewrite);
    }

    /** Extents that pass through operators of integers are known only once they are gone. */
    private List<OnnxNode> inFloats(List<OnnxNode> nodes, OnnxGraph graph) throws FormatException {
        List<OnnxNode> floats = apply(nodes, graph, QuantizedNodes::rewrite);
        return floats.equals(nodes) ? nodes : ConstantPropagation.again(floats, facts, computer);
    }

    /** A loop may read the rows of another. It is recognized once that one has been rewritten and its extents are known. */
    private List<OnnxNode> withoutLoops(List<OnnxNode> nodes, OnnxGraph graph) throws FormatException {
        List<OnnxNode> current = nodes;
        while (true) {
            Rewriting rewriting = new Rewriting(facts, current, graph.outputs());
            new Loops(rewriting, computer).rewrite();
            if (!rewriting.hasChanged()) {
                return current;
            }
            List<OnnxNode> changed = NodeOrder.needed(rewriting.result(), graph.outputs());
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
        return rewriting.hasChanged() ? NodeOrder.needed(rewriting.result(), graph.outputs()) : nodes;
    }
}
