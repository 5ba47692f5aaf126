package io.github.lanewise.formats.onnx;

import io.github.lanewise.Backend;
import io.github.lanewise.LayerState;
import io.github.lanewise.Model;
import io.github.lanewise.RunOptions;
import io.github.lanewise.Session;
import io.github.lanewise.formats.onnx.fold.FoldedGraph;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.ModelSpec;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs an {@link OnnxModel} on tensors under the names of its graph. Not thread-safe. */
public final class OnnxRunner {
    private final FoldedGraph graph;
    private final ModelSpec spec;
    private final Backend backend;
    private final Model model;
    private final Session session;
    private final boolean batchFirst;
    private final boolean everyStep;
    private float @Nullable [] padding;

    /**
     * A runner.
     *
     * @param spec the graph's, perhaps in other precisions
     */
    OnnxRunner(FoldedGraph graph, ModelSpec spec, Backend backend) {
        this.graph = graph;
        this.spec = spec;
        this.backend = backend;
        everyStep = spec.head() == Head.EVERY_STEP;
        // Where the graph leaves the order open, either will do: callers see the axes of the graph only.
        batchFirst = graph.spec().batchOrder() == BatchOrder.BATCH_FIRST;
        model = Model.of(spec.withBatchOrder(BatchOrder.of(batchFirst)), backend);
        session = model.newSession();
    }

    /**
     * Runs.
     *
     * @param inputs by name, integers as floats; those that the model does not use are ignored. Where the graph's sequences
     *     have three dimensions, they may also be the rows (T, features) of one sequence or stream, with the states of one
     * @return the graph's outputs by name, in the order of the file
     * @throws IllegalArgumentException if an input is missing or of a wrong shape, a length is out of range, or a token is
     *     none
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        Tensor sequences = inputs.get(graph.sequences());
        if (sequences != null && sequences.rank() == 2 && rank() == 3) {
            List<LayerState> states = session.newStates(1);
            OnnxInputs.besideRows(graph, inputs).fillStates(states);
            return runRows(sequences, states);
        }
        OnnxInputs given = OnnxInputs.of(graph, inputs);
        int steps = given.steps();
        int batch = given.batch();
        int @Nullable [] lengths = given.lengths();
        int @Nullable [] atLeastOne = lengths == null
                ? null
                : Arrays.stream(lengths).map(length -> Math.max(1, length)).toArray();
        List<LayerState> initial = session.newStates(batch);
        given.fillStates(initial);
        List<LayerState> last = session.newStates(batch);
        Tensor output = compute(given.sequences(batchFirst), atLeastOne, steps, batch, initial, last);
        if (lengths != null) {
            finishShortSequences(lengths, steps, output, initial, last);
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (FoldedGraph.Output each : graph.outputs()) {
            outputs.put(
                    each.name(),
                    switch (each) {
                        case FoldedGraph.RowsOutput rows -> OnnxOutputs.rows(rows, output, steps, batch, batchFirst);
                        case FoldedGraph.StatesOutput states -> OnnxOutputs.states(states, last);
                    });
        }
        return outputs;
    }

    /**
     * Runs the model the way that the graph runs its sequences.
     *
     * @param initial null for the model's own
     */
    private Tensor compute(
            Tensor input,
            int @Nullable [] lengths,
            int steps,
            int batch,
            @Nullable List<LayerState> initial,
            List<LayerState> last) {
        int features = model.outputSize();
        Tensor output = !everyStep
                ? Tensor.zeros(batch, features)
                : batchFirst ? Tensor.zeros(batch, steps, features) : Tensor.zeros(steps, batch, features);
        RunOptions options =
                RunOptions.none().lengths(lengths).initialStates(initial).finalStates(last);
        session.run(input, options, output);
        return output;
    }

