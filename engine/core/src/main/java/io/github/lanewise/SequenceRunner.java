package io.github.lanewise;

import io.github.lanewise.network.LiveNetwork;
import io.github.lanewise.network.Network;
import io.github.lanewise.network.RecurrentStage;
import io.github.lanewise.network.Scratch;
import io.github.lanewise.spec.Head;
import io.github.lanewise.spec.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches of sequences through a whole model, from given initial states to final ones, with the scratch of one thread.
 * Not thread-safe. After warm-up a run allocates nothing.
 */
public final class SequenceRunner {
    private final Model model;
    private final LiveNetwork live;
    private final Scratch scratch = new Scratch();

    SequenceRunner(Model model) {
        this.model = model;
        this.live = model.network();
        scratch.flushSubnormals(model.flushesSubnormals());
    }

    /**
     * Room for the states of a batch.
     *
     * @param batch N
     * @return zeros, one entry a recurrent layer, in the order in which they run
     * @throws IllegalArgumentException if the batch is negative, or a layer's states have more than 2^31 - 1 elements
     */
    public List<LayerState> newStates(int batch) {
        if (batch < 0) {
            throw new IllegalArgumentException("new states: expected a batch of at least 0, found " + batch);
        }
        return live.now().recurrent().stream()
                .map(stage -> new LayerState(
                        Tensor.zeros(stage.directions(), batch, stage.cell(0).recurrentSize()),
                        stage.cell(0).cellStride() == 0
                                ? null
                                : Tensor.zeros(
                                        stage.directions(), batch, stage.cell(0).hiddenSize())))
                .toList();
    }

    /**
     * Runs.
     *
     * @param input (T, N, inputSize), or (N, T, inputSize) where the model is batch first
     * @param lengths each sequence's own number of steps, 1 to T, in any order; null where all are T
     * @param initial of the shapes that {@link #newStates} makes; null for the model's own
     * @param output (T, N, outputSize), or (N, T, outputSize) where the model is batch first, zeros beyond a sequence's
     *     length; (N, outputSize) where the head is not EVERY_STEP. Written
     * @param last of the shapes that {@link #newStates} makes, written; null if nobody wants the final states
     * @throws IllegalArgumentException if a shape or a length is wrong, or an input is no token where the model begins
     *     with an embedding
     */
    public void run(
            Tensor input,
            int @Nullable [] lengths,
            @Nullable List<LayerState> initial,
            Tensor output,
            @Nullable List<LayerState> last) {
        boolean batchFirst = SequenceShapes.batchFirst(input, model.spec());
        Network network = live.now();
        SequenceShapes.check(input, network.inputSize(), batchFirst);
        int steps = SequenceShapes.steps(input, batchFirst);
        int batch = SequenceShapes.batch(input, batchFirst);
        if (input.rank() != 3) {
            throw new IllegalArgumentException("input: expected three dimensions, found " + input.shapeText());
        }
        SequenceShapes.checkLengths(lengths, steps, batch);
        boolean fits = model.spec().head() == Head.EVERY_STEP
                ? SequenceShapes.isEveryStep(output, input, network.outputSize())
                : SequenceShapes.isOneRowEach(output, input, batchFirst, network.outputSize());
        if (!fits) {
            throw new IllegalArgumentException("output: expected " + network.outputSize() + " features for an input of "
                    + input.shapeText() + ", found shape " + output.shapeText());
        }
        checkStates("initial states", initial, batch);
        checkStates("final states", last, batch);
        network.checkSequences(input.data(), lengths, steps, batch, batchFirst);
        scratch.schedule().set(steps, batch, lengths);
        float[] states = scratch.states((long) batch * network.stateFloats());
        network.begin(states, batch);
        copy(initial, states, true);
        live.run(input.data(), batchFirst, states, output.data(), scratch, null);
        copy(last, states, false);
    }

    private void checkStates(String what, @Nullable List<LayerState> states, int batch) {
        List<RecurrentStage> stages = live.now().recurrent();
        if (states == null) {
            return;
        }
        if (states.size() != stages.size()) {
            throw new IllegalArgumentException(
                    what + ": expected one for each of " + stages.size() + " recurrent layers, found " + states.size());
        }
        for (int i = 0; i < stages.size(); i++) {
            RecurrentStage stage = stages.get(i);
            Tensor hidden = states.get(i).hidden();
            Tensor cell = states.get(i).cell();
            check(what, i, "hidden", hidden, stage, batch, stage.cell(0).recurrentSize());
            if ((cell != null) != (stage.cell(0).cellStride() > 0)) {
                throw new IllegalArgumentException(what + ", layer " + i + ": expected "
                        + (cell == null ? "cell states, found none" : "no cell states, found some"));
            }
            if (cell != null) {
                check(what, i, "cell", cell, stage, batch, stage.cell(0).hiddenSize());
            }
        }
    }

    /** Allocates nothing unless it refuses. */
    private static void check(
            String what, int layer, String kind, Tensor state, RecurrentStage stage, int batch, int size) {
        boolean fits = state.rank() == 3
                && state.size(0) == stage.directions()
                && state.size(1) == batch
                && state.size(2) == size;
        if (!fits) {
            state.requireShape(what + ", layer " + layer + ", " + kind, stage.directions(), batch, size);
        }
    }

    private void copy(@Nullable List<LayerState> callers, float[] states, boolean in) {
        if (callers == null) {
            return;
        }
        for (int i = 0; i < callers.size(); i++) {
            RecurrentStage stage = live.now().recurrent().get(i);
            copy(stage, false, states, callers.get(i).hidden(), in);
            Tensor cell = callers.get(i).cell();
            if (cell != null) {
                copy(stage, true, states, cell, in);
            }
        }
    }

    private void copy(RecurrentStage stage, boolean cellState, float[] states, Tensor tensor, boolean in) {
        for (int direction = 0; direction < stage.directions(); direction++) {
            int at = direction * tensor.size(1) * tensor.size(2);
            BatchStates.copy(stage, direction, cellState, scratch.schedule(), states, tensor, at, in);
        }
    }
}
