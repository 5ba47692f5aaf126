package io.github.lanewise.formats.onnx.graph;

import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where to cut a graph so that nodes whose operators fold into no layer are left out, and its recurrent nodes are not. */
final class CutPoints {
    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "RNN");

    /** The longest hint that a message has room for. */
    private static final int MAX_HINT = 400;

    /** How many other nodes are left out, so that there are fewer values to cut at. */
    private static final int MAX_NEEDLESS = 16;

    /** The most values to cut at for which fewer are looked for. */
    private static final int MAX_VALUES = 8;

    private static final Pattern PLAIN = Pattern.compile("[^'\\\\\\p{Cntrl}]+");

    private final OnnxGraph graph;

    /** A node, and the names that it and its graphs read. */
    private record Step(OnnxNode node, Set<String> reads) {
        boolean isRecurrent() {
            return node.domain().isEmpty() && RECURRENT.contains(node.operator());
        }

        boolean makes(Collection<String> values) {
            return node.outputs().stream().anyMatch(values::contains);
        }

        boolean readsOf(Collection<String> values) {
            return reads.stream().anyMatch(values::contains);
        }
    }

    private final List<Step> steps = new ArrayList<>();

    /** Values that some recurrent node needs. */
    private final Set<String> before = new HashSet<>();

    /** Values that recurrent nodes make, or that need them. */
    private final Set<String> behind = new HashSet<>();

    private CutPoints(OnnxGraph graph, List<OnnxNode> nodes) {
        this.graph = graph;
        for (OnnxNode node : nodes) {
            Set<String> reads = new TreeSet<>();
            ConstantPropagation.addInputs(node, reads);
            reads.remove("");
            steps.add(new Step(node, reads));
        }
        for (Step step : steps.reversed()) {
            if (step.isRecurrent() || step.makes(before)) {
                before.addAll(step.reads);
            }
        }
        for (Step step : steps) {
            if (step.isRecurrent() || step.readsOf(behind)) {
                behind.addAll(step.node.outputs());
            }
        }
    }

    /**
     * What to do, in a line of Python.
     *
     * @param nodes those that the graph's outputs need, each behind the nodes whose values it reads
     * @param unsupported those among them that fold into no layer
     * @return an empty text where no cut leaves them out
     */
    static String hint(OnnxGraph graph, List<OnnxNode> nodes, List<OnnxNode> unsupported) {
        CutPoints points = new CutPoints(graph, nodes);
        Set<String> lost = new HashSet<>();
        unsupported.forEach(node -> lost.addAll(node.outputs()));
        Set<String> outputs = points.outputs(lost);
        Set<String> inputs = points.inputs(lost, outputs);
        if (outputs.isEmpty() || inputs.isEmpty()) {
            return "";
        }
        boolean plain = PLAIN.matcher(String.join("", inputs) + String.join("", outputs))
                .matches();
        String hint = "cut out the part without them in Python: onnx.utils.extract_model(path, 'part.onnx', "
                + list(inputs) + ", " + list(outputs) + ")";
        return plain && hint.length() <= MAX_HINT ? hint : "";
    }

    private static String list(Set<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ", "[", "]"));
    }

    /** The part's outputs: the graph's own, or what the nodes that are lost behind the recurrent ones read. */
    private Set<String> outputs(Set<String> lost) {
        Set<String> gone = new HashSet<>(lost);
        gone.removeAll(before);
        if (gone.isEmpty()) {
            return new LinkedHashSet<>(graph.outputs());
        }
        for (Step step : steps) {
            if (step.readsOf(gone)) {
                gone.addAll(step.node.outputs());
            }
        }
        Set<String> cut = lastOutputs(gone);
        for (int i = 0; i < MAX_NEEDLESS && isSeveral(cut.size()) && addNeedless(cut, gone); i++) {
            cut = lastOutputs(gone);
        }
        return cut;
    }

    private static boolean isSeveral(long values) {
        return values > 1 && values <= MAX_VALUES;
    }

    /** Values behind recurrent nodes that the nodes that are gone read, or that the graph returns. */
    private Set<String> lastOutputs(Set<String> gone) {
        Set<String> read = new LinkedHashSet<>();
        steps.stream().filter(step -> step.makes(gone)).forEach(step -> read.addAll(step.reads));
        read.addAll(graph.outputs());
        read.retainAll(behind);
        read.removeAll(gone);
        return read;
    }

    /** Adds a node whose outputs only nodes that are gone read. */
    private boolean addNeedless(Set<String> cut, Set<String> gone) {
        for (Step step : steps) {
            if (step.makes(cut) && !step.isRecurrent() && !step.makes(graph.outputs())) {
                boolean needed =
                        steps.stream().anyMatch(reader -> reader.readsOf(step.node.outputs()) && !reader.makes(gone));
                if (!needed) {
                    return gone.addAll(step.node.outputs());
                }
            }
        }
        return false;
    }

    /** The part's inputs: the graph's own that it reads, and what the nodes that are lost before recurrent ones make for it. */
    private Set<String> inputs(Set<String> lost, Set<String> outputs) {
        Set<String> made = new HashSet<>(lost);
        made.retainAll(before);
        Set<String> cut = firstInputs(made, outputs);
        for (int i = 0;
                i < MAX_NEEDLESS
                        && isSeveral(cut.stream().filter(made::contains).count())
                        && addNext(cut, made);
                i++) {
            cut = firstInputs(made, outputs);
        }
        return cut;
    }

    private Set<String> firstInputs(Set<String> made, Set<String> outputs) {
        Set<String> needed = new HashSet<>(outputs);
        Set<String> read = new HashSet<>();
        for (Step step : steps.reversed()) {
            if (step.makes(needed) && !step.makes(made)) {
                needed.addAll(step.reads);
                read.addAll(step.reads);
            }
        }
        Set<String> inputs = new LinkedHashSet<>();
        graph.inputs().forEach(input -> inputs.add(input.name()));
        inputs.removeAll(graph.initializers().keySet());
        steps.forEach(step -> inputs.addAll(
                step.node.outputs().stream().filter(made::contains).toList()));
        inputs.retainAll(read);
        return inputs;
    }

    /** Adds a node that reads what is cut off and is not recurrent. */
    private boolean addNext(Set<String> cut, Set<String> made) {
        Set<String> entries = new HashSet<>(cut);
        entries.retainAll(made);
        for (Step step : steps) {
            if (step.readsOf(entries) && !step.isRecurrent() && !step.makes(made)) {
                return made.addAll(step.node.outputs());
            }
        }
        return false;
    }
}