    /**
     * Puts right what the model has computed of sequences that are shorter than the batch. Beyond a sequence's end the layers
     * behind the last recurrent one read zeros. Of a sequence of length 0 the model has run one step; its final states are its
     * initial ones.
     */
    private void finishShortSequences(
            int[] lengths, int steps, Tensor output, List<LayerState> initial, List<LayerState> last) {
        float[] beyond = everyStep ? padding() : new float[0];
        for (int row = 0; row < lengths.length; row++) {
            if (lengths[row] == 0) {
                if (!everyStep) {
                    throw new IllegalArgumentException(
                            graph.lengths() + ": expected lengths of at least 1, found 0 for sequence " + row
                                    + "; what the model makes of no final state is not defined");
                }
                for (int layer = 0; layer < last.size(); layer++) {
                    copyRow(initial.get(layer).hidden(), last.get(layer).hidden(), row);
                    copyRow(initial.get(layer).cell(), last.get(layer).cell(), row);
                }
            }
            for (int t = lengths[row]; everyStep && t < steps; t++) {
                int at = (batchFirst ? row * steps + t : t * lengths.length + row) * beyond.length;
                System.arraycopy(beyond, 0, output.data(), at, beyond.length);
            }
        }
    }

    /** A row of output beyond a sequence's end, computed once. */
    private float[] padding() {
        if (padding == null) {
            padding = newPadding();
        }
        return padding;
    }

    /** What the layers behind the last recurrent one make of a row of zeros. */
    private float[] newPadding() {
        float[] output = new float[spec.outputSize()];
        int begin = spec.lastRecurrent() + 1;
        if (begin < spec.layers().size()) {
            ModelSpec.Builder behind = ModelSpec.builder();
            for (int layer = begin; layer < spec.layers().size(); layer++) {
                behind.add(spec.layers().get(layer), spec.precision(layer));
            }
            Session session = Model.of(behind.build(), backend).newSession();
            session.step(new float[session.model().inputSize()], session.model().newState(), output);
        }
        return output;
    }

    private static void copyRow(@Nullable Tensor from, @Nullable Tensor to, int row) {
        if (from != null && to != null) {
            int size = from.size(2);
            for (int direction = 0; direction < from.size(0); direction++) {
                int at = (direction * from.size(1) + row) * size;
                System.arraycopy(from.data(), at, to.data(), at, size);
            }
        }
    }

    /**
     * Runs over one array, from states of zeros where the graph has them as inputs.
     *
     * @param array the graph's sequences as it has them; or, of one dimension less, the rows (T, features) of one sequence or
     *     stream. Two dimensions are the rows of a stream too where the graph takes one step of several sequences and their
     *     states
     * @return the graph's outputs by name, in the order of the file; for rows without dimensions of sequences: rows (T,
     *     features), or (features) where the graph's output is one row
     * @throws IllegalArgumentException if the array is of a wrong shape, or the graph needs more than sequences and states
     */
    public Map<String, Tensor> run(Tensor array) {
        boolean stepOfStates = graph.order().get(0) < 0 && !graph.states().isEmpty();
        boolean rows = array.rank() == 2 && (rank() == 3 || stepOfStates);
        return rows ? runRows(array, null) : run(OnnxInputs.withZeroStates(graph, array));
    }

    /** How many dimensions the graph's sequences have. */
    private int rank() {
        return Objects.requireNonNull(graph.inputs().get(graph.sequences())).size();
    }

    /**
     * Runs over the rows of one sequence.
     *
     * @param initial null for the model's own
     */
    private Map<String, Tensor> runRows(Tensor rows, @Nullable List<LayerState> initial) {
        int steps = rows.size(0);
        if (steps == 0 || rows.size(1) != model.inputSize()) {
            throw new IllegalArgumentException("input '" + graph.sequences() + "': expected rows of shape (T, "
                    + model.inputSize() + ") with at least one time step, found shape " + rows.shapeText());
        }
        int[] shape = batchFirst ? new int[] {1, steps, rows.size(1)} : new int[] {steps, 1, rows.size(1)};
        List<LayerState> last = session.newStates(1);
        Tensor output = compute(Tensor.of(rows.data(), shape), null, steps, 1, initial, last);
        int[] rowsShape = everyStep ? new int[] {steps, model.outputSize()} : new int[] {model.outputSize()};
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (FoldedGraph.Output each : graph.outputs()) {
            outputs.put(
                    each.name(),
                    switch (each) {
                        case FoldedGraph.RowsOutput _ -> Tensor.of(output.data(), rowsShape);
                        case FoldedGraph.StatesOutput states -> OnnxOutputs.states(states, last);
                    });
        }
        return outputs;
    }

    /**
     * The inputs that {@link #run(Map)} needs.
     *
     * @return their names, sorted
     */
    public List<String> inputs() {
        return new ArrayList<>(OnnxInputs.needed(graph));
    }
}
