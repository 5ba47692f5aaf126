package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.cell.Cell;
import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.facts.ConstantRows;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts recurrent nodes in the place of a loop, one for each cell of its body, if there is nothing else in it. */
final class LoopRewriter {
    private final Rewriting outside;
    private final OnnxNode node;
    private final LoopBody body;
    private final List<OnnxNode> made = new ArrayList<>();

    /** The rows (time, batch, units) outside, by the hidden states of the body. */
    private final Map<String, String> rows = new HashMap<>();

    LoopRewriter(Rewriting outside, OnnxNode node, LoopBody body) {
        this.outside = outside;
        this.node = node;
        this.body = body;
    }

    void rewrite(OnnxGraph graph, ConstantPropagation.Computer computer) throws FormatException {
        List<String> wanted = new ArrayList<>();
        body.states().forEach(state -> wanted.add(state.output()));
        body.outputs().forEach(output -> wanted.add(output.inside()));
        List<OnnxNode> inner =
                ConstantPropagation.run(graph, NodeOrder.needed(graph.nodes(), wanted), body.facts(), computer);
        Rewriting within = new Rewriting(body.facts(), inner, wanted);
        Set<String> states = body.states().stream().map(LoopBody.State::input).collect(Collectors.toSet());
        WrittenOutCells found = WrittenOutCells.inBody(
                within, graph.inputs().stream().map(OnnxGraph.Input::name).toList(), states);
        Set<LoopBody.State> used = new HashSet<>();
        for (Cell cell : found.cells()) {
            if (!add(cell, found, used)) {
                return;
            }
        }
        boolean others = body.states().stream().anyMatch(state -> !used.contains(state) && isWanted(state.last()));
        if (!others && !rows.isEmpty() && addOutputs(found)) {
            List<String> outputs =
                    node.outputs().stream().filter(output -> !output.isEmpty()).toList();
            outside.replace(outputs, made);
        }
    }

    private LoopBody.@Nullable State state(String before, @Nullable String after, WrittenOutCells found) {
        for (LoopBody.State state : body.states()) {
            if (state.input().equals(before) && found.resolved(state.output()).equals(after)) {
                return state;
            }
        }
        return null;
    }

    private boolean add(Cell cell, WrittenOutCells found, Set<LoopBody.State> used) {
        LoopBody.State hidden = state(cell.hidden().value(), cell.hiddenAfter(), found);
        Cell.Before cellBefore = cell.cell();
        LoopBody.State memory = cellBefore == null ? null : state(cellBefore.value(), cell.cellAfter(), found);
        String x = rows.getOrDefault(cell.x().value(), body.rows().get(cell.x().value()));
        boolean complete = hidden != null && (cellBefore == null || memory != null) && x != null;
        if (!complete || hidden == null || x == null || cell.x().pick() != null) {
            return false;
        }
        used.add(hidden);
        String name = node.outputs().stream()
                        .filter(output -> !output.isEmpty())
                        .findFirst()
                        .orElse("loop") + "." + rows.size();
        String rowsInTime = input(x, name);
        String initialHidden = initial(hidden, name + ".hidden");
        String initialCell = "";
        if (memory != null) {
            used.add(memory);
            initialCell = initial(memory, name + ".cell");
        }
        RecurrentWeights weights = new RecurrentWeights(cell);
        String title = node.title() + ", whose body is one " + weights.operator() + " cell";
        made.add(weights.node(
                outside,
                name,
                node.called(),
                rowsInTime,
                initialHidden,
                initialCell,
                body.isReverse(),
                List.of(title)));
        made.add(outside.squeeze(name + ".Y", name + ".rows", 1));
        rows.put(cell.hiddenAfter(), name + ".rows");
        addFinal(hidden, name + ".Y_h");
        if (memory != null) {
            addFinal(memory, name + ".Y_c");
        }
        return true;
    }

    /** Rows without an axis of sequences get one. */
    private String input(String x, String name) {
        if (outside.facts().rank(x) == 2) {
            made.add(outside.unsqueeze(x, name + ".X", 1));
            return name + ".X";
        }
        return x;
    }

    private String initial(LoopBody.State state, String name) {
        Value constant = outside.facts().constant(state.initial());
        if (constant != null && ConstantRows.isZero(constant)) {
            return "";
        }
        made.add(outside.unsqueeze(state.initial(), name, 0));
        return name;
    }

    private void addFinal(LoopBody.State state, String last) {
        if (!state.last().isEmpty()) {
            made.add(outside.squeeze(last, state.last(), 0));
        }
    }

    /** Whether something outside reads a value. */
    private boolean isWanted(String value) {
        return outside.isOutput(value) || !outside.readers(value).isEmpty();
    }

    private boolean addOutputs(WrittenOutCells found) {
        for (LoopBody.Output output : body.outputs()) {
            String value = rows.get(found.resolved(output.inside()));
            if (value == null) {
                return false;
            }
            if (!output.outside().isEmpty()) {
                made.add(outside.identity(value, output.outside()));
            }
        }
        return true;
    }
}
