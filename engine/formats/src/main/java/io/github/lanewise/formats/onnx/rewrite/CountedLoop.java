package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.io.FormatException;
import io.github.lanewise.formats.onnx.facts.ConstantPropagation;
import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.proto.OnnxGraph;
import io.github.lanewise.formats.onnx.proto.OnnxNode;
import io.github.lanewise.formats.onnx.proto.OnnxTensor;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.IntegerConstant;
import io.github.lanewise.formats.onnx.value.RealConstant;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Loop node that counts the steps of rows: each step gathers its row by the counter, and it goes on as long as there are
 * rows. What does not change on the way is known in the body as it is outside.
 */
final class CountedLoop {
    /** Of the body's inputs the number of the step and the condition come first, of its outputs the condition. */
    private static final int INPUTS_BEFORE = 2;

    private final Rewriting outside;
    private final ConstantPropagation.Computer computer;
    private final OnnxNode node;
    private final OnnxGraph graph;
    private final LoopBody body;
    private final Map<String, OnnxNode> makers = new HashMap<>();
    private final Map<String, String> same = new HashMap<>();
    private final Set<String> counters = new HashSet<>();

    CountedLoop(Rewriting outside, OnnxNode node, OnnxGraph graph, ConstantPropagation.Computer computer) {
        this.outside = outside;
        this.computer = computer;
        this.node = node;
        this.graph = graph;
        body = new LoopBody(outside.facts(), false);
        graph.nodes().forEach(inner -> inner.outputs().forEach(output -> makers.put(output, inner)));
    }

    /** What goes in and out; null where the loop does not run over all steps of rows. */
    @Nullable
    LoopBody read() throws FormatException {
        int states = graph.inputs().size() - INPUTS_BEFORE;
        boolean fits = states >= 0
                && node.inputs().size() == graph.inputs().size()
                && node.outputs().size() == graph.outputs().size() - 1
                && node.outputs().size() >= states;
        if (!fits) {
            return null;
        }
        counters.add(graph.inputs().getFirst().name());
        body.facts().putExtents(graph.inputs().getFirst().name(), List.of());
        for (int i = 0; i < states; i++) {
            readState(i);
        }
        for (int i = states; i < node.outputs().size(); i++) {
            body.addOutput(graph.outputs().get(i + 1), node.outputs().get(i));
        }
        Dim steps = null;
        for (OnnxNode inner : graph.nodes()) {
            String rows = gathered(inner);
            if (rows != null) {
                body.addRows(Objects.requireNonNull(inner.output(0)), rows);
                List<Dim> dims = outside.facts().extents(rows);
                Dim extent = dims == null || dims.isEmpty() ? null : dims.getFirst();
                if (extent == null || (steps != null && !steps.equals(extent))) {
                    return null;
                }
                steps = extent;
            }
        }
        return steps != null && runsFor(steps) ? body : null;
    }

    private void readState(int i) throws FormatException {
        String input = graph.inputs().get(i + INPUTS_BEFORE).name();
        String initial = node.inputs().get(i + INPUTS_BEFORE);
        String output = graph.outputs().get(i + 1);
        if (unchanged(output).equals(input)) {
            same.put(input, initial);
            body.addSame(input, initial);
        } else if (isNext(unchanged(output), input) && isNumber(initial, 0)) {
            counters.add(input);
            body.facts().putExtents(input, List.of());
        } else {
            body.addState(input, initial, output, node.outputs().get(i));
        }
    }

    private static boolean is(@Nullable OnnxNode node, String operator, int inputs) {
        return node != null
                && node.domain().isEmpty()
                && node.operator().equals(operator)
                && node.inputs().size() == inputs;
    }

    /** A value of the body, behind the nodes of an operator that pass it on. */
    private String behind(String value, String... passing) {
        String at = value;
        while (true) {
            OnnxNode maker = makers.get(at);
            if (maker == null || Arrays.stream(passing).noneMatch(operator -> is(maker, operator, 1))) {
                return at;
            }
            at = maker.inputs().getFirst();
        }
    }

    private String unchanged(String value) {
        return behind(value, "Identity");
    }

    private boolean isNext(String value, String counter) throws FormatException {
        OnnxNode sum = makers.get(value);
        if (sum == null || !is(sum, "Add", 2)) {
            return false;
        }
        String first = sum.inputs().getFirst();
        String second = sum.inputs().getLast();
        return (first.equals(counter) && isNumber(second, 1)) || (second.equals(counter) && isNumber(first, 1));
    }

    private @Nullable Value constant(String value) throws FormatException {
        Value known = outside.facts().constant(same.getOrDefault(value, value));
        if (known != null) {
            return known;
        }
        OnnxTensor tensor = graph.initializers().get(value);
        if (tensor != null) {
            return computer.constant(tensor);
        }
        OnnxNode maker = makers.get(value);
        List<Value> made = maker != null && is(maker, "Constant", 0) ? computer.compute(maker, List.of()) : null;
        return made == null || made.isEmpty() ? null : made.getFirst();
    }

