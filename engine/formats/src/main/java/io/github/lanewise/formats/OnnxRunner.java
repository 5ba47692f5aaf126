package io.github.lanewise.formats;

import io.github.lanewise.Backend;
import io.github.lanewise.LayerState;
import io.github.lanewise.Model;
import io.github.lanewise.SequenceRunner;
import io.github.lanewise.formats.onnx.FoldedGraph;
import io.github.lanewise.spec.BatchOrder;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs an {@link OnnxModel} on tensors under the names of its graph. Not thread-safe. */
public final class OnnxRunner {
    private final FoldedGraph graph;
    private final Backend backend;
    private final Model model;
    private final SequenceRunner runner;
    private final boolean batchFirst;

    OnnxRunner(FoldedGraph graph, Backend backend) {
        this.graph = graph;
        this.backend = backend;
        // How a batch lies here is nobody's business but this class's, where the graph leaves it open.
        batchFirst = graph.spec().batchOrder() == BatchOrder.BATCH_FIRST;
        model = Model.of(graph.spec().withBatchOrder(BatchOrder.of(batchFirst)), backend);
        runner = model.newSequenceRunner();
    }

    /**
     * Runs.
     *
     * @param inputs by name, integers as floats; those that the model does not use are not looked at
     * @return the graph's outputs by name, in the order of the file
     * @throws IllegalArgumentException if an input is missing or of a wrong shape, a length is out of range, or a token is
     *     none
     */
    public Map<String, Tensor> run(Map<String, Tensor> inputs) {
        OnnxInputs given = new OnnxInputs(graph, inputs);
        int steps = given.steps();
        int batch = given.batch();
        int @Nullable [] lengths = given.lengths();
        Tensor input = given.sequences(batchFirst);
        int @Nullable [] atLeastOne = lengths == null
                ? null
                : Arrays.stream(lengths).map(length -> Math.max(1, length)).toArray();
        if (graph.reversed()) {
            OnnxSequences.reverse(input, batchFirst, atLeastOne);
        }
        boolean everyStep = graph.spec().head() == Head.EVERY_STEP;
        int features = model.outputSize();
        Tensor output = !everyStep
                ? Tensor.zeros(batch, features)
                : batchFirst ? Tensor.zeros(batch, steps, features) : Tensor.zeros(steps, batch, features);
        List<LayerState> initial = runner.newStates(batch);
        given.fillStates(initial);
        List<LayerState> last = runner.newStates(batch);
        runner.run(input, atLeastOne, initial, output, last);
        if (graph.reversed() && everyStep) {
            OnnxSequences.reverse(output, batchFirst, atLeastOne);
        }
        if (lengths != null) {
            finishShortSequences(lengths, steps, output, batchFirst, initial, last);
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
     * What the layers behind the last recurrent one make of the zeros beyond a sequence's end; and sequences of length 0, of
     * which the model has run one step, but which leave their initial states as they are.
     */
    private void finishShortSequences(
            int[] lengths,
            int steps,
            Tensor output,
            boolean batchFirst,
            List<LayerState> initial,
            List<LayerState> last) {
        boolean everyStep = graph.spec().head() == Head.EVERY_STEP;
        float[] padding = everyStep ? OnnxSequences.padding(graph.spec(), backend) : new float[0];
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
                int at = (batchFirst ? row * steps + t : t * lengths.length + row) * padding.length;
                System.arraycopy(padding, 0, output.data(), at, padding.length);
            }
        }
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
     * The inputs that {@link #run} needs.
     *
     * @return names in the order of the file
     */
    public List<String> inputs() {
        return new ArrayList<>(OnnxInputs.needed(graph));
    }
}
