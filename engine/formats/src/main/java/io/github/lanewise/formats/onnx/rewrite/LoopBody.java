package io.github.lanewise.formats.onnx.rewrite;

import io.github.lanewise.formats.onnx.facts.Facts;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes in and out of the body of a loop over time, and what is known of it there. */
final class LoopBody {
    private final Facts outer;
    private final Facts facts;
    private final boolean reverse;
    private final List<State> states = new ArrayList<>();
    private final Map<String, String> rows = new LinkedHashMap<>();
    private final List<Output> outputs = new ArrayList<>();

    /**
     * A state that goes around.
     *
     * @param input of the body
     * @param initial outside
     * @param output of the body
     * @param last outside; empty where nobody wants it
     */
    record State(String input, String initial, String output, String last) {}

    /** A value of the body whose steps are put side by side outside. */
    record Output(String inside, String outside) {}

    /**
     * A body of which nothing is known yet.
     *
     * @param outer what is known outside
     * @param reverse whether the loop runs from the end to the beginning
     */
    LoopBody(Facts outer, boolean reverse) {
        this.outer = outer;
        this.reverse = reverse;
        facts = new Facts(outer);
    }

    Facts facts() {
        return facts;
    }

    boolean isReverse() {
        return reverse;
    }

    void addState(String input, String initial, String output, String last) {
        states.add(new State(input, initial, output, last));
        List<Dim> dims = outer.extents(initial);
        if (dims != null) {
            facts.putExtents(input, dims);
        }
    }

    /** An input of the body that is a value outside, the same at every step. */
    void addSame(String input, String outside) {
        Value constant = outer.constant(outside);
        List<Dim> dims = outer.extents(outside);
        if (constant != null) {
            facts.put(input, constant);
        } else if (dims != null) {
            facts.putExtents(input, dims);
        }
    }

    /** A value of the body that is a step of rows outside, whose first axis is time. */
    void addRows(String inside, String outside) {
        rows.put(inside, outside);
        List<Dim> dims = outer.extents(outside);
        if (dims != null && !dims.isEmpty()) {
            facts.putExtents(inside, dims.subList(1, dims.size()));
        }
    }

    void addOutput(String inside, String outside) {
        outputs.add(new Output(inside, outside));
    }

    List<State> states() {
        return states;
    }

    /** The rows outside of which each step is, by its name in the body. */
    Map<String, String> rows() {
        return rows;
    }

    List<Output> outputs() {
        return outputs;
    }
}