    private boolean isNumber(String value, long number) throws FormatException {
        return constant(value) instanceof IntegerConstant integers
                && integers.count() == 1
                && integers.elements().getFirst().is(number);
    }

    /** The rows outside of which a node gathers the step that the counter says. */
    private @Nullable String gathered(OnnxNode inner) {
        String data = inner.input(0);
        boolean gathers = data != null
                && inner.operator().equals("Gather")
                && inner.domain().isEmpty()
                && inner.output(0) != null
                && inner.input(1) != null
                && counters.contains(unchanged(inner.inputs().get(1)))
                && Facts.integer(inner, "axis", 0) == 0;
        String rows = data == null ? null : same.getOrDefault(data, data);
        return gathers
                        && rows != null
                        && outside.facts().extents(rows) != null
                        && outside.facts().constant(rows) == null
                ? rows
                : null;
    }

    /** Whether the loop ends behind the last step and not before. */
    private boolean runsFor(Dim steps) throws FormatException {
        String count = node.input(0);
        boolean counted = count != null && isExtent(count, steps);
        String first = node.input(1);
        return (counted || (count == null && bounds(graph.outputs().getFirst(), steps)))
                && allows(graph.outputs().getFirst(), steps)
                && (first == null || begins(first, steps));
    }

    /** What has to hold for a condition to hold: the values that a tree of And joins. */
    private static Set<String> joined(String condition, Function<String, @Nullable OnnxNode> makers) {
        Set<String> seen = new HashSet<>();
        Set<String> joined = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(condition));
        while (!open.isEmpty()) {
            String value = open.pop();
            OnnxNode maker = makers.apply(value);
            if (!seen.add(value)) {
                continue;
            }
            if (maker != null && (is(maker, "And", 2) || is(maker, "Identity", 1) || is(maker, "Cast", 1))) {
                maker.inputs().forEach(open::push);
            } else {
                joined.add(value);
            }
        }
        return joined;
    }

    /** Whether a condition outside lets the loop begin, if there is a step at all. */
    private boolean begins(String condition, Dim steps) throws FormatException {
        for (String part : joined(condition, outside::maker)) {
            OnnxNode less = outside.maker(part, "Less");
            if (!(less == null ? isNumber(part, 1) : isPositive(less, steps))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a comparison outside asks for at least one step. */
    private boolean isPositive(OnnxNode less, Dim steps) throws FormatException {
        return is(less, "Less", 2)
                && outside.facts().isNumber(less.inputs().getFirst(), 0)
                && isExtent(less.inputs().getLast(), steps);
    }

    /** Whether a condition holds for all steps: comparisons of the counter with the number of steps, and what is true. */
    private boolean allows(String condition, Dim steps) throws FormatException {
        String goesOn = graph.inputs().get(1).name();
        for (String part : joined(condition, makers::get)) {
            OnnxNode less = makers.get(part);
            boolean compares = less != null
                    && is(less, "Less", 2)
                    && isCount(less.inputs().getFirst())
                    && isExtent(less.inputs().getLast(), steps);
            if (!compares && !part.equals(goesOn) && !isNumber(part, 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a condition ends the loop behind the last step. */
    private boolean bounds(String condition, Dim steps) throws FormatException {
        for (String part : joined(condition, makers::get)) {
            OnnxNode maker = makers.get(part);
            if (maker != null
                    && is(maker, "Less", 2)
                    && isNextOfAny(uncast(maker.inputs().getFirst()))
                    && isExtent(maker.inputs().getLast(), steps)) {
                return true;
            }
        }
        return false;
    }

    private boolean isCount(String value) throws FormatException {
        String count = uncast(value);
        return counters.contains(count) || isNextOfAny(count);
    }

    private boolean isNextOfAny(String value) throws FormatException {
        for (String counter : counters) {
            if (isNext(value, counter)) {
                return true;
            }
        }
        return false;
    }

    private String uncast(String value) {
        return behind(value, "Identity", "Cast");
    }

    /** Whether a value is the number of steps, in the body or outside. */
    private boolean isExtent(String value, Dim steps) throws FormatException {
        String at = uncast(value);
        String outer = same.getOrDefault(at, at);
        OnnxNode cast = outside.maker(outer, "Cast");
        while (cast != null && is(cast, "Cast", 1) && outside.facts().constant(outer) == null) {
            outer = cast.inputs().getFirst();
            cast = outside.maker(outer, "Cast");
        }
        Value constant = makers.containsKey(at) ? null : constant(outer);
        return switch (constant) {
            case IntegerConstant integers ->
                integers.count() == 1 && integers.elements().getFirst().equals(steps);
            case RealConstant reals -> reals.count() == 1 && steps.is((long) reals.data()[0]);
            case null, default -> false;
        };
    }
}
