package io.github.lanewise.formats.onnx.fold;

import io.github.lanewise.formats.audio.AudioFrames;
import io.github.lanewise.formats.onnx.shape.Dim;
import io.github.lanewise.formats.onnx.value.FinalStates;
import io.github.lanewise.formats.onnx.value.StateSource;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph as a model, and how its inputs and outputs lie beside the model's.
 *
 * @param spec the model
 * @param folded what of the graph it was made of
 * @param inputs the graph's inputs with their extents, in the file's order
 * @param sequences the input that the model reads
 * @param order the dimensions of that input that are time, batch and features; -1 for one that it does not have
 * @param lengths the input with the sequences' lengths, or null
 * @param states where initial states come from
 * @param outputs the graph's outputs
 * @param sizes named extents that have to be a certain number
 * @param weights inputs that were given before the run: weights, and numbers that decide which branches the graph takes
 * @param audio how the model's rows are cut from a recording; null where nothing says it
 */
public record FoldedGraph(
        ModelSpec spec,
        Folded folded,
        Map<String, List<Dim>> inputs,
        String sequences,
        List<Integer> order,
        @Nullable String lengths,
        List<StateInput> states,
        List<Output> outputs,
        Map<String, Long> sizes,
        Map<String, Tensor> weights,
        @Nullable AudioFrames audio) {
    /** In the axes of states: the sequences. */
    public static final int BATCH = FinalStates.BATCH;

    /** In the axes of states: the units. */
    public static final int UNITS = FinalStates.UNITS;

    /** Copies what it is given. */
    public FoldedGraph {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        order = List.copyOf(order);
        states = List.copyOf(states);
        outputs = List.copyOf(outputs);
        sizes = Map.copyOf(sizes);
        weights = Map.copyOf(weights);
    }

    /**
     * What a model was made of.
     *
     * @param layers of each layer, the nodes that became it, as {@code operator name}; of an unrolled one those of the first step
     * @param nodes how many nodes there were, with those of shapes, constants and movements
     * @param tensors of each tensor of the model, the constants that it is from, and how they were changed
     * @param madeUp names of layers that the file does not have
     * @param producer name and version of what wrote the file; empty where it does not say
     * @param opset the version of ONNX's operators
     * @param notes in what the model differs from the file, in a sentence each
     */
    public record Folded(
            List<List<String>> layers,
            int nodes,
            Map<String, String> tensors,
            List<String> madeUp,
            String producer,
            int opset,
            List<String> notes) {
        /** Copies what it is given. */
        public Folded {
            layers = layers.stream().map(List::copyOf).toList();
            madeUp = List.copyOf(madeUp);
            notes = List.copyOf(notes);
            tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        }
    }

    /** What a part of an output's axis counts. */
    public enum Role {
        /** Time steps. */
        TIME,
        /** Sequences. */
        BATCH,
        /** Features of a row. */
        FEATURES
    }

    /**
     * A part of an axis of rows.
     *
     * @param role what it counts
     * @param size of features: how many; otherwise 0
     * @param stride of features: the distance from one to the next
     */
    public record Axis(Role role, int size, int stride) {}

    /**
     * One state of a batch.
     *
     * @param layer number of the recurrent layer, from 0, counted through all stacks
     * @param direction from 0
     * @param cell whether it is the cell state
     */
    public record StatePlace(int layer, int direction, boolean cell) {}

    /**
     * An initial state that an input holds.
     *
     * @param place which state
     * @param source where in which input
     */
    public record StateInput(StatePlace place, StateSource source) {}

    /** An output of the graph. */
    public sealed interface Output permits RowsOutput, StatesOutput {
        /**
         * The output.
         *
         * @return its name
         */
        String name();
    }

    /**
     * The rows of the model's output.
     *
     * @param name of the output
     * @param axes what each axis is made of, the last part changing fastest
     */
    public record RowsOutput(String name, List<List<Axis>> axes) implements Output {}

    /**
     * Final states.
     *
     * @param name of the output
     * @param axes extents of an array of states, and in between {@link #BATCH} and {@link #UNITS}
     * @param places the states, row-major over the array
     */
    public record StatesOutput(String name, List<Integer> axes, List<StatePlace> places) implements Output {}

    /**
     * An input's extents, for people and messages.
     *
     * @param input its name
     * @return for instance {@code (T, N, 5)}
     */
    public String shapeText(String input) {
        return Dim.text(inputs.getOrDefault(input, List.of()));
    }
}
